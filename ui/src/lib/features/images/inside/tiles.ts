import { type Box, columns, squarify } from './boxes';
import { type Content, type Region, regions } from './contents';

/** A tile of the map: one thing, or all the small ones of a part together. */
export interface Tile extends Box {
  key: string;
  region: Region;
  /** None for the tile of the small ones. */
  content: Content | null;
  /** Package manager of the small ones. */
  ecosystem: string | null;
  /** How many things it stands for. */
  count: number;
  bytes: number;
  /** The first of its part carries the part's sign. */
  first: boolean;
  /** What there is room for. */
  label: 'two' | 'one' | 'tall' | 'none';
}

const gap = 3;
const least = 18;
/** Square pixels below which a tile cannot be met with the pointer. */
const smallest = 620;
const most = 40;

/** Lays the contents out: a column for each part, tiles in it by size. */
export function tilesOf(
  contents: readonly Content[],
  sizes: Record<Region, number>,
  width: number,
  height: number,
): Tile[] {
  const present = regions.filter((region) => sizes[region] > 0);
  const boxes = columns(
    present.map((region) => sizes[region]),
    { x: 0, y: 0, width, height },
    gap,
    least,
  );
  return present.flatMap((region, at) => {
    const box = boxes[at];
    const mine = contents.filter((content) => content.region === region);
    return box ? regionTiles(region, mine, sizes[region], box) : [];
  });
}

function regionTiles(region: Region, mine: readonly Content[], bytes: number, box: Box): Tile[] {
  const area = box.width * box.height;
  const fits = mine.filter(
    (content, at) => at < most && content.bytes > 0 && (content.bytes / bytes) * area >= smallest,
  );
  // A single small one is shown as itself: there is nothing to put together. What is thinner than a line is not drawn.
  const shown = mine.length - fits.length === 1 ? mine.filter((content) => content.bytes > 0) : fits;
  const ordered: Omit<Tile, keyof Box | 'first' | 'label'>[] = shown.map((content) => ({
    key: content.key,
    region,
    content,
    ecosystem: content.ecosystem,
    count: 1,
    bytes: content.bytes,
  }));
  const own = new Set(shown);
  for (const [ecosystem, small] of byManager(mine.filter((content) => !own.has(content)))) {
    const sum = small.reduce((all, content) => all + content.bytes, 0);
    const key = `${region} rest ${ecosystem}`;
    if (sum > 0) ordered.push({ key, region, content: null, ecosystem, count: small.length, bytes: sum });
  }
  const boxes = squarify(
    ordered.map((part) => part.bytes),
    { ...box, width: box.width + gap, height: box.height + gap },
  );
  return ordered
    .map((part, at) => {
      const { x, y, width, height } = boxes[at] ?? box;
      const inner = { x, y, width: width - gap, height: height - gap };
      return { ...part, ...inner, first: at === 0, label: labelFor(inner) };
    })
    .filter((tile) => tile.first || (tile.width >= 2 && tile.height >= 2));
}

/** The small ones by the package manager they came with, most bytes first. */
function byManager(small: readonly Content[]): [string | null, Content[]][] {
  const groups = new Map<string | null, Content[]>();
  for (const content of small) {
    const group = groups.get(content.ecosystem);
    if (group) group.push(content);
    else groups.set(content.ecosystem, [content]);
  }
  const size = (group: readonly Content[]) => group.reduce((sum, content) => sum + content.bytes, 0);
  return [...groups].sort((a, b) => size(b[1]) - size(a[1]));
}

function labelFor({ width, height }: Box): Tile['label'] {
  if (width >= 62 && height >= 40) return 'two';
  if (width >= 62 && height >= 20) return 'one';
  if (width >= 18 && height >= 72) return 'tall';
  return 'none';
}
