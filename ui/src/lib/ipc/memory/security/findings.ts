import type { FindingState, FindingView, FixView, SeverityLevel } from '../../generated';

/** Known problems that sound like real ones. None of them is. */

type Seed = [name: string, version: string, fixedIn: string, summary: string, ecosystem?: string];

const seeds: readonly Seed[] = [
  [
    'openssl',
    '3.0.11-1~deb12u2',
    '3.0.19-1~deb12u1',
    'A certificate with a very long name makes the check write beyond its buffer.',
  ],
  [
    'libssl3',
    '3.0.11-1~deb12u2',
    '3.0.19-1~deb12u1',
    'A handshake that is cut off in the middle leaves memory behind.',
  ],
  ['curl', '7.88.1-10+deb12u4', '7.88.1-10+deb12u14', 'A redirect to another host takes the password along.'],
  [
    'zlib1g',
    '1:1.2.13.dfsg-1',
    '1:1.2.13.dfsg-1+deb12u1',
    'A crafted archive makes unpacking read beyond its end.',
  ],
  [
    'libxml2',
    '2.9.14+dfsg-1.3',
    '2.9.14+dfsg-1.3~deb12u2',
    'A document with deeply nested entities uses up all memory.',
  ],
  ['Django', '3.2.0', '3.2.25', 'A header with many commas keeps the server busy for minutes.', 'pypi'],
  [
    'Pillow',
    '9.3.0',
    '10.0.1',
    'A picture of an unusual size makes decoding write beyond its buffer.',
    'pypi',
  ],
  [
    'requests',
    '2.19.1',
    '2.31.0',
    'The Authorization header is sent along to another host after a redirect.',
    'pypi',
  ],
  ['lodash', '4.17.15', '4.17.21', 'Merging a crafted object changes what every object has.', 'npm'],
  ['minimist', '1.2.0', '1.2.6', 'A crafted argument changes what every object has.', 'npm'],
  [
    'golang.org/x/net',
    'v0.17.0',
    'v0.38.0',
    'A page with unclosed tags is parsed in quadratic time.',
    'golang',
  ],
  [
    'busybox',
    '1.37.0-r12',
    '1.37.0-r13',
    'An awk program that was crafted for it uses memory that was given back.',
    'apk',
  ],
  [
    'perl-base',
    '5.36.0-7+deb12u1',
    '5.36.0-7+deb12u3',
    'A pattern with many alternatives writes beyond its buffer.',
  ],
  [
    'libc6',
    '2.36-9+deb12u9',
    '2.36-9+deb12u13',
    'A name that is looked up may overwrite the stack when it is very long.',
  ],
];

const levels: readonly SeverityLevel[] = ['critical', 'high', 'medium', 'low', 'unknown'];
const scores: Record<SeverityLevel, number | undefined> = {
  critical: 9.8,
  high: 7.5,
  medium: 5.3,
  low: 3.1,
  unknown: undefined,
};

/** What of an image's findings is to be made. */
export interface Recipe {
  fixable?: number;
  unfixed?: number;
  unimportant?: number;
  exploited?: number;
  /** How bad the worst is: 0 is critical. */
  worst?: number;
  /** The one way that mends most. */
  fix?: FixView;
  ecosystem?: string;
}

function finding(at: number, state: FindingState, recipe: Recipe): FindingView {
  const fitting = seeds.filter((seed) => !recipe.ecosystem || seed[4] === recipe.ecosystem);
  const from = fitting.length ? fitting : seeds;
  const [name, version, fixedIn, summary, ecosystem = 'deb'] = from[at % from.length] as Seed;
  const severity = levels[Math.min(4, (recipe.worst ?? 0) + (Math.floor(at / 3) % 6))] ?? 'low';
  const id = severity === 'unknown' ? `GHSA-m9${at}x-q4hv-7wpc` : `CVE-2026-${10_000 + at * 37}`;
  const score = scores[severity];
  const wait: FixView = { how: 'wait', target: null, command: null };
  return {
    id,
    aliases: at % 3 ? [] : [`GHSA-x${at}v2-8gqp-r5c3`, `DEBIAN-${id}`],
    package: {
      purl: `pkg:${ecosystem}${ecosystem === 'deb' ? '/debian' : ''}/${name}@${version}`,
      name,
      version,
      layer: at % 5,
      path: ecosystem === 'deb' ? '/var/lib/dpkg/status' : `/usr/local/lib/${name}/METADATA`,
    },
    severity,
    ...(score && { score, vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }),
    state,
    ...(state === 'fixable' && { fixedIn }),
    knownExploited: state === 'fixable' && at < (recipe.exploited ?? 0),
    ...(at % 4 !== 3 && { likelihood: [0.62, 0.034, 0.0007][at % 3] ?? 0 }),
    ...(at % 7 !== 6 && { summary }),
    fix: state === 'fixable' ? (recipe.fix ?? wait) : wait,
    link: `https://osv.dev/vulnerability/${id}`,
  };
}

/** Everything of a recipe, fixable first, worst first. */
export function findingsOf(recipe: Recipe): FindingView[] {
  const states = ['fixable', 'unfixed', 'unimportant'] as const;
  let at = 0;
  return states.flatMap((state) =>
    Array.from({ length: recipe[state] ?? 0 }, (_, nth) =>
      finding(state === 'fixable' ? nth : at + nth, state, recipe),
    )
      .sort((a, b) => levels.indexOf(a.severity) - levels.indexOf(b.severity))
      .map((one) => {
        at++;
        return one;
      }),
  );
}

/** What somebody wrote to be shown by us: long, backwards, and with markup. */
export const hostile: FindingView[] = [
  {
    ...finding(1, 'fixable', {
      fix: {
        how: 'updateImage',
        target: 'ghcr.io/acme/notes:2.5.0',
        command: 'podman pull ghcr.io/acme/notes:2.5.0',
      },
    }),
    id: `EVIL-2026-${'0123456789'.repeat(16)}`,
    aliases: ['<img src=x onerror=alert(1)>', '\u202egnp.exe'],
    severity: 'high',
    package: {
      purl: 'pkg:npm/%40acme/a-package-name-that-goes-on@1.0.0',
      name: `@acme/${'a-package-name-that-goes-on-'.repeat(8)}`,
      version: `1.0.0-${'rc.'.repeat(60)}1`,
      layer: 3,
      path: `/srv/app/${'node_modules/deep/'.repeat(20)}package.json`,
    },
    fixedIn: `1.0.1-${'build'.repeat(40)}`,
    summary: `<script>alert('hello')</script> \u202e ${'A sentence without any end. '.repeat(30)}`,
  },
];
