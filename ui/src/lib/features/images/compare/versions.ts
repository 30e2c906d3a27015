import type { ImageRow } from '$lib/ipc';
import { nameParts } from '../imageRow';

/** Images to compare one with: other versions of it, newest first, then all others by name. */
export function candidates(row: ImageRow, all: readonly ImageRow[]): { same: ImageRow[]; other: ImageRow[] } {
  const mine = new Set(row.names.map((name) => nameParts(name).repository));
  const others = all.filter((one) => one.id !== row.id && one.names.length > 0);
  const alike = (one: ImageRow) => one.names.some((name) => mine.has(nameParts(name).repository));
  return {
    same: others.filter(alike).sort((a, b) => (b.created ?? '').localeCompare(a.created ?? '')),
    other: others
      .filter((one) => !alike(one))
      .sort((a, b) => (a.names[0] ?? '').localeCompare(b.names[0] ?? '')),
  };
}
