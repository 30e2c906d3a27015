import { describe, expect, it } from 'vitest';
import { MemoryClient } from '../../../ipc/memory';
import { columns, neighbor, squarify } from './boxes';
import { type Content, contentsOf, type Region, remediesOf, sizesOf } from './contents';
import { tilesOf } from './tiles';

const area = ({ width, height }: { width: number; height: number }) => width * height;

async function insideOf(name: string) {
  const client = new MemoryClient();
  const id = client.imageRows.find((row) => row.names.includes(name))?.id ?? '';
  const { inside } = await client.imageInside(id, 'en');
  if (!inside) throw new Error(`nothing known of ${name}`);
  return inside;
}

describe('the map', () => {
  const box = { x: 0, y: 0, width: 400, height: 200 };

  it('gives each its share of the room', () => {
    const weights = [50, 20, 10, 10, 5, 3, 2];
    const boxes = squarify(weights, box);
    boxes.forEach((one, at) => {
      expect(area(one)).toBeCloseTo(((weights[at] ?? 0) / 100) * area(box), 3);
    });
  });

  it('keeps boxes inside and near to squares', () => {
    for (const one of squarify([6, 6, 4, 3, 2, 2, 1], box)) {
      expect(one.x).toBeGreaterThanOrEqual(0);
      expect(one.x + one.width).toBeLessThanOrEqual(400.001);
      expect(one.y + one.height).toBeLessThanOrEqual(200.001);
      expect(Math.max(one.width / one.height, one.height / one.width)).toBeLessThan(4);
    }
  });

  it('shows a part of few bytes, at the cost of the others', () => {
    const [large, small] = columns([1_000_000, 1], box, 4, 18);
    expect(small?.width).toBe(18);
    expect(large?.width).toBe(400 - 4 - 18);
  });

  it('draws nothing of nothing', () => {
    expect(squarify([], box)).toEqual([]);
    expect(columns([], box, 4, 18)).toEqual([]);
  });

  it('is walked by the arrow keys to the nearest tile that way', () => {
    const boxes = squarify([4, 2, 2], box);
    const right = neighbor(boxes, 0, 'ArrowRight');
    expect(right).toBeGreaterThan(0);
    expect(neighbor(boxes, right ?? 0, 'ArrowLeft')).toBe(0);
    expect(neighbor(boxes, 0, 'ArrowLeft')).toBeUndefined();
    expect(neighbor(boxes, 0, 'x')).toBeUndefined();
  });

  it('puts what is too small to be met into one tile for each package manager', async () => {
    const inside = await insideOf('quay.io/jupyter/minimal-notebook:2026-10');
    const tiles = tilesOf(contentsOf(inside), sizesOf(inside), 1040, 240);
    expect(tiles.length).toBeLessThan(150);
    const rest = tiles.filter((tile) => tile.content === null);
    expect(rest.map((tile) => tile.ecosystem)).toEqual(expect.arrayContaining(['npm', 'pypi', 'deb']));
    const code = tiles.filter((tile) => tile.region === 'code');
    expect(code.reduce((sum, tile) => sum + tile.bytes, 0)).toBeCloseTo(sizesOf(inside).code, -4);
  });
});

describe('the contents of an image', () => {
  it('are in exactly one part each, and add up to the whole', async () => {
    for (const name of ['shop/web:1', 'traefik:v3.5', 'hello-world', 'redis:7-alpine']) {
      const inside = await insideOf(name);
      const all = Object.values(sizesOf(inside)).reduce((sum, bytes) => sum + bytes, 0);
      expect(Math.abs(all - inside.bytes)).toBeLessThan(10);
      const keys = contentsOf(inside).map((one) => one.key);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('say which line saves how much, small change left out', async () => {
    const remedies = remediesOf(await insideOf('shop/web:1'));
    expect(remedies).toHaveLength(1);
    expect(remedies[0]?.remedy).toContain('rm -rf /var/lib/apt/lists');
    expect(remedies[0]?.bytes).toBeGreaterThan(90_000_000);
  });

  it('of 36,000 files are laid out within a few frames', () => {
    const many = Array.from(
      { length: 36_000 },
      (_, at): Content => ({
        key: `code ${at}`,
        region: 'code',
        name: `/app/node_modules/part-${at % 977}/file-${at}.js`,
        version: null,
        bytes: 1 + ((at * 7919) % 40_000),
        files: 1,
        layer: 1,
        kind: 'yours',
        ecosystem: null,
      }),
    ).sort((a, b) => b.bytes - a.bytes);
    const bytes = many.reduce((sum, one) => sum + one.bytes, 0);
    const sizes: Record<Region, number> = {
      code: bytes,
      runtime: 0,
      system: 0,
      settings: 0,
      leftovers: 0,
      hidden: 0,
    };
    let tiles = tilesOf(many, sizes, 1040, 240);
    // The fastest of some: what else the machine does is not what is measured.
    const took = Array.from({ length: 5 }, () => {
      const began = performance.now();
      tiles = tilesOf(many, sizes, 1040, 240);
      return performance.now() - began;
    });
    expect(Math.min(...took)).toBeLessThan(50);
    expect(tiles.at(-1)?.count).toBeGreaterThan(30_000);
  });
});
