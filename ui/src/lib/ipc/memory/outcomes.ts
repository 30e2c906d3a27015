import type { ContainerRow, ImagePage, ImageRow, JobLineView, JobView, Problem, RunSpec } from '../generated';
import * as data from './data';
import { toldOf } from './inside/derive';

/** What comes out of the twin's jobs. */

/** What a pull says when there is no internet. */
export const offline = (reference: string): Problem => ({
  code: 'image.registryUnreachable',
  facts: { image: reference, registry: 'docker.io' },
  raw: `Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host`,
  actions: [{ id: 'retry', value: null }],
});

/** An image that has just arrived. */
export function newImage(name: string, more: Partial<ImageRow> = {}): ImageRow {
  return {
    id: `sha256:${data.id(`new ${name}`)}`,
    names: [name],
    digests: [`${name.replace(/:[^:/]*$/, '')}@sha256:${data.id(`${name} digest`)}`],
    size: 192_400_000,
    created: data.ago(86_400 * 6),
    platform: 'linux/amd64',
    usedBy: [],
    dangling: false,
    ...more,
  };
}

/** A container that has just been started as a form says. */
export function newContainer(spec: RunSpec, imageId: string): ContainerRow {
  return {
    id: data.id(`run ${spec.name} ${spec.image}`),
    name: spec.name,
    image: spec.image,
    imageId,
    state: 'running',
    health: null,
    end: null,
    exitCode: null,
    since: new Date().toISOString(),
    created: new Date().toISOString(),
    restarts: 0,
    command: '/docker-entrypoint.sh',
    ports: spec.ports.map(({ containerPort, protocol, hostPort }) => ({
      containerPort,
      protocol,
      hostPort,
      hostIp: '0.0.0.0',
      url: `http://localhost:${hostPort}`,
    })),
    project: null,
    service: null,
    autoRemove: false,
    pending: null,
  };
}

const said = [
  'STEP 1/4: FROM python:3.13-slim',
  'STEP 2/4: COPY . /app',
  '--> 5f2c6d18e7b3',
  'STEP 3/4: RUN pip install --no-cache-dir -r /app/requirements.txt',
  'Collecting django==5.2',
  '  Downloading Django-5.2-py3-none-any.whl (8.3 MB)',
  'Collecting pillow==11.3',
  '  Downloading pillow-11.3-cp313-manylinux_2_28_x86_64.whl (6.6 MB)',
  'Installing collected packages: django, pillow',
  'Successfully installed django-5.2 pillow-11.3',
  'STEP 4/4: CMD ["python", "/app/app.py"]',
  'COMMIT shop',
  'Successfully tagged localhost/shop:latest',
];
const broken = [
  ...said.slice(0, 5),
  'ERROR: Could not find a version that satisfies the requirement pilow==11.3',
  'ERROR: No matching distribution found for pilow==11.3',
];

/** What a build has said when it is `share` done. A folder named broken has a mistake in its requirements. */
export function buildLines(subject: string, share: number): JobLineView[] {
  const all = isBroken(subject) ? broken : said;
  return all.slice(0, Math.ceil(all.length * share)).map((text, at) => ({ number: at + 1, text }));
}

const isBroken = (subject: string) => subject.startsWith('broken');

/** How far the steps are. */
export function buildProgress(subject: string, share: number): JobView['progress'] {
  const heads = buildLines(subject, share).filter((line) => line.text.startsWith('STEP')).length;
  return {
    unit: 'steps',
    current: Math.max(0, heads - 1),
    total: 4,
    alreadyPresent: 0,
    perSecond: null,
    secondsLeft: null,
    parts: [],
  };
}

/** Why a build of the folder named broken fails. */
export function buildProblem(subject: string): Problem | null {
  if (!isBroken(subject)) return null;
  const command = 'pip install --no-cache-dir -r /app/requirements.txt';
  return {
    code: 'build.stepFailed',
    facts: { command, exitCode: '1' },
    raw: `building at STEP "RUN ${command}": while running runtime: exit status 1`,
    actions: [{ id: 'retry', value: null }],
  };
}

/** An image's page. Databases keep data and know a password; base systems open nothing. */
export function imagePage(row: ImageRow): ImagePage {
  const name = row.names[0] ?? '';
  const page: ImagePage = {
    row,
    command: ['nginx', '-g', 'daemon off;'],
    entrypoint: ['/docker-entrypoint.sh'],
    env: [{ key: 'NGINX_VERSION', value: '1.27.3', secret: false, fromImage: true }],
    exposedPorts: ['80/tcp'],
    volumes: [],
    user: '',
    workingDir: '/',
    layers: 7,
    hasHealthcheck: false,
  };
  const told = toldOf(name);
  if (told)
    return {
      ...page,
      command: told.settings.command,
      entrypoint: told.settings.entrypoint,
      env: told.settings.env.map(({ name: key, value }) => ({
        key,
        value: value ?? 'not-a-real-one',
        secret: value === null,
        fromImage: true,
      })),
      exposedPorts: told.settings.ports,
      volumes: told.settings.volumes,
      user: told.settings.user,
      workingDir: told.settings.workingDir,
      layers: told.layers.length,
      hasHealthcheck: told.settings.healthcheck !== null,
    };
  if (/postgres|mariadb/.test(name))
    return {
      ...page,
      command: ['postgres'],
      entrypoint: ['docker-entrypoint.sh'],
      env: [
        { key: 'PGDATA', value: '/var/lib/postgresql/data', secret: false, fromImage: true },
        { key: 'DEFAULT_PASSWORD', value: 'changeme', secret: true, fromImage: true },
      ],
      exposedPorts: ['5432/tcp'],
      volumes: ['/var/lib/postgresql/data'],
      hasHealthcheck: true,
    };
  if (/alpine|debian|python|node/.test(name))
    return { ...page, command: ['sh'], entrypoint: [], env: [], exposedPorts: [], layers: 1 };
  return page;
}
