/** The first twelve signs of an id, without its algorithm: what engines print. */
export function shortId(id: string): string {
  return id.replace(/^[a-z0-9]+:/, '').slice(0, 12);
}

/**
 * Splits a name so that its end can stay in view when the rest has no room: a tag (`:1.27`), a digest or a file name
 * says more than the middle.
 */
export function splitForEllipsis(text: string): [head: string, tail: string] {
  const longest = Math.min(20, Math.floor(text.length / 2));
  const natural = Math.max(text.lastIndexOf(':'), text.lastIndexOf('/'), text.lastIndexOf('@'));
  const tail = text.length - natural <= longest && natural > 0 ? text.length - natural : Math.min(8, longest);
  return [text.slice(0, text.length - tail), text.slice(text.length - tail)];
}

/** Whether every word typed is somewhere in one of the texts. Case does not matter. */
export function matches(query: string, ...texts: readonly (string | null | undefined)[]): boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const all = texts.join('\n').toLowerCase();
  return words.every((word) => all.includes(word));
}

/**
 * How well a text answers what was typed: 0 is not at all, more is better. Letters may be left out in between
 * ("cweb" finds "container blog-web"); starts of words and unbroken runs count more.
 */
export function fuzzyScore(query: string, text: string): number {
  const wanted = query.toLowerCase().replace(/\s+/g, '');
  const given = text.toLowerCase();
  if (!wanted) return 1;
  const whole = given.indexOf(query.trim().toLowerCase());
  if (whole >= 0) return 1000 - Math.min(whole, 100) - Math.min(given.length, 400) / 10;
  let score = 0;
  let at = 0;
  let before = -2;
  for (const letter of wanted) {
    const found = given.indexOf(letter, at);
    if (found < 0) return 0;
    if (found === before + 1) score += 6;
    else if (found === 0 || /[\s\-/:_.]/.test(given[found - 1] ?? '')) score += 8;
    else score += 1;
    before = found;
    at = found + 1;
  }
  return score;
}
