import type { OtherScanner, OtherScanView, TrustKey, TrustView } from '../../generated';
import { ago, id } from '../data';

const year = 365 * 86_400;

const unknown: Omit<TrustView, 'reference'> = {
  publisher: 'unknown',
  publisherName: null,
  signed: 'no',
  attested: [],
  created: ago(40 * 86_400),
  user: null,
  root: null,
  ports: [],
  volumes: [],
  headline: null,
  problem: null,
};

/** One of every kind, by a part of the name. */
const kinds: readonly [RegExp, Partial<TrustView>][] = [
  [
    /caddy|nginx|postgres|redis|httpd|wordpress/,
    {
      publisher: 'official',
      publisherName: 'Docker Official Images',
      attested: ['sbom', 'provenance'],
      created: ago(6 * 86_400),
      user: '',
      root: true,
      ports: ['80/tcp', '443/tcp'],
      volumes: ['/data', '/config'],
    },
  ],
  [
    /grafana|bitnami|verified/,
    {
      publisher: 'verified',
      publisherName: 'Grafana Labs',
      signed: 'verified',
      attested: ['provenance'],
      created: ago(12 * 86_400),
      user: '472',
      root: false,
      ports: ['3000/tcp'],
    },
  ],
  [/signed/, { signed: 'present', user: 'app', root: false }],
  [/wrong/, { signed: 'wrong', user: 'app', root: false, created: ago(2 * 86_400) }],
  [/old/, { created: ago(4 * year), user: 'root', root: true, signed: 'no' }],
  [
    /^(shop|localhost)\//,
    { publisher: 'here', signed: 'no', created: ago(7200), user: 'nobody', root: false },
  ],
  [
    /unreachable|internal/,
    {
      signed: 'unknown',
      created: null,
      problem: {
        code: 'freshness.timeout',
        facts: { registry: 'registry.internal.example.com:5000' },
        raw: 'operation timed out',
        actions: [],
      },
    },
  ],
];

export function trustOf(reference: string): TrustView {
  const [, more] = kinds.find(([part]) => part.test(reference)) ?? [];
  return { reference, ...unknown, ...more };
}

export const trustKeys: TrustKey[] = [
  { number: 1, scope: 'ghcr.io/acme/', fingerprint: `sha256:${id('acme key')}` },
  {
    number: 2,
    scope: 'registry.internal.example.com:5000/platform/payments/',
    fingerprint: `sha256:${id('payments key')}`,
  },
];

export const scanners: OtherScanner[] = [
  { name: 'trivy', version: '0.59.1', path: '/usr/local/bin/trivy' },
  { name: 'grype', version: '0.87.0', path: '/home/me/.local/bin/grype' },
];

/** What another scanner found of an image with so many findings. */
export function beside(scanner: OtherScanner, ours: readonly string[]): OtherScanView {
  const both = Math.max(0, ours.length - 3);
  return {
    scanner,
    both,
    onlyOurs: ours.slice(both).map((id, at) => ({ id, package: `libxml2 2.9.14+dfsg-1.${at + 3}` })),
    onlyTheirs: ours.length
      ? [
          { id: 'CVE-2005-2541', package: 'tar 1.34+dfsg-1.2' },
          { id: 'TEMP-0841856-B18BAF', package: 'bash 5.2.15-2+b2' },
        ]
      : [],
  };
}
