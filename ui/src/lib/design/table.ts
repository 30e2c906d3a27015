import type { Snippet } from 'svelte';

/** One column of a table. */
export interface Column<T> {
  id: string;
  title: string;
  /** A track of a CSS grid: `minmax(160px, 2fr)`, `96px`. */
  width: string;
  /** Sizes, times and counts: right-aligned, tabular figures. */
  numeric?: boolean;
  /** Left out while the table is narrower than this many pixels. */
  from?: number;
  /** Makes the column sortable. */
  compare?: (a: T, b: T) => number;
  cell: Snippet<[T]>;
}

/** Which column the rows are sorted by. */
export interface Sort {
  column: string;
  descending: boolean;
}

/** A line of the table: a group's title or a row. */
export type Line<T> =
  | { type: 'group'; key: string; label: string; count: number }
  | { type: 'row'; key: string; row: T; index: number };

/** Rows in the order of the sort; equal ones keep theirs. */
export function sorted<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  sort: Sort | null,
): readonly T[] {
  const compare = columns.find((column) => column.id === sort?.column)?.compare;
  if (!compare || !sort) return rows;
  const sign = sort.descending ? -1 : 1;
  return [...rows].sort((a, b) => sign * compare(a, b));
}

/** Puts rows under the titles of their groups, groups in the order in which they first appear in `rows`. */
export function grouped<T>(
  rows: readonly T[],
  key: (row: T) => string,
  group?: (row: T) => string,
  order: readonly T[] = rows,
): Line<T>[] {
  if (!group) return rows.map((row, index) => ({ type: 'row', key: key(row), row, index }));
  const groups = new Map<string, T[]>(order.map((row) => [group(row), []]));
  for (const row of rows) groups.get(group(row))?.push(row);
  const lines: Line<T>[] = [];
  let index = 0;
  for (const [label, members] of groups) {
    lines.push({ type: 'group', key: `group ${label}`, label, count: members.length });
    for (const row of members) lines.push({ type: 'row', key: key(row), row, index: index++ });
  }
  return lines;
}

export const rowHeight = 44;
export const groupHeight = 32;

/** Where each line begins, and at the end where the last one stops. */
export function offsets(lines: readonly Line<unknown>[]): Float64Array {
  const tops = new Float64Array(lines.length + 1);
  lines.forEach((line, index) => {
    tops[index + 1] = (tops[index] ?? 0) + (line.type === 'group' ? groupHeight : rowHeight);
  });
  return tops;
}

/** The lines in view, first and one past the last, with a few around them. */
export function visible(tops: Float64Array, from: number, height: number): [first: number, end: number] {
  const around = 4;
  const lines = tops.length - 1;
  const first = lineAt(tops, from);
  let end = first;
  while (end < lines && (tops[end] ?? 0) < from + height) end++;
  return [Math.max(0, first - around), Math.min(lines, end + around)];
}

function lineAt(tops: Float64Array, y: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}
