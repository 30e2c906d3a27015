import type { RunCheck, RunForm, RunParsed, RunSpec, TypedImage } from '../generated';

const blank: RunSpec = {
  image: '',
  name: '',
  ports: [],
  mounts: [],
  env: [],
  restart: 'no',
  command: [],
  entrypoint: null,
  user: '',
  workingDir: '',
  hostname: '',
  network: '',
  platform: '',
  memory: null,
  cpus: null,
  shmSize: null,
  privileged: false,
  capAdd: [],
  capDrop: [],
  devices: [],
  securityOpt: [],
  extraHosts: [],
  dns: [],
  pidMode: '',
  ipcMode: '',
  labels: [],
  readOnly: false,
  init: false,
  tty: false,
  interactive: false,
  autoRemove: false,
  stopSignal: '',
  fillIn: true,
};

/** The name an image would lend its container. */
const nameOf = (image: string) =>
  image
    .replace(/[:@].*$/, '')
    .split('/')
    .pop() ?? '';

/** A form as the app would make it: PostgreSQL asks for a password, everything else listens on port 80. */
export function form(image: string): RunForm {
  const postgres = nameOf(image) === 'postgres';
  const port = postgres ? 5432 : 80;
  return {
    spec: {
      ...blank,
      image,
      name: `${nameOf(image)}-2`,
      ports: [{ containerPort: port, protocol: 'tcp', hostPort: postgres ? 5432 : 8081, hostIp: '' }],
      mounts: postgres
        ? [{ kind: 'volume', source: 'postgres-2-data', target: '/var/lib/postgresql/data', readOnly: false }]
        : [],
      restart: 'unless-stopped',
    },
    present: true,
    questions: postgres
      ? [
          {
            key: 'POSTGRES_PASSWORD',
            required: true,
            secret: true,
            purpose: 'adminPassword',
            group: null,
            suggestion: null,
          },
        ]
      : [],
    imageEnv: [{ key: 'PATH', value: '/usr/local/bin:/usr/bin:/bin' }],
    imageCommand: postgres ? 'postgres' : "nginx -g 'daemon off;'",
    imageUser: '',
    networks: ['bridge', 'host', 'blog_default'],
    foreignPlatform: null,
  };
}

/** The line for a form. Only what the twin's forms use is written. */
export function check(spec: RunSpec): RunCheck {
  const parts = ['podman run -d'];
  if (spec.name) parts.push(`--name ${spec.name}`);
  for (const port of spec.ports) parts.push(`-p ${port.hostPort ?? ''}:${port.containerPort}`);
  for (const mount of spec.mounts) parts.push(`-v ${mount.source}:${mount.target}`);
  for (const env of spec.env) parts.push(`-e ${env.key}=${env.value}`);
  if (spec.restart && spec.restart !== 'no') parts.push(`--restart ${spec.restart}`);
  if (spec.privileged) parts.push('--privileged');
  parts.push(spec.image, ...spec.command);
  const taken = spec.ports.findIndex((port) => port.hostPort === 8080);
  return {
    command: parts.join(' '),
    risks: spec.privileged ? ['privileged'] : [],
    issues:
      taken < 0
        ? []
        : [
            {
              field: `ports.${taken}`,
              blocking: true,
              problem: {
                code: 'run.portTaken',
                facts: { port: '8080', owner: 'blog-web' },
                raw: '',
                actions: [{ id: 'usePort', value: '8081' }],
              },
            },
          ],
  };
}

/** Reads `docker run … IMAGE`, taking the last word for the image. */
export function parse(line: string): RunParsed {
  const words = line.trim().split(/\s+/);
  if (!/^(docker|podman) run /.test(line.trim())) {
    return {
      spec: null,
      ignored: [],
      ask: [],
      unexpanded: [],
      problem: { code: 'run.notARunLine', facts: {}, raw: line, actions: [] },
    };
  }
  const image = words[words.length - 1] ?? '';
  return { spec: { ...form(image).spec, env: [] }, ignored: [], ask: [], unexpanded: [], problem: null };
}

/** Understands what is typed as an image, with the corrections people need most. */
export function typed(text: string, present: readonly string[]): TypedImage {
  const reference = text
    .trim()
    .replace(/^(docker|podman) pull\s+/, '')
    .replace(/^https?:\/\//, '')
    .toLowerCase();
  const valid = /^[a-z0-9][a-z0-9._\-/]*(:\d+\/[a-z0-9._\-/]+)?(:[a-z0-9._-]+)?(@sha256:[0-9a-f]{64})?$/.test(
    reference,
  );
  if (!valid) {
    const problem = text.trim()
      ? { code: 'image.badReference', facts: { reference: text.trim() }, raw: '', actions: [] }
      : null;
    return { reference: null, corrections: [], problem, present: false, command: null };
  }
  return {
    reference,
    corrections: text.trim() === text.trim().toLowerCase() ? [] : ['upperCase'],
    problem: null,
    present: present.includes(reference),
    command: `podman pull ${reference}`,
  };
}
