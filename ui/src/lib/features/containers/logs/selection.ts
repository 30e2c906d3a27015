import { plain } from './escapes';
import type { LogReader } from './reader.svelte';

/** Lines copied at once. */
const most = 100_000;

const rowOf = (node: Node | null) =>
  (node instanceof Element ? node : node?.parentElement)?.closest<HTMLElement>('[data-number]') ?? null;

/** The numbers of the lines where a selection begins and where it is now, if it is in this log. */
export function endsOf(body: HTMLElement): [anchor: number, focus: number] | null {
  const selection = getSelection();
  if (!selection || selection.isCollapsed) return null;
  const anchor = rowOf(selection.anchorNode);
  const focus = rowOf(selection.focusNode);
  if (!anchor || !focus || !body.contains(anchor) || !body.contains(focus)) return null;
  return [Number(anchor.dataset.number), Number(focus.dataset.number)];
}

/** The selected text of several lines, those between that are not drawn too. One line is left to the browser. */
export function copied(body: HTMLElement, reader: LogReader): string | null {
  const ends = endsOf(body);
  const range = getSelection()?.getRangeAt(0);
  if (!ends || !range || ends[0] === ends[1]) return null;
  const places = ends.map((number) => reader.placeOf(number)).sort((a, b) => a - b) as [number, number];
  const lines: string[] = [];
  for (let place = places[0]; place <= places[1] && lines.length < most; place++) {
    const line = reader.buffer.get(reader.numberAt(place));
    if (line) lines.push(plain(line.text));
  }
  lines[0] = within(range, rowOf(range.startContainer)) ?? lines[0] ?? '';
  lines[lines.length - 1] = within(range, rowOf(range.endContainer)) ?? lines[lines.length - 1] ?? '';
  return lines.join('\n');
}

/** The part of a row's text that is in the range. */
function within(range: Range, row: HTMLElement | null): string | null {
  const text = row?.querySelector('.text');
  if (!text) return null;
  const part = document.createRange();
  part.selectNodeContents(text);
  if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0)
    part.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0)
    part.setEnd(range.endContainer, range.endOffset);
  return part.toString();
}
