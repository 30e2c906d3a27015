import type { Stretch } from './ansi';

/** Cuts stretches where a hit begins or ends. A hit may reach over several. */
export function marked(parts: readonly Stretch[], wanted: RegExp | null): (Stretch & { hit?: boolean })[] {
  if (!wanted) return [...parts];
  const text = parts.map((part) => part.text).join('');
  const hits = [...text.matchAll(wanted)].map((match) => [match.index, match.index + match[0].length]);
  if (hits.length === 0) return [...parts];
  const cuts = new Set(hits.flat());
  const found: (Stretch & { hit?: boolean })[] = [];
  let at = 0;
  for (const part of parts) {
    const end = at + part.text.length;
    const edges = [at, ...[...cuts].filter((cut) => cut > at && cut < end), end];
    edges.slice(1).forEach((to, index) => {
      const from = edges[index] ?? at;
      const hit = hits.some(([first = 0, last = 0]) => first <= from && to <= last);
      found.push({ ...part, text: text.slice(from, to), hit });
    });
    at = end;
  }
  return found;
}
