/** Signs that have no place in one line: controls, and those that turn or hide what stands around them. */
const unfit = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** What a stranger wrote, as one line of at most so many characters. */
export function plainLine(text: string, most = 240): string {
  // A cut before the work: the text may be endless.
  const line = text
    .slice(0, most * 4)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes of terminals begin with one.
    .replace(/\u001b\[[\d;?]*[ -/]*[@-~]/g, '')
    .replace(unfit, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const letters = [...line];
  return letters.length > most
    ? `${letters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
    : line;
}
