import type {
  ContainerRow,
  EnvQuestion,
  Problem,
  RunCheck,
  RunForm,
  RunIssue,
  RunRisk,
  RunSpec,
  StepView,
} from '../generated';
import { blank } from './runLine';

export { parse } from './runLine';
export { pullProblem, typed } from './typed';

/** What there is in the pretended engine. */
export interface World {
  containers: readonly ContainerRow[];
  images: readonly string[];
  folders: readonly string[];
}

/** What a few images are known to want. */
const known: Record<string, { ports: number[]; volumes: string[]; questions: EnvQuestion[] }> = {
  nginx: { ports: [80], volumes: [], questions: [] },
  postgres: {
    ports: [5432],
    volumes: ['/var/lib/postgresql/data'],
    questions: [
      ask('POSTGRES_PASSWORD', 'adminPassword', { required: true, secret: true }),
      ask('POSTGRES_USER', 'adminUser'),
      ask('POSTGRES_DB', 'databaseName'),
    ],
  },
  mariadb: {
    ports: [3306],
    volumes: ['/var/lib/mysql'],
    questions: [
      ask('MARIADB_ROOT_PASSWORD', 'adminPassword', { required: true, secret: true, group: 'rootPassword' }),
      ask('MARIADB_RANDOM_ROOT_PASSWORD', 'randomPassword', { group: 'rootPassword' }),
      ask('MARIADB_ALLOW_EMPTY_ROOT_PASSWORD', 'noPassword', { group: 'rootPassword' }),
      ask('MARIADB_DATABASE', 'databaseName'),
    ],
  },
  'settlement-worker': {
    ports: [80, 443, 3000, 5000, 5672, 6379, 8025, 8080, 8443, 9000, 9090, 15672],
    volumes: ['/var/lib/settlement-worker/queues/incoming/and/a/rather/long/path', '/etc/settlement-worker'],
    questions: [],
  },
};

function ask(key: string, purpose: string, more: Partial<EnvQuestion> = {}): EnvQuestion {
  return { key, purpose, required: false, secret: false, group: null, suggestion: null, ...more };
}

/** The name an image would lend its container. */
const nameOf = (image: string) =>
  image
    .replace(/@.*$/, '')
    .replace(/:[^/]*$/, '')
    .split('/')
    .pop() ?? '';

function freeName(wanted: string, { containers }: World): string {
  const taken = (name: string) => containers.some((row) => row.name === name);
  const base = wanted.replace(/-\d+$/, '');
  for (let n = 2; taken(wanted); n++) wanted = `${base}-${n}`;
  return wanted;
}

/** The running container that has a port of this computer. */
const ownerOf = (port: number | null, { containers }: World) =>
  containers.find((row) => row.state === 'running' && row.ports.some((one) => one.hostPort === port));

function freePort(wanted: number, used: readonly (number | null)[], world: World): number {
  let port = wanted < 1024 ? 8000 + (wanted % 1000) : wanted;
  while (ownerOf(port, world) || used.includes(port)) port++;
  return port;
}

/** A form as the app would make it. */
export function form(image: string, world: World): RunForm {
  const name = freeName(nameOf(image), world);
  const wants = known[nameOf(image)] ?? { ports: [], volumes: [], questions: [] };
  const present = world.images.includes(image);
  const used: number[] = [];
  const ports = wants.ports.map((containerPort) => {
    const hostPort = freePort(containerPort, used, world);
    used.push(hostPort);
    return { containerPort, protocol: 'tcp', hostPort, hostIp: '' };
  });
  const secrets = wants.questions.filter((question) => question.required && question.secret);
  return {
    spec: {
      ...blank,
      image,
      name,
      ports,
      mounts: wants.volumes.map((target) => ({
        kind: 'volume',
        source: `${name}-${target.split('/').pop()}`,
        target,
        readOnly: false,
      })),
      env: secrets.map(({ key }) => ({ key, value: 'Kq7mZt3vWx9rBn2pHs5dLc8y' })),
      restart: ports.length ? 'unless-stopped' : 'no',
      fillIn: !present,
    },
    present,
    questions: wants.questions,
    imageEnv: present
      ? [
          { key: 'PATH', value: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
          { key: 'LANG', value: 'C.UTF-8' },
          { key: 'NGINX_VERSION', value: '1.27.3' },
        ]
      : [],
    imageCommand: present ? "/docker-entrypoint.sh nginx -g 'daemon off;'" : '',
    imageUser: '',
    networks: ['podman', 'blog_default'],
    foreignPlatform: null,
  };
}

/** What a form would do. */
export function check(spec: RunSpec, world: World): RunCheck {
  return { command: commandLine(spec), risks: risksOf(spec), issues: issuesOf(spec, world) };
}

const quoted = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

function commandLine(spec: RunSpec): string {
  const words = ['podman', 'run', '-d'];
  const flag = (name: string, value: string) => value && words.push(name, quoted(value));
  flag('--name', spec.name);
  for (const { hostIp, hostPort, containerPort, protocol } of spec.ports) {
    const outside = [hostIp, hostPort ?? ''].filter((part, at) => part !== '' || at).join(':');
    flag('-p', `${outside}:${containerPort}${protocol === 'udp' ? '/udp' : ''}`);
  }
  for (const mount of spec.mounts) {
    if (mount.kind === 'tmpfs') flag('--tmpfs', mount.target);
    else flag('-v', [mount.source, mount.target, mount.readOnly ? 'ro' : ''].filter(Boolean).join(':'));
  }
  for (const env of spec.env) flag('-e', `${env.key}=${env.value}`);
  if (spec.restart !== 'no') flag('--restart', spec.restart);
  flag('--network', spec.network);
  flag('--user', spec.user);
  flag('--memory', spec.memory ? `${Math.round(spec.memory / 2 ** 20)}m` : '');
  if (spec.privileged) words.push('--privileged');
  if (spec.tty) words.push('-t');
  if (spec.interactive) words.push('-i');
  if (spec.autoRemove) words.push('--rm');
  words.push(spec.image, ...spec.command.map(quoted));
  return words.join(' ');
}

function risksOf(spec: RunSpec): RunRisk[] {
  const risks: RunRisk[] = [];
  if (spec.privileged) risks.push('privileged');
  if (spec.mounts.some((mount) => /\/(docker|podman)\.sock$/.test(mount.source))) risks.push('engineSocket');
  if (spec.network === 'host') risks.push('hostNetwork');
  if (spec.mounts.some((mount) => mount.kind === 'bind' && mount.source === '/')) risks.push('hostRoot');
  if (spec.capAdd.some((name) => /^(CAP_)?(SYS_ADMIN|ALL|NET_ADMIN)$/i.test(name)))
    risks.push('strongCapability');
  if (spec.devices.length) risks.push('hostDevice');
  return risks;
}

function issue(
  field: string,
  code: string,
  facts: Problem['facts'],
  actions: Problem['actions'] = [],
  blocking = true,
): RunIssue {
  return { field, blocking, problem: { code, facts, raw: '', actions } };
}

function issuesOf(spec: RunSpec, world: World): RunIssue[] {
  const issues: RunIssue[] = [];
  if (world.containers.some((row) => row.name === spec.name))
    issues.push(
      issue('name', 'run.nameTaken', { name: spec.name }, [
        { id: 'useName', value: freeName(spec.name, world) },
        { id: 'showContainer', value: spec.name },
      ]),
    );
  if (spec.name && !/^[a-z0-9][\w.-]+$/i.test(spec.name))
    issues.push(issue('name', 'run.nameBad', { name: spec.name }));
  const used = spec.ports.map((port) => port.hostPort);
  spec.ports.forEach((port, at) => {
    const owner = ownerOf(port.hostPort, world)?.name;
    const next = String(freePort(port.hostPort ?? 0, used, world));
    if (!port.containerPort) issues.push(issue(`ports.${at}`, 'run.portMissing', {}));
    else if (owner && port.hostPort)
      issues.push(
        issue(`ports.${at}`, 'run.portTaken', { port: String(port.hostPort), owner }, [
          { id: 'usePort', value: next },
          { id: 'stopContainer', value: owner },
          { id: 'showContainer', value: owner },
        ]),
      );
    else if (port.hostPort && used.indexOf(port.hostPort) < at)
      issues.push(issue(`ports.${at}`, 'run.portTwice', { port: String(port.hostPort) }));
  });
  spec.mounts.forEach((mount, at) => {
    if (!mount.target.startsWith('/'))
      issues.push(issue(`mounts.${at}`, 'run.mountTarget', { path: mount.target }));
    else if (mount.kind === 'bind' && !mount.source.startsWith('/'))
      issues.push(issue(`mounts.${at}`, 'run.folderRelative', { path: mount.source }));
    else if (
      mount.kind === 'bind' &&
      mount.source.startsWith('/home/') &&
      !world.folders.includes(mount.source)
    )
      issues.push(
        issue(`mounts.${at}`, 'run.folderMissing', { path: mount.source }, [
          { id: 'createFolder', value: mount.source },
          { id: 'useVolume', value: null },
        ]),
      );
  });
  const set = (key: string) => spec.env.some((env) => env.key === key && env.value);
  const questions = known[nameOf(spec.image)]?.questions ?? [];
  for (const question of questions.filter((one) => one.required && !set(one.key))) {
    const others = questions.filter((one) => one !== question && one.group && one.group === question.group);
    if (others.some((one) => set(one.key))) continue;
    const facts = { variable: question.key, alternatives: others.map((one) => one.key).join(', ') };
    const code = others.length ? 'run.oneVariableMissing' : 'run.variableMissing';
    issues.push(issue(`env.${question.key}`, code, facts, [{ id: 'setVariable', value: question.key }]));
  }
  if (spec.memory !== null && spec.memory < 6 * 2 ** 20)
    issues.push(issue('memory', 'run.memoryLow', { minimum: '6 MB' }));
  if (spec.autoRemove && spec.restart !== 'no') issues.push(issue('restart', 'run.restartRemoved', {}));
  return issues;
}

/** Why a run fails: a port below 1024 shows what an engine alone can find out. */
function runProblem(spec: RunSpec): Problem | null {
  const low = spec.ports.find((port) => port.hostPort && port.hostPort < 1024)?.hostPort;
  if (!low) return null;
  return {
    code: 'run.portLow',
    facts: { port: String(low) },
    raw: `rootlessport cannot expose privileged port ${low}, you can add 'net.ipv4.ip_unprivileged_port_start=${low}' to /etc/sysctl.conf`,
    actions: [
      { id: 'usePort', value: String(8000 + low) },
      { id: 'retry', value: null },
    ],
  };
}

/** The steps of a run, while it is under way and afterwards, and why it fails. */
export function course(spec: RunSpec, world: World) {
  const problem = runProblem(spec);
  const present = world.images.includes(spec.image);
  const pull = (state: StepView['state']): StepView => ({ id: 'pull', state: present ? 'skipped' : state });
  const steps: StepView[] = [
    pull('running'),
    { id: 'create', state: present ? 'running' : 'waiting' },
    { id: 'start', state: 'waiting' },
  ];
  const after: StepView[] = [
    pull('done'),
    { id: 'create', state: 'done' },
    { id: 'start', state: problem ? 'failed' : 'done' },
  ];
  return { problem, steps, after };
}
