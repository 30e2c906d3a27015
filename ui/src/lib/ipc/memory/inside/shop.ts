import { python } from './lists';
import { debianBase, env, longTerm, MB, path, thing } from './parts';
import { type Described, debian12, invented, listed, noSettings } from './things';

const pythonPackages = listed(python, 'pypi', 'library', (name) => `/usr/local/lib/python3.11/${name}`);

const cleaned =
  'RUN apt-get update && apt-get install -y python3 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin';
const app = `import os
from django.http import HttpResponse


def index(request):
    """Says hello, with the name of the shop."""
    return HttpResponse(f"Welcome to {os.environ['SHOP_NAME']}")
`;

/** A shop: Debian with Python, old packages, a secret that a later step deletes, and caches left behind. */
export const shop: Described = {
  sentence: () => ({
    en: 'Debian 12 with Python 3.11 and 15 Python packages. It runs `python app.py` as root and listens on port 8000.',
    de: 'Debian 12 mit Python 3.11 und 15 Python-Paketen. Es startet `python app.py` als root und hört auf Port 8000.',
  }),
  os: debian12,
  support: longTerm,
  base: {
    reference: 'debian:12',
    how: 'layers',
    id: null,
    layers: 1,
    newer: { reference: 'debian:13', fixes: 9 },
  },
  managed: { pypi: 3 },
  layers: [
    debianBase,
    {
      createdBy: 'RUN apt-get update && apt-get install -y python3 python3-pip',
      changed: 14,
      things: [
        {
          ...thing('Python', '/usr/lib/python3.11', 22.1 * MB, 1204, 'runtime'),
          version: '3.11.2',
          ecosystem: 'deb',
        },
        ...invented(76, 'deb', 'package', '/usr/share/doc').map((one) => ({
          ...one,
          name: `lib${one.name}`,
        })),
        thing('/var/cache/apt/pkgcache.bin', '/var/cache/apt/pkgcache.bin', 44.2 * MB, 1, 'packageCache', {
          remedy: cleaned,
        }),
        thing(
          '/var/cache/apt/srcpkgcache.bin',
          '/var/cache/apt/srcpkgcache.bin',
          44.1 * MB,
          1,
          'packageCache',
          { remedy: cleaned },
        ),
        thing('/var/lib/apt/lists', '/var/lib/apt/lists', 8.6 * MB, 12, 'packageCache', { remedy: cleaned }),
        thing('/var/log', '/var/log', 1.9 * MB, 11, 'log'),
      ],
    },
    { createdBy: 'WORKDIR /app', things: [] },
    {
      createdBy: 'COPY requirements.txt deploy.key ./',
      things: [
        thing('/app/requirements.txt', '/app/requirements.txt', 412, 1, 'yours', {
          text: 'Django==3.2.0\nPillow==9.3.0\nrequests==2.19.1\n',
        }),
        thing('/app/deploy.key', '/app/deploy.key', 2_602, 1, 'yours', {
          hidden: { by: 5, reason: 'deleted' },
          secret: true,
          text: '-----BEGIN OPENSSH PRIVATE KEY-----\nnot a real key, only a picture of one\n-----END OPENSSH PRIVATE KEY-----\n',
        }),
      ],
    },
    {
      createdBy: 'RUN pip install -r requirements.txt',
      changed: 2,
      things: [
        ...pythonPackages,
        thing('/root/.cache/pip', '/root/.cache/pip', 3.1 * MB, 88, 'cache', {
          remedy: 'RUN pip install --no-cache-dir -r requirements.txt',
        }),
        thing(
          '/usr/local/lib/python3.11/__pycache__',
          '/usr/local/lib/python3.11/__pycache__',
          1.2 * MB,
          164,
          'compiled',
        ),
        thing('/tmp/build.log', '/tmp/build.log', 1.68 * MB, 1, 'temporary', {
          hidden: { by: 5, reason: 'deleted' },
        }),
      ],
    },
    { createdBy: 'RUN rm deploy.key /tmp/build.log', removed: 2, things: [] },
    {
      createdBy: 'COPY . /app',
      changed: 1,
      things: [
        thing('/app/app.py', '/app/app.py', 3_190, 1, 'yours', { text: app }),
        thing('/app/.env', '/app/.env', 212, 1, 'yours', {
          secret: true,
          text: 'SHOP_NAME=Corner shop\nDB_PASSWORD=not-a-real-one\n',
        }),
        thing('/app/static', '/app/static', 0.9 * MB, 9, 'yours'),
        thing('/etc/localtime', '/etc/localtime', 2_298, 1, 'changedConfig'),
      ],
    },
  ],
  settings: {
    ...noSettings,
    command: ['python', 'app.py'],
    env: [
      env('PATH', path),
      env('PYTHONUNBUFFERED', '1'),
      env('SHOP_NAME', 'Corner shop'),
      env('DB_PASSWORD', null),
    ],
    ports: ['8000/tcp'],
    workingDir: '/app',
    labels: [{ name: 'org.opencontainers.image.source', value: 'https://git.example.com/corner/shop' }],
  },
  unknowns: [
    {
      path: '/app/static/tracker.bin',
      layer: 6,
      why: 'a program that does not say what it is made of',
    },
  ],
  advice: ['Delete `/tmp/build.log` in the `RUN` that makes it: a later `rm` hides it and keeps its bytes.'],
};
