import type {
  ContainerFreshness,
  ContainerRow,
  FreshnessView,
  ImageFreshness,
  ManagedBy,
  Problem,
  UpdateChoice,
} from '../generated';
import { ago, id } from './data';

/** How the twin's containers and images stand to their registries: every verdict once, with believable reasons. */

const hour = 3600;
const day = 86_400;
export const soon = (seconds: number) => ago(-seconds);

export const choice: UpdateChoice = {
  follow: null,
  skip: null,
  waitDays: 0,
  preReleases: false,
  localOnly: false,
};

type Verdict = Partial<Omit<ContainerFreshness, 'id' | 'name' | 'reference'>> & {
  image?: Partial<ImageFreshness>;
};

export const rateLimited: Problem = {
  code: 'freshness.rateLimited',
  facts: { registry: 'quay.io', image: 'quay.io/jupyter/minimal-notebook', until: '14:20' },
  raw: 'HEAD https://quay.io/v2/jupyter/minimal-notebook/manifests/2026-10: 429 Too Many Requests',
  actions: [{ id: 'checkAgain', value: 'quay.io/jupyter/minimal-notebook:2026-10' }],
};

const signIn: Problem = {
  code: 'freshness.authRequired',
  facts: { registry: 'registry.internal.example.com:5000', image: 'platform/payments/settlement-worker' },
  raw: 'HEAD https://registry.internal.example.com:5000/v2/…: 401 Unauthorized',
  actions: [
    { id: 'signIn', value: 'registry.internal.example.com:5000' },
    { id: 'checkAgain', value: 'registry.internal.example.com:5000/platform/payments/settlement-worker' },
  ],
};

/** What the twin knows by image; anything else is current. */
const verdicts: Record<string, Verdict> = {
  'nginx:1.27': {
    status: 'updateAvailable',
    image: { created: ago(2 * day), version: '1.27.4', confirmed: true },
  },
  'postgres:17': {
    status: 'newerTag',
    newer: { major: '18' },
    image: { created: ago(21 * day), version: '17.6' },
  },
  'redis:7-alpine': {
    status: 'pulledNotApplied',
    image: { created: ago(5 * day), version: '7.4.6', status: 'upToDate' },
  },
  'ghcr.io/acme/notes:2.4.1': {
    status: 'newerTag',
    newer: { patch: '2.4.3', minor: '2.5.0', major: '3.0.0' },
    best: '2.5.0',
    undoUntil: soon(20 * hour),
    image: { created: ago(9 * day) },
  },
  'quay.io/jupyter/minimal-notebook:2026-10': {
    status: 'unknown',
    reason: 'rateLimited',
    problem: rateLimited,
    lastGood: 'upToDate',
    checkedAt: ago(26 * hour),
    image: { retryAt: soon(900) },
  },
  'registry.internal.example.com:5000/platform/payments/settlement-worker:2026.11.03-rc1': {
    status: 'unknown',
    reason: 'authRequired',
    problem: signIn,
    checkedAt: null,
  },
  'shop/web:1': { status: 'localOnly', reason: 'built', checkedAt: null },
  'mariadb:11': {
    status: 'skipped',
    choice: { ...choice, skip: '11.8.4' },
    newer: { patch: '11.8.4' },
  },
  'traefik:v3.5': { status: 'updating', image: { status: 'upToDate' } },
  'alpine:3.22': { status: 'upToDate' },
  [`caddy:2@sha256:${id('caddy')}`]: { status: 'pinned', image: { tagMoved: true } },
  'adminer:5': { status: 'unknown', reason: 'neverChecked', checkedAt: null },
};

const notClicked: readonly ContainerFreshness['status'][] = [
  'upToDate',
  'unknown',
  'pinned',
  'localOnly',
  'updating',
];

export function containerFreshness(row: ContainerRow, managed?: ManagedBy): ContainerFreshness {
  const { image: _, ...verdict } = verdicts[row.image] ?? {};
  const by = managed ?? (row.project ? composeOf(row) : null);
  const status = verdict.status ?? 'upToDate';
  return {
    id: row.id,
    name: row.name,
    reference: row.image,
    status,
    reason: null,
    problem: null,
    newer: null,
    best: null,
    checkedAt: ago(2 * hour),
    choice,
    managed: by,
    undoUntil: null,
    updatable: !notClicked.includes(status) && by?.type !== 'quadlet' && by?.type !== 'podInfra',
    lastGood: null,
    ...verdict,
  };
}

const composeOf = (row: ContainerRow): ManagedBy => ({
  type: 'compose',
  project: row.project ?? '',
  service: row.service ?? '',
});

export function imageFreshness(reference: string, imageId: string): ImageFreshness {
  const { image, ...verdict } = verdicts[reference] ?? {};
  const status = verdict.status ?? 'upToDate';
  const moved = status === 'updateAvailable' || status === 'newerTag';
  return {
    reference,
    id: imageId,
    status,
    reason: verdict.reason ?? null,
    problem: verdict.problem ?? null,
    local: [`sha256:${id(`${reference} digest`)}`],
    remote: verdict.reason ? null : `sha256:${id(`${reference} ${moved ? 'newer' : 'digest'}`)}`,
    newer: verdict.newer ?? null,
    best: verdict.best ?? null,
    checkedAt: verdict.checkedAt === undefined ? ago(2 * hour) : verdict.checkedAt,
    lastGood: verdict.lastGood ?? null,
    retryAt: null,
    tagMoved: null,
    olderBuild: false,
    confirmed: true,
    created: null,
    version: null,
    ...image,
  };
}

/** Everything at once, about the containers and images that the twin has. */
export function freshnessView(
  containers: readonly ContainerFreshness[],
  images: readonly ImageFreshness[],
): FreshnessView {
  return {
    images: [...images],
    containers: [...containers],
    checking: null,
    checkedAt: containers.length || images.length ? ago(2 * hour) : null,
    nextCheck: soon(7 * hour),
    waiting: null,
    budgets: [{ host: 'docker.io', limit: 200, remaining: 162, window: 21_600, seenAt: ago(2 * hour) }],
  };
}

const bare = (name: string, image: string, more: Partial<ContainerRow> = {}): ContainerRow => ({
  id: id(name),
  name,
  image,
  imageId: `sha256:${id(image)}`,
  state: 'running',
  health: null,
  end: null,
  exitCode: null,
  since: ago(3 * day),
  created: ago(9 * day),
  restarts: 0,
  command: '/entrypoint.sh',
  ports: [],
  project: null,
  service: null,
  autoRemove: false,
  pending: null,
  ...more,
});

/** More containers for who wants to see everything: each looked after by somebody else, or special in some way. */
export const special: readonly { row: ContainerRow; managed?: ManagedBy }[] = [
  {
    row: bare(
      'payments-settlement-worker-production-eu-central-1',
      'registry.internal.example.com:5000/platform/payments/settlement-worker:2026.11.03-rc1',
    ),
  },
  { row: bare('shop', 'shop/web:1') },
  { row: bare('accounts-db', 'mariadb:11', { health: 'healthy' }) },
  { row: bare('proxy', 'traefik:v3.5') },
  { row: bare('edge', `caddy:2@sha256:${id('caddy')}`) },
  { row: bare('admin', 'adminer:5') },
  { row: bare('api.1.x8k2', 'nginx:1.27'), managed: { type: 'swarm', service: 'api' } },
  { row: bare('metrics', 'nginx:1.27'), managed: { type: 'quadlet', unit: 'metrics.container' } },
  { row: bare('shop-pod-infra', 'alpine:3.22'), managed: { type: 'podInfra' } },
  { row: bare('tools', 'nginx:1.27', { autoRemove: true }) },
];
