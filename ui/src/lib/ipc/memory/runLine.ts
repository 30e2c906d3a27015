import type { RunParsed, RunSpec } from '../generated';

/** A form in which nothing is said. */
export const blank: RunSpec = {
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

/** Reads the options that lines in READMEs have; what it does not know is listed. */
export function parse(line: string): RunParsed {
  const unread = { spec: null, ignored: [], ask: [], unexpanded: [] };
  const words = line.replaceAll('\\\n', ' ').trim().split(/\s+/);
  const start = words.findIndex(
    (word, at) => word === 'run' && /^(docker|podman)$/.test(words[at - 1] ?? ''),
  );
  if (start < 0) return { ...unread, problem: { code: 'run.notARunLine', facts: {}, raw: '', actions: [] } };
  const spec: RunSpec = { ...structuredClone(blank), restart: '', fillIn: false };
  const parsed: RunParsed = { spec, ignored: [], ask: [], unexpanded: [], problem: null };
  const take: Record<string, (value: string) => unknown> = {
    '--name': (value) => (spec.name = value),
    '-p': (value) => {
      const [containerPort, hostPort, hostIp = ''] = value.split(':').reverse();
      spec.ports.push({
        containerPort: Number.parseInt(containerPort ?? '', 10),
        protocol: value.endsWith('/udp') ? 'udp' : 'tcp',
        hostPort: Number(hostPort) || null,
        hostIp,
      });
    },
    '-v': (value) => {
      const [source = '', target = '', mode] = value.split(':');
      if (/[~$]/.test(source)) parsed.unexpanded.push(source);
      const kind = /^[/.~$]/.test(source) ? 'bind' : 'volume';
      spec.mounts.push({ kind, source, target, readOnly: mode === 'ro' });
    },
    '-e': (value) => {
      const [key = '', ...rest] = value.split('=');
      if (!value.includes('=')) parsed.ask.push(key);
      spec.env.push({ key, value: rest.join('=') });
    },
    '--restart': (value) => (spec.restart = value),
    '--network': (value) => (spec.network = value),
  };
  const flags: Record<string, () => unknown> = {
    '-d': () => {},
    '--rm': () => (spec.autoRemove = true),
    '-it': () => (spec.tty = spec.interactive = true),
    '--privileged': () => (spec.privileged = true),
  };
  let at = start + 1;
  for (; words[at]?.startsWith('-'); at++) {
    const word = words[at] ?? '';
    const value = words[at + 1] ?? '';
    if (take[word]) {
      take[word](value);
      at++;
    } else if (flags[word]) flags[word]();
    else if (word.includes('=')) parsed.ignored.push(word);
    else {
      parsed.ignored.push(`${word} ${value}`);
      at++;
    }
  }
  [spec.image = '', ...spec.command] = words.slice(at);
  if (!spec.image)
    return { ...unread, problem: { code: 'run.lineNoImage', facts: {}, raw: '', actions: [] } };
  return parsed;
}
