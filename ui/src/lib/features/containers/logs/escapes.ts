/**
 * What a terminal would make of a line, and nothing more: colors stay, everything else that steers a terminal goes, and
 * what would hide or reorder text is made visible. Log lines are written by strangers.
 *
 * This is our own rather than a library's: the small parsers of npm read colors only and hand the rest through (titles,
 * links, cursor moves, C1, directions), so that each line would have to be taken apart by us before they see it, and
 * none of them reads colors written with colons.
 */

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: control characters are what this file is about.
/** Anything that is not simply text. Most lines have none of it. */
const special = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/**
 * In this order: control sequences; strings to the terminal (titles, links, …), with their end or, where that is
 * missing, only their beginning; other escapes; single characters. A string ends before the next one begins, so that a
 * line of beginnings is not read again from each.
 */
const pieces = new RegExp(
  [
    '(?:\\x1b\\[|\\x9b)([0-?]*)[ -/]*([@-~])',
    '(?:\\x1b[\\]PX^_]|[\\x9d\\x90\\x98\\x9e\\x9f])[^\\x07\\x1b\\x90\\x98\\x9c-\\x9f]*(?:\\x07|\\x1b\\\\|\\x9c)',
    '\\x1b[ -/]+[0-~]|\\x1b[0-OQ-WYZ\\\\`-~]',
    special.source,
  ].join('|'),
  'g',
);
const finalReturns = /\r+$/;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: see above.

/** A part of a line: text, a sign for a character that would not be seen, or the numbers of a change of color. */
export type Piece =
  | { type: 'text'; text: string }
  | { type: 'sign'; text: string }
  | { type: 'style'; codes: string };

/** A character that has no picture of its own: `␛`, `␀`, or its number. */
function sign(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `<${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/** Takes a line apart. */
export function piecesOf(text: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(pieces)) {
    if (match.index > at) found.push({ type: 'text', text: text.slice(at, match.index) });
    at = match.index + match[0].length;
    if (match[2] === 'm') found.push({ type: 'style', codes: match[1] ?? '' });
    else if (match[0].length === 1) found.push({ type: 'sign', text: sign(match[0]) });
  }
  if (at < text.length) found.push({ type: 'text', text: text.slice(at) });
  return found;
}

/** What of a line can be read, as plain text. */
export function plain(text: string): string {
  if (!special.test(text)) return text;
  return piecesOf(lastState(text)).reduce(
    (all, piece) => (piece.type === 'style' ? all : all + piece.text),
    '',
  );
}

/** A progress bar writes its line again and again with a carriage return between: what it said last. */
export function lastState(text: string): string {
  if (!text.includes('\r')) return text;
  const states = text.replace(finalReturns, '').split('\r');
  for (let index = states.length - 1; index > 0; index--) {
    const state = states[index] ?? '';
    if (piecesOf(state).some((piece) => piece.type !== 'style')) return state;
  }
  return states[0] ?? '';
}
