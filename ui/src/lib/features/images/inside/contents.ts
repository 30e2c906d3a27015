import type { Inside, ItemKind, LeftoverKind, Part, WasteReason } from '$lib/ipc';

/** The parts of the map: the four of an image, what nobody needs, and what nobody sees. */
export type Region = Part | 'leftovers' | 'hidden';

export const regions: readonly Region[] = ['code', 'runtime', 'system', 'settings', 'leftovers', 'hidden'];

/** Something in an image, as the table shows it. */
export interface Content {
  key: string;
  region: Region;
  /** Empty for the sum of many small ones. */
  name: string;
  version: string | null;
  bytes: number;
  files: number;
  layer: number;
  kind: ItemKind | LeftoverKind | WasteReason;
  ecosystem: string | null;
}

/** Everything in an image, largest first. */
export function contentsOf(inside: Inside): Content[] {
  const items = inside.parts.flatMap(({ part, items }) =>
    items.map(
      (item, at): Content => ({
        key: `${part} ${at}`,
        region: part,
        name: item.name,
        version: item.version ?? null,
        bytes: item.bytes,
        files: item.files,
        layer: item.layer,
        kind: item.kind,
        ecosystem: item.ecosystem ?? null,
      }),
    ),
  );
  const unversioned = { version: null, ecosystem: null };
  const left = inside.leftovers.items.map(
    ({ path, bytes, files, layer, kind }, at): Content => ({
      ...unversioned,
      key: `left ${at}`,
      region: 'leftovers',
      name: path,
      bytes,
      files,
      layer,
      kind,
    }),
  );
  const hidden = inside.waste.files.map(
    ({ path, bytes, layer, reason }, at): Content => ({
      ...unversioned,
      key: `hidden ${at}`,
      region: 'hidden',
      name: path,
      bytes,
      files: 1,
      layer,
      kind: reason,
    }),
  );
  const { bytes, count, files } = inside.waste;
  const unlisted = bytes - hidden.reduce((sum, one) => sum + one.bytes, 0);
  if (unlisted > 0)
    hidden.push({
      ...unversioned,
      key: 'hidden others',
      region: 'hidden',
      name: '',
      bytes: unlisted,
      files: Math.max(0, count - files.length),
      layer: 0,
      kind: 'others',
    });
  return [...items, ...left, ...hidden].sort((a, b) => b.bytes - a.bytes);
}

/** How many bytes each part takes. */
export function sizesOf(inside: Inside): Record<Region, number> {
  const size = (part: Part) => inside.parts.find((one) => one.part === part)?.bytes ?? 0;
  return {
    code: size('code'),
    runtime: size('runtime'),
    system: size('system'),
    settings: size('settings'),
    leftovers: inside.leftovers.bytes,
    hidden: inside.waste.bytes,
  };
}

/** Lines for the Dockerfile that avoid left-overs, with what each saves, most first. Those below a percent are not worth one. */
export function remediesOf(inside: Inside): { remedy: string; bytes: number; kinds: LeftoverKind[] }[] {
  const saved = new Map<string, { bytes: number; kinds: Set<LeftoverKind> }>();
  for (const { remedy, bytes, kind } of inside.leftovers.items) {
    if (!remedy) continue;
    const sum = saved.get(remedy) ?? { bytes: 0, kinds: new Set() };
    sum.bytes += bytes;
    saved.set(remedy, { bytes: sum.bytes, kinds: sum.kinds.add(kind) });
  }
  return [...saved]
    .map(([remedy, { bytes, kinds }]) => ({ remedy, bytes, kinds: [...kinds] }))
    .filter(({ bytes }) => bytes >= inside.bytes / 100)
    .sort((a, b) => b.bytes - a.bytes);
}
