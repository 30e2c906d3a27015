/** A line of pretty-printed JSON. */
export interface JsonLine {
  number: number;
  text: string;
  /** It matches, and is not only shown for what is in it. */
  hit: boolean;
}

const depthOf = (text: string) => text.length - text.trimStart().length;

/** The lines that match, each below the names it belongs to. */
export function matchingLines(lines: readonly string[], query: string): JsonLine[] {
  const wanted = query.toLowerCase();
  if (!wanted) return [];
  const found: JsonLine[] = [];
  /** Lines further out that contain the one looked at, outermost first. */
  const around: JsonLine[] = [];
  lines.forEach((text, number) => {
    while (around.length && depthOf(around[around.length - 1]?.text ?? '') >= depthOf(text)) around.pop();
    const line = { number, text, hit: text.toLowerCase().includes(wanted) };
    if (line.hit) {
      found.push(...around.filter((outer) => !found.includes(outer)), line);
    }
    if (/[[{]\s*$/.test(text)) around.push(line);
  });
  return found;
}
