import type {
  ContainerPage,
  ContainerRow,
  EngineFound,
  EngineView,
  ImageRow,
  JobView,
  PortView,
  Problem,
  Settings,
} from '../generated';

/** Believable things for the browser and for tests. Times count back from the moment the page opened. */
const opened = Date.now();
export const ago = (seconds: number) => new Date(opened - seconds * 1000).toISOString();
const minute = 60;
const hour = 3600;
const day = 86_400;

/** An id that looks like one and is the same at every start. */
export function id(seed: string): string {
  let state = [...seed].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  let hex = '';
  while (hex.length < 64) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    hex += (state >>> 8).toString(16).padStart(6, '0');
  }
  return hex.slice(0, 64);
}

export const podman: EngineView = {
  id: 'podman-user',
  name: 'Podman',
  kind: 'podman',
  version: '5.8.0',
  apiVersion: '1.41',
  os: 'linux',
  architecture: 'amd64',
  rootless: true,
  endpoint: 'unix:///run/user/1000/podman/podman.sock',
  cpus: 8,
  memory: 16_000_000_000,
};

const docker: EngineView = {
  ...podman,
  id: 'docker-default',
  name: 'Docker',
  kind: 'docker',
  version: '29.1.2',
  apiVersion: '1.53',
  rootless: false,
  endpoint: 'unix:///var/run/docker.sock',
};

export const found: EngineFound[] = [
  {
    id: podman.id,
    name: podman.name,
    endpoint: podman.endpoint,
    origin: 'default socket',
    selected: true,
    answering: podman,
    problem: null,
  },
  {
    id: docker.id,
    name: docker.name,
    endpoint: docker.endpoint,
    origin: 'context "default"',
    selected: false,
    answering: docker,
    problem: null,
  },
  {
    id: 'colima',
    name: 'Colima default',
    endpoint: 'unix:///home/me/.colima/default/docker.sock',
    origin: 'context "colima"',
    selected: false,
    answering: null,
    problem: {
      code: 'engine.notRunning',
      facts: { engine: 'Colima' },
      raw: 'connect unix:///home/me/.colima/default/docker.sock: connection refused',
      actions: [{ id: 'startEngine', value: 'colima' }],
    },
  },
];

const web = (hostPort: number, containerPort: number): PortView => ({
  containerPort,
  protocol: 'tcp',
  hostPort,
  hostIp: '0.0.0.0',
  url: `http://localhost:${hostPort}`,
});

function container(name: string, image: string, more: Partial<ContainerRow> = {}): ContainerRow {
  return {
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
    command: '/docker-entrypoint.sh',
    ports: [],
    project: null,
    service: null,
    autoRemove: false,
    pending: null,
    ...more,
  };
}

export const containers: ContainerRow[] = [
  container('blog-web', 'nginx:1.27', { project: 'blog', service: 'web', ports: [web(8080, 80)] }),
  container('blog-db', 'postgres:17', { project: 'blog', service: 'db', health: 'healthy' }),
  container('blog-cache', 'redis:7-alpine', { project: 'blog', service: 'cache' }),
  container('notes', 'ghcr.io/acme/notes:2.4.1', {
    state: 'restarting',
    end: 'failed',
    exitCode: 1,
    restarts: 4,
    since: ago(40),
    ports: [web(3000, 3000)],
  }),
  container('jupyter', 'quay.io/jupyter/minimal-notebook:2026-10', {
    state: 'exited',
    end: 'outOfMemory',
    exitCode: 137,
    since: ago(20 * minute),
    ports: [web(8888, 8888)],
  }),
  container('hello', 'hello-world', {
    state: 'exited',
    end: 'finished',
    exitCode: 0,
    since: ago(26 * hour),
    command: '/hello',
  }),
];

function image(name: string, size: number, age: number, more: Partial<ImageRow> = {}): ImageRow {
  const imageId = `sha256:${id(name)}`;
  return {
    id: imageId,
    names: [name],
    digests: [`${name.replace(/:[^:/]*$/, '')}@sha256:${id(`${name} digest`)}`],
    size,
    created: ago(age),
    platform: 'linux/amd64',
    usedBy: containers
      .filter((row) => row.imageId === imageId)
      .map((row) => ({ id: row.id, name: row.name, running: row.state === 'running' })),
    dangling: false,
    ...more,
  };
}

export const images: ImageRow[] = [
  image('nginx:1.27', 192_400_000, 35 * day),
  image('postgres:17', 438_100_000, 21 * day),
  image('redis:7-alpine', 41_300_000, 12 * day),
  image('ghcr.io/acme/notes:2.4.1', 117_000_000, 16 * day),
  image('quay.io/jupyter/minimal-notebook:2026-10', 1_640_000_000, 44 * day),
  image('hello-world', 13_300, 300 * day),
  image('shop/web:1', 454_200_000, 2 * hour),
  image(
    'registry.internal.example.com:5000/platform/payments/settlement-worker:2026.11.03-rc1',
    288_000_000,
    4 * day,
  ),
  image('python:3.13-slim', 124_800_000, 8 * day),
  image('node:24-alpine', 161_000_000, 6 * day, { names: ['node:24-alpine', 'node:lts-alpine'] }),
  image('debian:12', 117_000_000, 15 * day),
  image('alpine:3.22', 8_300_000, 50 * day),
  image('mariadb:11', 330_000_000, 26 * day),
  image('adminer:5', 118_000_000, 31 * day, { platform: 'linux/arm64' }),
  image('traefik:v3.5', 224_000_000, 19 * day),
  image('dangling', 97_000_000, 3 * day, { names: [], digests: [], dangling: true }),
];

/** Why a container is not running, as the app says it. */
function why(row: ContainerRow): Problem | null {
  const log = { id: 'showLog' as const, value: row.name };
  const container = row.name;
  switch (row.end) {
    case 'outOfMemory':
      return {
        code: 'stopped.outOfMemory',
        facts: { container, limit: '512 MB' },
        raw: 'exit 137, OOMKilled',
        actions: [{ id: 'raiseMemory', value: null }, log],
      };
    case 'finished':
      return {
        code: 'stopped.finished',
        facts: { container },
        raw: '',
        actions: [{ id: 'startContainer', value: container }, log],
      };
    case 'failed':
      return {
        code: 'stopped.restartLoop',
        facts: { container, exitCode: '1', line: 'Error: connect ECONNREFUSED 127.0.0.1:5432' },
        raw: 'exit 1',
        actions: [{ id: 'stopContainer', value: container }, log],
      };
    default:
      return null;
  }
}

/** The engine's own JSON. */
export function raw(row: ContainerRow): string {
  const state = { Status: row.state, Running: row.state === 'running', ExitCode: row.exitCode ?? 0 };
  const ports = Object.fromEntries(
    row.ports.map((port) => [
      `${port.containerPort}/${port.protocol}`,
      [{ HostIp: port.hostIp, HostPort: `${port.hostPort}` }],
    ]),
  );
  const config = { Image: row.image, Env: ['PATH=/usr/sbin:/usr/bin:/sbin:/bin'], WorkingDir: '/' };
  return JSON.stringify(
    { Id: row.id, Name: row.name, Created: row.created, State: state, Config: config, Ports: ports },
    null,
    2,
  );
}

/** What a container's page says beyond its row. */
export function page(row: ContainerRow): ContainerPage {
  return {
    row,
    why: why(row),
    lastLines: row.state === 'running' ? [] : ['Traceback (most recent call last):', 'MemoryError'],
    hints: [],
    mounts:
      row.name === 'blog-web'
        ? [
            {
              kind: 'volume',
              source: 'blog_html',
              destination: '/usr/share/nginx/html',
              readOnly: false,
              anonymous: false,
            },
          ]
        : row.name === 'jupyter'
          ? [
              {
                kind: 'volume',
                source: id('jupyter work'),
                destination: '/home/jovyan/work',
                readOnly: false,
                anonymous: true,
              },
            ]
          : [],
    networks: [
      {
        network: row.project ? `${row.project}_default` : 'podman',
        ipAddress: '10.89.0.5',
        aliases: row.service ? [row.service] : [],
      },
    ],
    env: [
      {
        key: 'PATH',
        value: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        secret: false,
        fromImage: true,
      },
      { key: 'API_KEY', value: 'not-a-real-key', secret: true, fromImage: false },
    ],
    command: ['nginx', '-g', 'daemon off;'],
    entrypoint: ['/docker-entrypoint.sh'],
    user: '',
    workingDir: '/',
    restart: 'unless-stopped',
    memory: row.end === 'outOfMemory' ? 512_000_000 : null,
    cpus: null,
    tty: false,
    autoRemove: false,
    risks: [],
    labels: row.project ? { 'com.docker.compose.project': row.project } : {},
    healthOutput: null,
    runCommand: `podman run -d --name ${row.name} ${row.ports.map((port) => `-p ${port.hostPort}:${port.containerPort} `).join('')}${row.image}`,
  };
}

const layers = [
  '3b6d0f7a9e41',
  '9c1f5a2d77b0',
  '1e4bb8c20d93',
  'a77c02e5d6f1',
  'd0915be3aa48',
  '5f2c6d18e7b3',
];

/** A pull that is `share` done. */
export function pulling(share: number, more: Partial<JobView> = {}): JobView {
  const sizes = [29_000_000, 41_000_000, 1_200_000, 8_400_000, 84_000_000, 3_100_000];
  const parts = layers.map((layer, index) => {
    const total = sizes[index] ?? 0;
    if (index === 0) return { id: layer, state: 'alreadyHere' as const, current: total, total };
    const mine = Math.max(0, Math.min(1, share * 1.6 - index * 0.12));
    const state =
      mine >= 1
        ? ('done' as const)
        : mine > 0.92
          ? ('extracting' as const)
          : mine > 0
            ? ('downloading' as const)
            : ('waiting' as const);
    return { id: layer, state, current: Math.round(total * mine), total };
  });
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const current = parts.reduce((sum, part) => sum + part.current, 0);
  return {
    id: 'job-1',
    kind: 'imagePull',
    subject: 'postgres:17',
    status: 'running',
    steps: [{ id: 'pull', state: 'running' }],
    progress: {
      unit: 'bytes',
      current,
      total,
      alreadyPresent: sizes[0] ?? 0,
      perSecond: 9_000_000,
      secondsLeft: Math.ceil((total - current) / 9_000_000),
      parts,
    },
    problem: null,
    outcome: {},
    started: ago(8),
    finished: null,
    sequence: Math.round(share * 1000),
    ours: true,
    ...more,
  };
}

function finished(jobId: string, more: Partial<JobView>): JobView {
  return {
    ...pulling(1),
    id: jobId,
    status: 'succeeded',
    steps: [{ id: 'pull', state: 'done' }],
    progress: null,
    ...more,
  };
}

export const history: JobView[] = [
  finished('job-2', {
    kind: 'containerRun',
    subject: 'adminer:5',
    status: 'failed',
    steps: [
      { id: 'pull', state: 'skipped' },
      { id: 'create', state: 'done' },
      { id: 'start', state: 'failed' },
    ],
    problem: {
      code: 'run.portTaken',
      facts: { port: '8080', owner: 'blog-web' },
      raw: 'driver failed programming external connectivity on endpoint adminer: Bind for 0.0.0.0:8080 failed: port is already allocated',
      actions: [
        { id: 'usePort', value: '8081' },
        { id: 'stopContainer', value: 'blog-web' },
      ],
    },
    started: ago(12 * minute),
    finished: ago(12 * minute - 3),
  }),
  finished('job-3', {
    kind: 'imageBuild',
    subject: 'shop/web:1',
    steps: [
      { id: 'send', state: 'done' },
      { id: 'build', state: 'done' },
    ],
    outcome: { reference: 'shop/web:1' },
    started: ago(2 * hour + 95),
    finished: ago(2 * hour),
  }),
  finished('job-4', { subject: 'redis:7-alpine', started: ago(5 * hour), finished: ago(5 * hour - 6) }),
  finished('job-5', {
    subject: 'mariadb:11',
    status: 'interrupted',
    started: ago(26 * hour),
    finished: ago(26 * hour),
    ours: false,
  }),
];

export const settings: Settings = {
  theme: 'system',
  language: 'system',
  engine: null,
  firstRunDone: true,
  sidebarCollapsed: false,
  updates: {
    checkEveryHours: 24,
    notify: true,
    quietFrom: 22,
    quietTo: 7,
    gateSeconds: 10,
    probePorts: true,
    keepHours: 24,
    removeOldImages: true,
    follow: 'minor',
    stopOnFailure: true,
    backupVolumes: false,
    watchAfter: true,
  },
  scan: {
    automatic: true,
    firstVerdict: true,
    refreshEveryHours: 24,
    advisorySource: 'https://osv-vulnerabilities.storage.googleapis.com',
    notify: true,
  },
};
