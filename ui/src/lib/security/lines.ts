import { matches } from '$lib/design';
import type { FindingState, FindingView } from '$lib/ipc';

/** The folds of a list of findings, in their order. */
export const folds: readonly FindingState[] = ['fixable', 'unfixed', 'unimportant', 'ignored'];

/** A line of the list: the title of a fold, or a finding of one that is open. */
export type FindingLine =
  | { type: 'fold'; key: string; fold: FindingState; count: number; open: boolean }
  | { type: 'finding'; key: string; finding: FindingView };

export const lineHeight = 44;

/** Findings by fold. What is searched for is found in folds that are closed, too. */
export function linesOf(
  findings: readonly FindingView[],
  open: ReadonlySet<FindingState>,
  filter = '',
): FindingLine[] {
  const lines: FindingLine[] = [];
  const seen = new Map<string, number>();
  for (const fold of folds) {
    const members = findings.filter((one) => one.state === fold && isFound(one, filter));
    if (!members.length) continue;
    const isOpen = open.has(fold) || !!filter.trim();
    lines.push({ type: 'fold', key: `fold ${fold}`, fold, count: members.length, open: isOpen });
    if (isOpen)
      for (const finding of members) lines.push({ type: 'finding', key: keyOf(finding, seen), finding });
  }
  return lines;
}

const isFound = ({ id, aliases, package: of, summary }: FindingView, filter: string) =>
  matches(filter, id, ...aliases, of.name, of.version, of.path, summary ?? '');

/** An image may say the same thing twice; a key may not. */
function keyOf({ id, package: of }: FindingView, seen: Map<string, number>): string {
  const name = `${id} ${of.purl} ${of.path}`;
  const count = (seen.get(name) ?? 0) + 1;
  seen.set(name, count);
  return count > 1 ? `${name} ${count}` : name;
}

/** Where each line begins, and at the end where the last one stops. */
export function topsOf(lines: readonly FindingLine[], opened: string | null, detail: number): Float64Array {
  const tops = new Float64Array(lines.length + 1);
  lines.forEach((line, at) => {
    tops[at + 1] = (tops[at] ?? 0) + lineHeight + (line.key === opened ? detail : 0);
  });
  return tops;
}

/** The lines in view and a few around them, as first and one past the last. */
export function drawn(tops: Float64Array, from: number, height: number): [first: number, end: number] {
  const around = 6;
  const count = tops.length - 1;
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tops[middle + 1] ?? 0) <= from) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < count && (tops[end] ?? 0) < from + height) end++;
  return [Math.max(0, low - around), Math.min(count, end + around)];
}
