import type {
  JobView,
  Problem,
  RegistryView,
  SearchHit,
  SearchView,
  SignIn,
  TagDetail,
  TagsView,
} from '../generated';
import { id, pulling } from './data';
import { details, tags } from './tags';

const problem = (
  code: string,
  facts: Problem['facts'],
  raw = '',
  actions: Problem['actions'] = [],
): Problem => ({
  code,
  facts,
  raw,
  actions,
});

const row = (host: string, more: Partial<RegistryView>): RegistryView => ({
  host,
  username: null,
  source: 'keychain',
  detail: null,
  ours: false,
  inUse: true,
  problem: null,
  ...more,
});

const hit = (reference: string, description: string, more: Partial<SearchHit> = {}): SearchHit => ({
  reference,
  description,
  stars: 12,
  pulls: 48_000,
  official: false,
  host: 'docker.io',
  ...more,
});

const hits: readonly SearchHit[] = [
  hit('nginx', 'Official build of Nginx.', { official: true, stars: 21_000, pulls: 12_800_000_000 }),
  hit('nginx/nginx-ingress', 'NGINX and NGINX Plus Ingress Controllers for Kubernetes', {
    stars: 112,
    pulls: 1_200_000_000,
  }),
  hit(
    'nginxinc/nginx-unprivileged',
    'Unprivileged NGINX Dockerfiles, for those who do not want a web server that starts as root.',
    { stars: 170, pulls: 640_000_000 },
  ),
  hit('nginxproxy/nginx-proxy', 'Automated nginx proxy for Docker containers using docker-gen.', {
    stars: 1204,
    pulls: 140_000_000,
  }),
  hit(
    'someone-with-a-very-long-name-1234567890/nginx-with-everything-that-anybody-could-ever-need',
    `\u202eFREE \u001b[31m!!!\u001b[0m\n\n\t<script>alert(1)</script> ${'very '.repeat(80)}long`,
    { stars: 0, pulls: 7 },
  ),
  hit('registry.internal.example.com:5000/web/nginx-static', '', {
    host: 'registry.internal.example.com:5000',
    stars: null,
    pulls: null,
  }),
  hit(
    'postgres',
    'The PostgreSQL object-relational database system provides reliability and data integrity.',
    {
      official: true,
      stars: 14_600,
      pulls: 10_100_000_000,
    },
  ),
  hit(
    'redis',
    'Redis is the world’s fastest data platform for caching, vector search, and NoSQL databases.',
    {
      official: true,
      stars: 13_500,
      pulls: 10_400_000_000,
    },
  ),
  hit('ghost', 'Publish by web and email newsletter, with member signups and subscription payments.', {
    official: true,
    stars: 1900,
    pulls: 420_000_000,
  }),
  hit('grafana/grafana', 'The official Grafana docker container', { stars: 3500, pulls: 5_900_000_000 }),
];

/** The twin's registries: what it is signed in to, what can be found there. */
export class MemoryRegistries {
  rows: RegistryView[] = [
    row('docker.io', { username: 'acme', ours: true }),
    row('ghcr.io', { username: 'octo', source: 'dockerConfig', detail: '/home/me/.docker/config.json' }),
    row('ghcr.io', {
      username: 'octo-bot',
      source: 'podmanAuth',
      detail: '/run/user/1000/containers/auth.json',
      inUse: false,
    }),
    row('registry.internal.example.com:5000', {
      source: 'dockerHelper',
      detail: 'docker-credential-secretservice',
    }),
    row('', {
      source: 'dockerHelper',
      inUse: false,
      problem: problem(
        'registry.helperFailed',
        { helper: 'docker-credential-pass', reason: 'gpg: decryption failed: No secret key' },
        'exit status 1: gpg: decryption failed: No secret key',
      ),
    }),
  ];
  /** Whether a keychain answers. */
  keychain = true;

  /** `wrong` as the secret is refused; `example.com` is no registry. */
  signIn({ host: named, username, secret, keep }: SignIn): RegistryView {
    const host = named || 'docker.io';
    if (host === 'example.com') throw problem('registry.notARegistry', { registry: host }, 'GET /v2/: 404');
    if (secret === 'wrong')
      throw problem(
        'registry.signInRefused',
        { registry: host },
        `GET https://${host}/v2/: 401 Unauthorized`,
      );
    if (keep === 'keychain' && !(this.keychain && secret !== 'nokeychain'))
      throw problem('registry.keychainMissing', {}, 'org.freedesktop.secrets was not provided', [
        { id: 'keepForSession', value: null },
        { id: 'keepInFile', value: null },
      ]);
    const view = row(host, { username, source: keep, ours: true });
    const others = this.rows.filter((one) => one.host !== host || !one.ours);
    this.rows = [view, ...others.map((one) => (one.host === host ? { ...one, inUse: false } : one))];
    return view;
  }

  signOut(host: string): void {
    const rest = this.rows.filter((one) => one.host !== host || !one.ours);
    const next = rest.find((one) => one.host === host);
    this.rows = rest.map((one) => (one === next ? { ...one, inUse: true } : one));
  }

  /** The helper's password is one that has expired. */
  check(host: string): void {
    const found = this.rows.find((one) => one.host === host && one.inUse);
    if (!found?.username)
      throw problem(
        'registry.signInRefused',
        { registry: host },
        `GET https://${host}/v2/: 401 Unauthorized`,
      );
  }

  search(text: string): SearchView {
    const wanted = text.trim().toLowerCase();
    const alone = /^[^/]+[.:][^/]*\//.exec(wanted)?.[0].slice(0, -1);
    const searched = alone ? [alone] : ['docker.io', 'ghcr.io', 'registry.internal.example.com:5000'];
    const problems = searched
      .filter((host) => host === 'ghcr.io' || (host !== 'docker.io' && wanted.includes('redis')))
      .map((registry) =>
        registry === 'ghcr.io'
          ? problem('registry.noCatalog', { registry }, 'GET /v2/_catalog: 404')
          : problem(
              'registry.unreachable',
              { registry, reason: 'connection refused' },
              'connect: ECONNREFUSED',
            ),
      );
    const found = alone ? [] : hits.filter((one) => one.reference.includes(wanted));
    return { hits: found, problems, searched };
  }

  tags(reference: string): TagsView {
    if (reference.includes('missing'))
      throw problem('registry.tagsMissing', { image: reference }, `GET /v2/${reference}/tags/list: 404`);
    return tags(reference);
  }

  details = (reference: string, names: readonly string[]): TagDetail[] => details(reference, names);

  /** What comes of a push: at Docker Hub everything but our own account is somebody else's. */
  pushed(reference: string): Partial<JobView> {
    const first = reference.split('/')[0] ?? '';
    if (/[.:]/.test(first) || first === 'acme')
      return { outcome: { reference, digest: `sha256:${id(`pushed ${reference}`)}` } };
    const denied = problem(
      'push.denied',
      { image: reference, registry: 'docker.io' },
      'denied: requested access to the resource is denied',
      [
        { id: 'signIn', value: 'docker.io' },
        { id: 'retry', value: null },
      ],
    );
    return { status: 'failed', problem: denied, steps: [{ id: 'push', state: 'failed' }] };
  }

  /** How far a push is: layers go up one after another, one is there already. */
  pushing(share: number): Partial<JobView> {
    const { progress } = pulling(share);
    if (!progress) return {};
    const parts = progress.parts.map((part) =>
      part.state === 'downloading' || part.state === 'extracting'
        ? { ...part, state: 'uploading' as const }
        : part,
    );
    return { progress: { ...progress, parts } };
  }
}
