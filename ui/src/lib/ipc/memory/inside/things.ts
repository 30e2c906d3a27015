import type {
  BaseView,
  ImageSettings,
  ItemKind,
  LeftoverKind,
  Os,
  Part,
  Place,
  Support,
  UnknownView,
  WasteReason,
} from '../../generated';

/** Something a layer brings: a package, a folder of files, one file. Everything the twin says follows from these. */
export interface Thing {
  name: string;
  version?: string;
  ecosystem?: string;
  /** Folder or, when it is one file, the file. */
  path: string;
  bytes: number;
  files: number;
  as: ItemKind | LeftoverKind;
  licenses?: string[];
  findings?: number;
  remedy?: string;
  /** A later layer hides it. */
  hidden?: { by: number; reason: WasteReason };
  /** What is in it, for a file one can open. */
  text?: string;
  secret?: boolean;
}

export interface LayerOf {
  createdBy: string;
  things: Thing[];
  changed?: number;
  removed?: number;
}

/** An image of the twin. */
export interface Described {
  sentence: (packages: number) => { en: string; de: string };
  os?: Os;
  layers: LayerOf[];
  settings: ImageSettings;
  support: Support;
  base?: BaseView;
  unknowns?: UnknownView[];
  advice?: string[];
  /** Packages of a kind that belong to the distribution. */
  managed?: Record<string, number>;
}

const places: Record<Thing['as'], Place> = {
  yours: 'yours',
  unknownProgram: 'yours',
  others: 'yours',
  library: 'libraries',
  runtime: 'runtime',
  package: 'system',
  generated: 'system',
  config: 'settings',
  changedConfig: 'settings',
  packageCache: 'leftovers',
  cache: 'leftovers',
  log: 'leftovers',
  temporary: 'leftovers',
  compiled: 'leftovers',
  packageDatabase: 'leftovers',
};

const parts: Partial<Record<Place, Part>> = {
  yours: 'code',
  libraries: 'code',
  runtime: 'runtime',
  system: 'system',
  settings: 'settings',
};

export const placeOf = (thing: Thing): Place => (thing.hidden ? 'hidden' : places[thing.as]);
export const partOf = (thing: Thing): Part | undefined => parts[placeOf(thing)];

/** Reads one of the lists of `lists.ts`. */
export function listed(
  text: string,
  ecosystem: string,
  as: ItemKind,
  path: (name: string) => string,
): Thing[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', version = '', size, files, license = '', findings] = line.split(' ');
      return {
        name,
        version,
        ecosystem,
        as,
        path: path(name),
        bytes: Number(size) * 1000,
        files: Number(files),
        licenses: [license],
        findings: Number(findings ?? 0),
      };
    });
}

const syllables = [
  'add',
  'base',
  'core',
  'data',
  'event',
  'file',
  'graph',
  'http',
  'is',
  'json',
  'key',
  'log',
];
const ends = ['utils', 'loader', 'stream', 'parse', 'types', 'map', 'cache', 'helper', 'plugin', 'query'];

/** Many packages that look real and are the same at every start. */
export function invented(count: number, ecosystem: string, as: ItemKind, folder: string): Thing[] {
  return Array.from({ length: count }, (_, at) => {
    const one = syllables[at % syllables.length];
    const two = ends[Math.floor(at / syllables.length) % ends.length];
    const more = Math.floor(at / (syllables.length * ends.length));
    const name = `${one}-${two}${more ? `-${more}` : ''}`;
    return {
      name,
      version: `${(at * 7) % 9}.${(at * 3) % 14}.${at % 6}`,
      ecosystem,
      as,
      path: `${folder}/${name}`,
      bytes: 8_000 + Math.round(4_000_000 / (1 + (at % 97))) + at * 31,
      files: 4 + ((at * 13) % 37),
      licenses: [['MIT', 'ISC', 'Apache-2.0', 'BSD-3-Clause'][at % 4] ?? 'MIT'],
      findings: at % 61 === 7 ? 1 + (at % 3) : 0,
    };
  });
}

export const noSettings: ImageSettings = {
  entrypoint: [],
  command: [],
  env: [],
  ports: [],
  volumes: [],
  user: '',
  root: true,
  unknownUser: false,
  workingDir: '/',
  healthcheck: null,
  stopSignal: null,
  labels: [],
  created: null,
};

export const debian12: Os = { id: 'debian', name: 'Debian 12', version: '12.12', codename: 'bookworm' };
export const alpine322: Os = { id: 'alpine', name: 'Alpine 3.22', version: '3.22.2', codename: null };

/** Puts things together that have the same key, in the order in which the keys first appear. */
export function gathered<T, K>(all: readonly T[], key: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const group = groups.get(key(one));
    if (group) group.push(one);
    else groups.set(key(one), [one]);
  }
  return groups;
}
