import type { Meaning } from '$lib/design';
import type { AdvisoriesView, ImageSecurity } from '$lib/ipc';

/** One word for an image; the words are keyed by it. */
export type ImageVerdict =
  | 'fixNow'
  | 'fixToday'
  | 'fixable'
  | 'waiting'
  | 'fine'
  | 'notLooked'
  | 'reading'
  | 'failed'
  | 'notCompared'
  | 'nothingFound'
  | 'noPackages';

/** Which lists of known problems are here. */
export type Lists = 'none' | 'some' | 'all';

export function listsOf(advisories: AdvisoriesView | undefined): Lists {
  const needed = advisories?.lists.filter((list) => list.needed) ?? [];
  if (!advisories?.lists.some((list) => list.present)) return 'none';
  return needed.every((list) => list.present) ? 'all' : 'some';
}

/** What counts are there is said also while the rest is read; without lists nothing is called fine. */
export function verdictOf(image: ImageSecurity, lists: Lists): ImageVerdict {
  if (image.known === 'no') return 'notLooked';
  if (image.known === 'failed') return 'failed';
  if (image.exploitedFixable) return 'fixNow';
  if (image.fixable) return image.serious ? 'fixToday' : 'fixable';
  if (image.known === 'reading' || image.known === 'partly') return 'reading';
  if (image.total) return 'waiting';
  if (!image.packages) return 'noPackages';
  if (lists === 'none') return 'notCompared';
  return image.missing.length ? 'nothingFound' : 'fine';
}

const meanings: Record<ImageVerdict, Meaning> = {
  fixNow: 'broken',
  fixToday: 'look',
  fixable: 'off',
  waiting: 'off',
  fine: 'fine',
  notLooked: 'off',
  reading: 'busy',
  failed: 'look',
  notCompared: 'off',
  nothingFound: 'off',
  noPackages: 'off',
};

export const meaningOfVerdict = (verdict: ImageVerdict): Meaning => meanings[verdict];

const order: readonly ImageVerdict[] = [
  'fixNow',
  'fixToday',
  'fixable',
  'failed',
  'waiting',
  'reading',
  'notLooked',
  'notCompared',
  'nothingFound',
  'noPackages',
  'fine',
];

/** For sorting: what can be done today first, then by how much of it is serious. */
export function compareImages(lists: Lists): (a: ImageSecurity, b: ImageSecurity) => number {
  const place = (image: ImageSecurity) => order.indexOf(verdictOf(image, lists));
  return (a, b) =>
    place(a) - place(b) ||
    b.exploited - a.exploited ||
    b.serious - a.serious ||
    b.fixable - a.fixable ||
    b.total - a.total;
}
