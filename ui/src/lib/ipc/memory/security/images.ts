import type { FindingView, FixView, UnknownView } from '../../generated';
import { findingsOf, hostile, type Recipe } from './findings';

/** What the twin says of an image that was looked into. */
export interface Said {
  findings: FindingView[];
  fix: FixView | null;
  /** Which of the checks do not pass. */
  checks: 'good' | 'usual' | 'bad';
  unknowns: UnknownView[];
  missing: string[];
  /** Hours since it was judged. */
  age: number;
}

const update = (target: string): FixView => ({
  how: 'updateImage',
  target,
  command: `podman pull ${target}`,
});
const rebuild: FixView = { how: 'rebuildBase', target: 'debian:12.15', command: 'FROM debian:12.15' };
const upgrade: FixView = {
  how: 'upgradePackage',
  target: '4.17.21',
  command: 'RUN npm install lodash@4.17.21',
};

function said(recipe: Recipe, more: Partial<Said> = {}): Said {
  return {
    findings: findingsOf(recipe),
    fix: recipe.fix ?? null,
    checks: 'usual',
    unknowns: [],
    missing: [],
    age: 3,
    ...more,
  };
}

const strange: UnknownView[] = [
  { path: '/usr/local/bin/app', layer: 4, why: 'a program that does not say what it is made of' },
  { path: '/opt/lib/legacy.jar', layer: 3, why: 'an archive inside that is damaged' },
  { path: '', layer: 2, why: 'the layer ends before its end' },
];

/** By a part of the name. */
const known: readonly [string, () => Said][] = [
  [
    'nginx',
    () => said({ fixable: 14, unfixed: 26, unimportant: 9, exploited: 1, fix: update('nginx:1.27.4') }),
  ],
  [
    'postgres',
    () => said({ fixable: 5, unfixed: 18, unimportant: 12, fix: update('postgres:17.5') }, { age: 30 }),
  ],
  ['redis', () => said({}, { checks: 'good' })],
  [
    'acme/notes',
    () => {
      const fix = update('ghcr.io/acme/notes:2.5.0');
      const more = said({ fixable: 2, unfixed: 4, fix, ecosystem: 'npm' }, { unknowns: strange });
      return { ...more, findings: [...hostile, ...more.findings] };
    },
  ],
  [
    'jupyter',
    () =>
      said(
        { fixable: 9, unfixed: 205, unimportant: 31, fix: rebuild },
        { checks: 'bad', missing: ['Bioconductor'] },
      ),
  ],
  ['hello-world', () => said({}, { checks: 'good', age: 400 })],
  [
    'shop/web',
    () => said({ fixable: 12, unfixed: 42, exploited: 2, fix: rebuild }, { checks: 'bad', age: 0.2 }),
  ],
  [
    'settlement',
    () => said({ fixable: 3, unfixed: 7, fix: { how: 'rebuildBase', target: null, command: null } }),
  ],
  ['python', () => said({ unfixed: 21, unimportant: 8 })],
  ['node', () => said({ fixable: 2, worst: 2, fix: upgrade, ecosystem: 'npm' }, { age: 50 })],
  ['debian', () => said({ unfixed: 3, unimportant: 14 })],
  ['alpine', () => said({}, { checks: 'good' })],
  ['adminer', () => said({})],
  ['mariadb', () => said({ fixable: 1, unfixed: 6, worst: 3, fix: update('mariadb:11.8') }, { age: 0.1 })],
  ['traefik', () => said({ fixable: 4, unfixed: 2, worst: 1, fix: update('traefik:v3.5.2') }, { age: 70 })],
];

export function saidOf(name: string): Said {
  const [, make] = known.find(([part]) => name.includes(part)) ?? [];
  return (
    make?.() ?? said({ fixable: 1, unfixed: 4, fix: { how: 'rebuildBase', target: null, command: null } })
  );
}

/** A great many problems, for what has to stay fast. */
export const crowd = (): Said => said({ fixable: 1200, unfixed: 800, fix: rebuild }, { checks: 'bad' });
