import { alpine, golang } from './lists';
import { debianBase, debianPackages, env, longTerm, MB, path, thing } from './parts';
import {
  alpine322,
  type Described,
  debian12,
  invented,
  type LayerOf,
  listed,
  noSettings,
  type Thing,
} from './things';

const inAlpine = listed(alpine, 'apk', 'package', (name) => `/lib/apk/${name}`);

/** A small server on Alpine with many little packages. */
export const onAlpine: Described = {
  sentence: (packages) => ({
    en: `Alpine 3.22 with ${packages} packages. It runs \`redis-server\` as the user \`redis\` and listens on port 6379.`,
    de: `Alpine 3.22 mit ${packages} Paketen. Es startet \`redis-server\` als Benutzer \`redis\` und hört auf Port 6379.`,
  }),
  os: alpine322,
  support: { state: 'supported', endsOn: '2027-05-01' },
  base: { reference: 'alpine:3.22', how: 'layers', id: null, layers: 1, newer: null },
  layers: [
    {
      createdBy: 'ADD alpine-minirootfs-3.22.2-x86_64.tar.gz / # buildkit',
      things: [
        ...inAlpine.slice(0, 13),
        thing('/etc/os-release', '/etc/os-release', 188, 1, 'config', {
          text: 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.22.2\n',
        }),
      ],
    },
    {
      createdBy: 'RUN apk add --no-cache tzdata pcre2 libxml2 libgd',
      changed: 3,
      things: [...inAlpine.slice(13), thing('/lib/apk/db', '/lib/apk/db', 96_000, 4, 'packageDatabase')],
    },
    {
      createdBy:
        'RUN wget -O redis.tar.gz https://download.redis.io/releases/redis-7.4.6.tar.gz && make install',
      things: [
        thing('/usr/local/bin/redis-server', '/usr/local/bin/redis-server', 17.2 * MB, 6, 'unknownProgram'),
      ],
    },
    {
      createdBy: 'COPY docker-entrypoint.sh /usr/local/bin/',
      things: [
        thing('/usr/local/bin/docker-entrypoint.sh', '/usr/local/bin/docker-entrypoint.sh', 661, 1, 'yours', {
          text: '#!/bin/sh\nset -e\nexec "$@"\n',
        }),
      ],
    },
  ],
  settings: {
    ...noSettings,
    entrypoint: ['docker-entrypoint.sh'],
    command: ['redis-server'],
    env: [env('PATH', path), env('REDIS_VERSION', '7.4.6')],
    ports: ['6379/tcp'],
    volumes: ['/data'],
    user: 'redis',
    root: false,
    workingDir: '/data',
    stopSignal: 'SIGTERM',
    healthcheck: 'redis-cli ping',
  },
  unknowns: [
    { path: '/usr/local/bin/redis-server', layer: 2, why: 'a program that does not say what it is made of' },
  ],
};

/** One Go program and nothing else. */
export const goProgram: Described = {
  sentence: (packages) => ({
    en: `One Go program with ${packages} modules inside it, without a distribution. It runs \`/traefik\` as root and listens on ports 80 and 443.`,
    de: `Ein einziges Go-Programm mit ${packages} Modulen darin, ohne Distribution. Es startet \`/traefik\` als root und hört auf den Ports 80 und 443.`,
  }),
  support: { state: 'unknown' },
  layers: [
    {
      createdBy: 'COPY ca-certificates.crt /etc/ssl/certs/',
      things: [
        thing(
          '/etc/ssl/certs/ca-certificates.crt',
          '/etc/ssl/certs/ca-certificates.crt',
          224_000,
          1,
          'config',
        ),
      ],
    },
    { createdBy: 'COPY traefik / # buildkit', things: listed(golang, 'golang', 'library', () => '/traefik') },
  ],
  settings: {
    ...noSettings,
    entrypoint: ['/traefik'],
    ports: ['80/tcp', '443/tcp'],
    env: [env('PATH', path)],
  },
};

/** A program that tells nothing about itself. */
export const unknownProgram: Described = {
  sentence: () => ({
    en: 'One program, contents unknown, without a distribution. It runs `/hello` as root.',
    de: 'Ein einziges Programm, Inhalt unbekannt, ohne Distribution. Es startet `/hello` als root.',
  }),
  support: { state: 'unknown' },
  layers: [
    {
      createdBy: 'COPY hello / # buildkit',
      things: [thing('/hello', '/hello', 13_300, 1, 'unknownProgram')],
    },
  ],
  settings: { ...noSettings, command: ['/hello'], env: [env('PATH', path)] },
  unknowns: [
    {
      path: '/hello',
      layer: 0,
      why: 'a static program without build information: nobody can say what it is made of',
    },
  ],
};

/** Thirty-six thousand files and seventeen hundred packages. */
export const huge: Described = {
  sentence: (packages) => ({
    en: `Ubuntu 24.04 with Python 3.13 and ${packages.toLocaleString('en')} packages. It runs \`start-notebook.py\` as the user \`jovyan\` and listens on port 8888.`,
    de: `Ubuntu 24.04 mit Python 3.13 und ${packages.toLocaleString('de')} Paketen. Es startet \`start-notebook.py\` als Benutzer \`jovyan\` und hört auf Port 8888.`,
  }),
  os: { id: 'ubuntu', name: 'Ubuntu 24.04', version: '24.04.3', codename: 'noble' },
  support: { state: 'supported', endsOn: '2029-05-31' },
  base: {
    reference: 'ubuntu:24.04',
    how: 'labels',
    id: null,
    layers: 1,
    newer: { reference: 'ubuntu:24.04', fixes: null },
  },
  layers: [
    {
      createdBy: 'ADD file:6089c6bede9eca8ec4bb5b6a2e2e1f3ad0ba in /',
      things: [...debianPackages, ...invented(414, 'deb', 'package', '/usr/share/doc')],
    },
    {
      createdBy:
        'RUN mamba install --yes jupyterlab notebook jupyterhub nbclassic && mamba clean --all -f -y && fix-permissions "$CONDA_DIR"',
      changed: 61,
      things: [
        thing('Python', '/opt/conda/lib/python3.13', 214 * MB, 6_400, 'runtime', { version: '3.13.7' }),
        ...invented(240, 'pypi', 'library', '/opt/conda/lib/python3.13/site-packages'),
        thing('/opt/conda/pkgs', '/opt/conda/pkgs', 188 * MB, 2_110, 'packageCache', {
          remedy: 'RUN mamba clean --all --force-pkgs-dirs --yes',
        }),
      ],
    },
    {
      createdBy: 'RUN npm install -g jupyter-extensions',
      things: invented(1_000, 'npm', 'library', '/opt/conda/lib/node_modules'),
    },
    {
      createdBy: 'RUN chmod -R g+w /home/jovyan',
      changed: 24,
      things: [thing('/home/jovyan', '/home/jovyan', 61 * MB, 24, 'yours')],
    },
  ],
  settings: {
    ...noSettings,
    entrypoint: ['tini', '-g', '--'],
    command: ['start-notebook.py'],
    env: [
      env('PATH', `/opt/conda/bin:${path}`),
      env('CONDA_DIR', '/opt/conda'),
      env('NB_USER', 'jovyan'),
      env('JUPYTER_TOKEN', null),
    ],
    ports: ['8888/tcp'],
    user: '1000',
    root: false,
    workingDir: '/home/jovyan',
    healthcheck: '/etc/jupyter/docker_healthcheck.py',
  },
};
huge.layers[2]?.things.push(
  thing('/opt/conda/share/jupyter/lab', '/opt/conda/share/jupyter/lab', 96 * MB, 420, 'generated'),
  thing('/home/jovyan', '/home/jovyan/.old', 61 * MB, 24, 'yours', {
    hidden: { by: 3, reason: 'onlyPermissions' },
  }),
);

/** Any other image: a distribution, a runtime where the name says one, and something of its own. */
export function ordinary(name: string, bytes: number): Described {
  const small = bytes < 60 * MB || name.includes('alpine');
  const system = small ? inAlpine : debianPackages;
  const bare = /^(debian|alpine):/.test(name);
  const runtime = name.includes('node') ? 'Node.js' : name.includes('python') ? 'Python' : null;
  const used = system.reduce((sum, one) => sum + one.bytes, 0);
  const rest = Math.max(2 * MB, bytes - used);
  const os = small ? alpine322 : debian12;
  const things: Thing[] = runtime
    ? [
        thing(runtime, '/usr/local', rest * 0.8, 900, 'runtime', {
          version: runtime === 'Python' ? '3.13.9' : '24.11.0',
        }),
        ...invented(24, runtime === 'Python' ? 'pypi' : 'npm', 'library', '/usr/local/lib'),
      ]
    : [
        thing('/usr/local/bin/server', '/usr/local/bin/server', rest * 0.9, 1, 'unknownProgram'),
        thing('/docker-entrypoint.sh', '/docker-entrypoint.sh', 1_620, 1, 'yours', {
          text: '#!/bin/sh\nset -e\nexec "$@"\n',
        }),
      ];
  const first: LayerOf = small
    ? { createdBy: 'ADD alpine-minirootfs-3.22.2-x86_64.tar.gz /', things: system }
    : debianBase;
  return {
    sentence: (packages) => ({
      en: `${os.name} with ${runtime ? `${runtime} and ` : ''}${packages} packages. ${bare ? 'It has no command of its own.' : 'It runs `/docker-entrypoint.sh` as root.'}`,
      de: `${os.name} mit ${runtime ? `${runtime} und ` : ''}${packages} Paketen. ${bare ? 'Es hat keinen eigenen Befehl.' : 'Es startet `/docker-entrypoint.sh` als root.'}`,
    }),
    os,
    support: small ? { state: 'supported', endsOn: '2027-05-01' } : longTerm,
    base: bare
      ? undefined
      : { reference: small ? 'alpine:3.22' : 'debian:12', how: 'guess', id: null, layers: 1, newer: null },
    layers: bare
      ? [first]
      : [first, { createdBy: 'RUN /bin/sh -c set -eux; install the program', changed: 4, things }],
    settings: {
      ...noSettings,
      command: bare ? ['sh'] : ['server'],
      entrypoint: bare ? [] : ['/docker-entrypoint.sh'],
      env: [env('PATH', path)],
      ports: bare ? [] : ['80/tcp'],
    },
  };
}
