/** A command is a list of words; people type it as a line. These two are each other's opposite. */

const plain = /^[\w@%+=:,./-]+$/;

/** The line for some words: a word with a blank or a special sign stands in quotes. */
export function lineOf(words: readonly string[]): string {
  return words.map((word) => (plain.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`)).join(' ');
}

/** The words of a line. A quote that is not closed reaches to the end: somebody is still typing. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  const parts = line.matchAll(/(\s+)|'([^']*)'?|"((?:\\.|[^"\\])*)"?|\\([\s\S])|([^\s'"\\]+)|\\/g);
  let word: string | undefined;
  for (const [all, blank, single, double, escaped, bare] of parts) {
    if (blank !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + (single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? bare ?? all);
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}
