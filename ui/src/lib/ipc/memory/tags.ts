import type { TagDetail, TagKind, TagRow, TagsView } from '../generated';
import { ago, id } from './data';

/** Tags of the twin's repositories, and what asking about them tells. */

const everywhere = [
  'linux/386',
  'linux/amd64',
  'linux/arm/v7',
  'linux/arm64/v8',
  'linux/ppc64le',
  'linux/riscv64',
  'linux/s390x',
];

const tag = (name: string, kind: TagKind, more: Partial<TagRow> = {}): TagRow => ({
  tag: name,
  kind,
  preRelease: false,
  present: false,
  ...more,
});

const nginx: readonly TagRow[] = [
  tag('alpine', 'channel'),
  tag('latest', 'channel'),
  tag('mainline', 'channel'),
  tag('stable', 'channel'),
  tag('1.30.0-rc1', 'exact', { preRelease: true }),
  tag('1.29', 'series'),
  tag('1.29.3', 'exact'),
  tag('1.29-alpine', 'series'),
  tag('1.29.3-alpine3.22', 'exact'),
  tag('1.29.2', 'exact'),
  tag('1', 'series'),
  tag('1.28', 'series'),
  tag('1.28.0', 'exact'),
  tag('1.27', 'series', { present: true }),
  tag('1.27.5', 'exact'),
  tag('1.27-arm64', 'series'),
  tag('1.27-windowsservercore-ltsc2025-with-a-name-that-does-not-want-to-end', 'series'),
  tag('1.27.4-broken', 'exact'),
  tag('20260115', 'date'),
  tag('sha-3f2a1bc', 'commit'),
  tag('perl', 'other'),
];

/** A long one whose end was never sent. */
const many = Array.from({ length: 3000 }, (_, at) => {
  const [minor, patch] = [150 - Math.floor(at / 20), 19 - (at % 20)];
  return tag(`1.${minor}.${patch}`, 'exact');
});

const few: readonly TagRow[] = [
  tag('latest', 'channel'),
  tag('17.2', 'exact'),
  tag('17', 'series'),
  tag('16.6', 'exact'),
  tag('16', 'series'),
];

export function tags(reference: string): TagsView {
  const platform = 'linux/amd64';
  if (reference.includes('grafana'))
    return { reference, tags: [...many], complete: false, stable: '1.150.19', platform };
  if (reference.includes('empty')) return { reference, tags: [], complete: true, stable: null, platform };
  if (reference.includes('nginx'))
    return { reference, tags: [...nginx], complete: true, stable: '1.29', platform };
  return { reference, tags: [...few], complete: true, stable: '17', platform };
}

export function details(reference: string, names: readonly string[]): TagDetail[] {
  return names.map((name, at) => detail(reference, name, at));
}

function detail(reference: string, name: string, at: number): TagDetail {
  if (name.includes('broken') || reference.includes('missing')) return broken(reference, name);
  const platforms = name.includes('windows')
    ? ['windows/amd64']
    : name.includes('arm64') || reference.includes('arm')
      ? ['linux/arm64/v8']
      : everywhere;
  const fits = platforms.includes('linux/amd64');
  const size = name.includes('alpine') ? 21_300_000 : 72_400_000 + at * 310_000;
  return {
    tag: name,
    digest: `sha256:${id(`${reference}:${name}`)}`,
    created: ago(86_400 * (3 + at * 6)),
    platforms,
    size: fits ? size : null,
    fits,
    problem: null,
  };
}

function broken(reference: string, name: string): TagDetail {
  const problem = {
    code: 'freshness.notFound',
    facts: { registry: 'docker.io', image: `${reference}:${name}` },
    raw: `HEAD /v2/${reference}/manifests/${name}: 404`,
    actions: [],
  };
  return { tag: name, digest: null, created: null, platforms: [], size: null, fits: false, problem };
}
