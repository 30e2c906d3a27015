import type {
  Brought,
  ImageRow,
  Inside,
  ItemView,
  LayerView,
  LeftoverKind,
  PackageView,
  Part,
} from '../../generated';
import { id } from '../data';
import { goProgram, huge, onAlpine, ordinary, unknownProgram } from './images';
import { shop } from './shop';
import { type Described, gathered, partOf, placeOf, type Thing } from './things';

const told: Record<string, Described> = {
  'shop/web:1': shop,
  'redis:7-alpine': onAlpine,
  'traefik:v3.5': goProgram,
  'hello-world': unknownProgram,
  'quay.io/jupyter/minimal-notebook:2026-10': huge,
};

/** What is told of an image by name, if it is one of those that are described in full. */
export const toldOf = (name: string): Described | undefined => told[name];

/** What the twin knows of an image. */
export function described(row: ImageRow): Described {
  const name = row.names[0] ?? '';
  return told[name] ?? ordinary(name, row.size);
}

/** A thing and the layer it is in. */
export interface Placed {
  thing: Thing;
  layer: number;
}

export const placed = (image: Described): Placed[] =>
  image.layers.flatMap(({ things }, layer) => things.map((thing) => ({ thing, layer })));

const sum = (things: readonly { bytes: number }[]) =>
  Math.round(things.reduce((all, one) => all + one.bytes, 0));
const count = (things: readonly { files: number }[]) => things.reduce((all, one) => all + one.files, 0);
const parts: readonly Part[] = ['code', 'runtime', 'system', 'settings'];

export function insideOf(row: ImageRow, language: 'en' | 'de', whole: boolean): Inside {
  const image = described(row);
  const first = image.layers.slice(0, whole ? undefined : 1);
  const all = placed({ ...image, layers: first });
  const seen = all.filter(({ thing }) => !thing.hidden);
  const leftovers = seen.filter(({ thing }) => placeOf(thing) === 'leftovers').sort(bySize);
  const wasted = all.filter(({ thing }) => thing.hidden).sort(bySize);
  return {
    image: { id: row.id, reference: row.names[0] },
    sentence: image.sentence(packagesOf(row, whole).length)[language],
    os: image.os,
    platform: row.platform ?? 'linux/amd64',
    bytes: sum(all.map(({ thing }) => thing)),
    parts: parts.map((part) => {
      const mine = seen.filter(({ thing }) => partOf(thing) === part).sort(bySize);
      const things = mine.map(({ thing }) => thing);
      return { part, bytes: sum(things), files: count(things), items: mine.map(item) };
    }),
    leftovers: {
      bytes: sum(leftovers.map(({ thing }) => thing)),
      items: leftovers.map(({ thing, layer }) => ({
        kind: thing.as as LeftoverKind,
        path: thing.path,
        bytes: thing.bytes,
        files: thing.files,
        layer,
        remedy: thing.remedy,
      })),
    },
    waste: {
      bytes: sum(wasted.map(({ thing }) => thing)),
      count: count(wasted.map(({ thing }) => thing)),
      files: wasted.map(({ thing, layer }) => ({
        path: thing.path,
        bytes: thing.bytes,
        reason: thing.hidden?.reason ?? 'deleted',
        layer,
        hiddenBy: thing.hidden?.by ?? layer,
      })),
      advice: whole ? (image.advice ?? []) : [],
    },
    settings: { ...image.settings, created: row.created },
    support: image.support,
    base: image.base,
    packages: [...gathered(packagesOf(row, whole), (one) => one.ecosystem)].map(([ecosystem, found]) => ({
      ecosystem,
      count: found.length,
      managed: image.managed?.[ecosystem] ?? 0,
    })),
    unknowns: whole ? (image.unknowns ?? []) : [],
  };
}

function bySize(a: Placed, b: Placed): number {
  return b.thing.bytes - a.thing.bytes;
}

function item({ thing, layer }: Placed): ItemView {
  const { name, version, ecosystem, files } = thing;
  return {
    name,
    version,
    ecosystem,
    files,
    layer,
    bytes: Math.round(thing.bytes),
    kind: thing.as as ItemView['kind'],
  };
}

export function packagesOf(row: ImageRow, whole = true): PackageView[] {
  const image = described(row);
  return placed(image)
    .filter(({ thing, layer }) => thing.ecosystem && !thing.hidden && (whole || layer === 0))
    .map(({ thing, layer }) => ({
      purl: `pkg:${thing.ecosystem}/${thing.name}@${thing.version}`,
      name: thing.name,
      version: thing.version ?? null,
      ecosystem: thing.ecosystem ?? '',
      licenses: thing.licenses ?? [],
      layer,
      path: thing.ecosystem === 'deb' ? '/var/lib/dpkg/status' : thing.path,
      source: null,
      bytes: Math.round(thing.bytes),
      part: partOf(thing) ?? 'system',
      findings: thing.findings ?? 0,
    }));
}

export function layersOf(row: ImageRow): LayerView[] {
  return described(row).layers.map(({ createdBy, things, changed = 0, removed = 0 }, layer) => {
    const files = count(things);
    const brought = [...gathered(things, placeOf)].map(
      ([place, some]): Brought => ({ place, bytes: sum(some) }),
    );
    return {
      layer,
      diffId: `sha256:${id(`${createdBy} ${layer}`)}`,
      createdBy,
      bytes: sum(things),
      files,
      added: Math.max(0, files - changed),
      changed: Math.min(files, changed),
      removed,
      hiddenBytes: sum(things.filter((thing) => thing.hidden)),
      brought,
    };
  });
}
