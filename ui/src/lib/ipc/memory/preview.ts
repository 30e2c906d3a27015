import type { ContainerFreshness, ImageSide, Problem, SettingChange, UpdatePreview } from '../generated';
import { ago, id } from './data';
import { rateLimited } from './freshness';

/** What an update of the twin's containers would do. */

const day = 86_400;
const problem = (code: string, facts: Problem['facts'], raw = ''): Problem => ({
  code,
  facts,
  raw,
  actions: [],
});

const tagged = (reference: string, tag: string) => `${reference.replace(/:[^:/]*$/, '')}:${tag}`;

const versions: Record<string, [string, string]> = {
  'nginx:1.27': ['1.27.3', '1.27.4'],
  'redis:7-alpine': ['7.4.5', '7.4.6'],
  'postgres:17': ['17.6', '18.0'],
  'ghcr.io/acme/notes:2.4.1': ['2.4.1', '2.5.0'],
  'mariadb:11': ['11.8.3', '11.8.4'],
};

/** The image a container is made from, or would be. */
export function side(reference: string, version: string | null, age: number, newer: boolean): ImageSide {
  return {
    reference,
    digest: `sha256:${id(`${reference} ${newer ? 'newer' : 'digest'}`)}`,
    created: ago(age),
    version,
    revision: newer ? 'b71fbbc2a9' : '4fe0a12d77',
    platform: 'linux/amd64',
  };
}

export function sidesOf(row: ContainerFreshness, tag: string | null): [ImageSide, ImageSide] {
  const [before, after] = versions[row.reference] ?? [null, null];
  const target = tag;
  const to = target ? tagged(row.reference, target) : row.reference;
  return [
    side(row.reference, before, 35 * day, false),
    side(to, target && target !== row.best ? null : target || !row.best ? after : before, 2 * day, true),
  ];
}

const change = (
  field: string,
  key: string | null,
  old: string | null,
  now: string | null,
): SettingChange => ({
  field,
  key,
  owner: 'image',
  old,
  new: now,
  secret: false,
});
const mine = (field: string, key: string | null, value: string, secret = false): SettingChange => ({
  field,
  key,
  owner: 'user',
  old: value,
  new: value,
  secret,
});

const kept: SettingChange[] = [
  mine('publishedPorts', '80/tcp', '[{"HostIp":"","HostPort":"8080"}]'),
  mine('mounts', '/usr/share/nginx/html', '{"Type":"volume","Source":"blog_html"}'),
  mine('env', 'TZ', 'Europe/Berlin'),
  mine('env', 'API_KEY', 'not-a-real-key', true),
  mine('network', 'blog_default', '10.89.0.5'),
  mine('restart', null, 'unless-stopped'),
  ...['com.docker.compose.project', 'com.docker.compose.service', 'com.docker.compose.config-hash'].map(
    (name) => mine('labels', name, name.endsWith('hash') ? id(name) : 'blog'),
  ),
  mine('memory', null, '512 MB'),
];

const swarm = (row: ContainerFreshness): Problem =>
  problem('update.warn.composeEdited', { container: row.name, project: 'blog' });

/** The twin's preview, or why there is none. */
export function preview(row: ContainerFreshness, tag: string | null, running: boolean): UpdatePreview {
  if (row.reason === 'rateLimited') throw rateLimited;
  const [from, to] = sidesOf(row, tag);
  const target = tag;
  const database = /postgres|mariadb/.test(row.reference);
  const base: UpdatePreview = {
    id: row.id,
    name: row.name,
    running,
    kind: target ? 'newTag' : row.status === 'pulledNotApplied' ? 'alreadyHere' : 'sameTag',
    from,
    to,
    newer: row.newer ?? {},
    download: { bytes: 11_400_000, totalBytes: 68_200_000, layers: 7, layersHere: 5 },
    changes: [change('env', 'NGINX_VERSION', '1.27.3', '1.27.4')],
    kept,
    warnings: [],
    blocked: null,
    restarts: [],
    pauseSeconds: 1,
    notes: { url: 'https://github.com/acme/notes/releases/tag/v2.5.0', host: 'github.com' },
    managed: row.managed,
    backup: { volumes: database ? ['db_data'] : ['blog_html'], bytes: 316_000_000, advised: database },
    gateSeconds: database ? null : 10,
    keepHours: 24,
    leftBehind: { added: 0, modified: 0, deleted: 0, paths: [], unknown: false },
    command: `mooring update ${row.name}${target ? ` --to ${target}` : ''}`,
  };
  return { ...base, ...particulars(row, target) };
}

/** What is special about one of them. */
function particulars(row: ContainerFreshness, target: string | null): Partial<UpdatePreview> {
  const container = row.name;
  if (row.managed?.type === 'quadlet')
    return {
      blocked: problem('update.blocked.quadlet', {
        container,
        unit: row.managed.unit,
        command: 'systemctl --user restart metrics',
      }),
    };
  if (row.managed?.type === 'podInfra')
    return { blocked: problem('update.blocked.podInfra', { container, pod: 'shop' }) };
  if (row.status === 'upToDate' || (row.status === 'newerTag' && !target))
    return { kind: 'nothing', download: null, changes: [], notes: null };
  if (row.name === 'blog-web')
    return {
      leftBehind: {
        added: 0,
        modified: 1,
        deleted: 0,
        paths: ['/etc/nginx/conf.d/default.conf'],
        unknown: false,
      },
      warnings: [problem('update.warn.writtenFiles', { container, count: '1', size: '1.1 KB' }), swarm(row)],
    };
  if (row.status === 'pulledNotApplied') return { download: null, changes: [], notes: null };
  if (row.name === 'notes')
    return {
      changes: [
        change('env', 'NODE_VERSION', '22.11.0', '24.2.0'),
        { ...change('env', 'SESSION_SECRET', 'changeme', 'please-change'), owner: 'ambiguous', secret: true },
        change('entrypoint', null, '["node","server.js"]', '["/app/start.sh"]'),
        change('user', null, 'root', '1000'),
        change('ports', '9229/tcp', '{}', null),
        change('healthcheck', null, null, 'CMD wget -qO- localhost:3000/health'),
        change('labels', 'org.opencontainers.image.revision', '4fe0a12d77', 'b71fbbc2a9'),
        change('labels', 'org.opencontainers.image.created', '2026-10-02', '2026-11-17'),
      ],
      warnings: [
        problem('update.warn.userChanges', { container, old: 'root', new: '1000' }),
        problem('update.warn.portChanges', { container, port: '3000' }),
      ],
      restarts: ['notes-sidecar', 'notes-backup'],
    };
  if (/postgres|mariadb/.test(row.reference))
    return {
      warnings: [problem('update.warn.database', { container, image: row.reference })],
      pauseSeconds: 4,
    };
  if (row.name === 'tools') return { warnings: [problem('update.warn.removesItself', { container })] };
  return {};
}
