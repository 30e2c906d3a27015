import { en } from '../plural';

export const home = {
  title: 'Home',
  actions: { run: 'Run an image', pull: 'Pull', build: 'Build' },
  verdict: {
    looking: 'Looking for an engine',
    loading: 'Looking at what is there',
    fine: 'Everything is all right',
    empty: 'Ready, and nothing runs yet',
    attention: (n: number) => en(n, { one: '# container needs a look', other: '# containers need a look' }),
    lost: 'The engine does not answer',
    failed: 'The containers could not be read',
  },
  answers: (engine: string) => `${engine} answers`,
  lastSeen: (engine: string, ago: string) =>
    `${engine} stopped answering ${ago}. What is shown below is the last that was known.`,
  attention: 'Needs a look',
  why: {
    restarting: (times: number) =>
      times > 0
        ? en(times, { one: 'Restarting, # time so far', other: 'Restarting, # times so far' })
        : 'Restarting',
    unhealthy: 'Running, but its health check fails',
    outOfMemory: 'Ran out of memory',
    failed: (code: number) => `Ended with an error (exit code ${code})`,
    notStarted: 'Could not be started',
    dead: 'Could not be removed',
  },
  more: (n: number) => en(n, { one: 'and # more', other: 'and # more' }),
  containers: 'Containers',
  running: (running: string, all: string) => `${running} of ${all} running`,
  noneRunning: 'None is running.',
  since: (time: string) => `for ${time}`,
  allContainers: 'All containers',
  images: 'Images',
  imageCount: (n: number, size: string) => `${en(n, { one: '# image', other: '# images' })}, ${size}`,
  unused: (n: number) => en(n, { one: '# is used by no container', other: '# are used by no container' }),
  engine: 'Engine',
  engineFacts: {
    name: 'In use',
    machine: 'Machine',
    cpus: (n: number) => en(n, { one: '# processor', other: '# processors' }),
    memory: (size: string) => `${size} memory`,
    rights: 'Rights',
    rootless: 'your own user only (rootless)',
    rootful: 'administrator (root)',
    address: 'Address',
  },
  disk: 'Disk',
  diskHelp: 'What the engine keeps on the disk.',
  diskKinds: {
    images: 'Images',
    containers: 'Changes in containers',
    volumes: 'Data in volumes',
    buildCache: 'Build cache',
  },
  diskColumns: { kind: 'What', size: 'Size' },
  total: 'Together',
  activity: 'Activity',
  noActivity: 'Nothing has run yet.',
  allActivity: 'All activity',
};
