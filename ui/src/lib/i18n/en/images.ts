import { en } from '../plural';

const made = (n: number) =>
  en(n, { one: '# container is made from this', other: '# containers are made from this' });

export const images = {
  title: 'Images',
  count: (all: string, size: string) => `${all}, ${size}`,
  columns: {
    name: 'Name',
    tag: 'Tag',
    size: 'Size',
    created: 'Created',
    platform: 'Platform',
    usedBy: 'Used by',
  },
  unnamed: 'No name',
  danglingHelp: 'Left over when a newer one took its name',
  more: (n: number) => `+${n}`,
  running: 'running',
  stopped: 'not running',
  show: { label: 'Which images', all: 'All', unused: 'Unused', dangling: 'No name' },
  selected: (n: number, size: string) => `${en(n, { one: '# selected', other: '# selected' })}, ${size}`,
  clear: 'Clear the selection',
  empty: 'No images yet',
  emptyHelp: 'An image is a packed app, ready to run. Pull one from a registry, or build your own.',
  nothing: 'No image matches',
  showAll: 'Show all',
  pull: 'Pull an image',
  build: 'Build',
  actions: {
    open: 'Open',
    run: 'Run',
    tag: 'Add a name',
    untag: (name: string) => `Remove the name ${name}`,
    remove: 'Remove',
    more: 'More actions',
  },
  platform: {
    emulated: 'runs slower through emulation',
    foreign: 'not for this computer',
  },
  blueprint: (n: number) =>
    n === 0
      ? 'An image is the blueprint, a container is the running instance. None is made from this yet.'
      : `An image is the blueprint, a container is the running instance. ${made(n)}.`,
  sentence: {
    runs: (program: string) => `Runs ${program}`,
    nothing: 'Has no command of its own',
    listens: (n: number, ports: string) =>
      en(n, { one: `listens on port ${ports}`, other: `listens on ports ${ports}` }),
    keeps: (folders: string) => `keeps data in ${folders}`,
    root: 'starts as root',
    user: (user: string) => `starts as the user ${user}`,
  },
  facts: {
    names: 'Names',
    namesHelp: 'One image may have several names (tags). The image stays as long as one is left.',
    command: 'Command',
    commandHelp: 'What a container runs unless you say otherwise (CMD).',
    entrypoint: 'Entrypoint',
    entrypointHelp: 'The program that is started first and is given the command.',
    ports: 'Ports',
    portsHelp: 'The app inside listens on these (exposed ports). Running it opens them on this computer.',
    volumes: 'Data',
    volumesHelp: 'Folders the app keeps data in (volumes). They outlive the container when they are volumes.',
    user: 'User',
    userHelp: 'Who the program is inside the container.',
    rootUser: 'root, who may do everything inside the container',
    workingDir: 'Working folder',
    env: 'Environment',
    envHelp: 'Settings the image brings along (environment variables).',
    health: 'Health check',
    healthHelp: 'A command the engine runs from time to time to see whether the app still works.',
    hasHealth: 'Yes, the image brings one',
    noHealth: 'None',
    layers: 'Layers',
    layersHelp: 'An image is a stack of layers. Images that share some keep them only once.',
    size: 'Size',
    sizeHelp: 'All layers, unpacked. Some may be shared with other images.',
    created: 'Created',
    platform: 'Platform',
    platformHelp: 'The system and the processor it was made for.',
    id: 'ID',
    digest: 'Digest',
    digestHelp: 'Names exactly this content in the registry, whatever the tag says later.',
    usedBy: 'Used by',
    usedByHelp: 'Containers made from it. A stopped one counts too.',
    noUsers: 'No container',
    none: 'None',
  },
  reveal: (name: string) => `Show the value of ${name}`,
  hide: (name: string) => `Hide the value of ${name}`,
  hidden: 'hidden',
  lastName: 'Its only name. Give it another one first, or remove the whole image.',
  untagged: (name: string) => `The name ${name} is gone. The image is still here.`,
  tagDialog: {
    title: (name: string) => `One more name for ${name}`,
    lead: 'Both names mean the same image; nothing is copied.',
    name: 'New name',
    help: 'A name is like shop/web:1. Without a part after the colon it gets latest.',
    becomes: (name: string) => `It will be called ${name}.`,
    own: 'The image has this name already.',
    moves: (owner: string) => `Another image has this name now (${owner}). It will lose it to this one.`,
    confirm: 'Add the name',
    done: (name: string) => `The image is now also called ${name}`,
  },
  removal: {
    title: (n: number, name: string) =>
      n === 1 ? `Remove ${name}?` : en(n, { one: '', other: 'Remove # images?' }),
    cannot: (n: number, name: string) =>
      n === 1
        ? `${name} cannot be removed now`
        : en(n, { one: '', other: 'These # images cannot be removed now' }),
    frees: (size: string) => `Frees up to ${size}, less where other images share the same layers.`,
    pullable: (size: string) => `${size}, can be pulled again`,
    local: (size: string) => `${size}, cannot be pulled again`,
    alias: 'another name of it',
    localWarning: (n: number) =>
      en(n, {
        one: 'One of them came from no registry. It was built or loaded here and cannot be downloaded again.',
        other:
          '# of them came from no registry. They were built or loaded here and cannot be downloaded again.',
      }),
    kept: (n: number) =>
      en(n, { one: 'One stays, because it is used:', other: '# stay, because they are used:' }),
    keptOnly: 'A container is made from it, and a stopped one counts too. Remove the container first.',
    confirm: (n: number) => en(n, { one: 'Remove the image', other: 'Remove # images' }),
    done: (n: number, name: string) =>
      n === 1 ? `${name} was removed` : en(n, { one: '', other: '# images were removed' }),
    again: 'Pull it again',
  },
};
