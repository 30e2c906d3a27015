import type { EngineView, ImageRow, ImageUser } from '$lib/ipc';

/** `registry:5000/shop/web:1` is the repository `registry:5000/shop/web` with the tag `1`; no tag means `latest`. */
export function nameParts(name: string): { repository: string; tag: string } {
  const [reference = '', digest] = name.split('@');
  const colon = reference.lastIndexOf(':');
  const tagged = colon > reference.lastIndexOf('/');
  const repository = tagged ? reference.slice(0, colon) : reference;
  if (tagged) return { repository, tag: reference.slice(colon + 1) };
  return { repository, tag: digest ? digest.slice(0, 19) : 'latest' };
}

/** Whether an image runs on the engine as it is. */
export type PlatformFit = 'own' | 'emulated' | 'foreign';

/** Processors that run programs of another one by themselves. */
const runsAlso: Record<string, string[]> = { amd64: ['386'], arm64: ['arm'] };

/** How an image's platform suits the engine. What is not known yet counts as its own. */
export function platformFit(platform: string | null, engine: EngineView | undefined): PlatformFit {
  const [os, architecture = ''] = platform?.split('/') ?? [];
  if (!os || !engine) return 'own';
  if (os !== engine.os) return 'foreign';
  const alike = architecture === engine.architecture || runsAlso[engine.architecture]?.includes(architecture);
  return alike ? 'own' : 'emulated';
}

/** Which images a list shows. */
export type Showing = 'all' | 'unused' | 'dangling';

const shows: Record<Showing, (row: ImageRow) => boolean> = {
  all: () => true,
  unused: (row) => row.usedBy.length === 0,
  dangling: (row) => row.dangling,
};

export function isShown(row: ImageRow, showing: Showing): boolean {
  return shows[showing](row);
}

/** Running ones first: they are what matters before a removal. */
export function usersInOrder(users: readonly ImageUser[]): ImageUser[] {
  return [...users].sort((a, b) => Number(b.running) - Number(a.running) || a.name.localeCompare(b.name));
}

export function totalSize(rows: readonly { size: number }[]): number {
  return rows.reduce((sum, row) => sum + row.size, 0);
}
