import { en } from '../plural';
import { insideViews } from './insideViews';

const files = (n: number) => en(n, { one: '# file', other: '# files' });

/** What is inside an image: its own page. */
export const inside = {
  ...insideViews,
  open: 'Open the page',
  back: 'Back to the images',
  tabs: {
    label: 'What to know about the image',
    inside: 'What is inside',
    run: 'How to run it',
    problems: 'Problems',
    layers: 'Layers and files',
    packages: 'Packages',
    used: 'Used by',
  },
  made: (ago: string) => `made ${ago}`,
  actions: {
    look: 'Look inside',
    again: 'Scan again',
    rest: 'Read the rest',
    compare: 'Compare with…',
    cyclonedx: 'Save the parts list (SBOM, CycloneDX)',
    spdx: 'Save the parts list (SBOM, SPDX)',
    more: 'More that can be done with the image',
  },
  saved: (path: string) => `Saved as ${path}`,
  badges: {
    label: 'In short',
    fixable: (n: number, total: string) =>
      en(n, {
        one: `# of ${total} problems can be fixed today`,
        other: `# of ${total} problems can be fixed today`,
      }),
    unfixable: (n: number) =>
      en(n, { one: '# known problem, no fix yet', other: '# known problems, no fix yet' }),
    clean: 'No known problems',
    nothingNamed: 'Nothing to compare: it names no packages',
    noList: 'Not compared with known problems',
    root: 'Starts as root',
    unknownUser: (user: string) => `Will not start: no user ${user} inside`,
    user: (user: string) => `Starts as ${user}`,
    supported: (os: string, until: string) =>
      until ? `${os} gets fixes until ${until}` : `${os} gets fixes`,
    longTerm: (os: string, until: string) =>
      until ? `${os}: long-term fixes only, until ${until}` : `${os}: long-term fixes only`,
    ended: (os: string, since: string) =>
      since ? `${os} gets no fixes since ${since}` : `${os} gets no fixes`,
    rolling: (os: string) => `${os} is always the newest`,
  },
  face: {
    notYet: 'Nobody has looked inside yet',
    notYetHelp:
      'Looking inside shows what the image is made of and which known problems it has. The engine packs the image for that; nothing leaves this computer.',
    packing: 'The engine is packing the image',
    reading: 'Reading what is inside',
    readingHelp: 'A large image takes a minute the first time. After that it is known.',
    failed: 'Could not look inside',
    partly: 'First verdict. The rest is being read.',
    half: 'Only the settings and the packages of the distribution are known so far.',
    needsAll: 'Layers and files are known once the whole image was read.',
    loading: 'Looking up what is known',
  },
  parts: {
    code: 'Code',
    runtime: 'Runtime',
    system: 'System tools & libraries',
    settings: 'Settings',
    leftovers: 'Left-overs',
    hidden: 'Hidden',
  },
  map: {
    label: 'What takes the room. Arrow keys move between tiles, Enter shows one in the table below.',
    tile: (name: string, size: string, part: string) => `${name}, ${size}, ${part}`,
    tip: (name: string, exact: string, what: string, step: number) =>
      `${name}: ${exact}. ${what}, step ${step}.`,
    more: (n: number, what: string) =>
      [en(n, { one: '# more', other: '# more' }), what].filter(Boolean).join(' '),
  },
  legend: {
    code: (own: number, libraries: number, largest: string, unknown: number) =>
      [
        own ? `Its own: ${files(own)}.` : 'No files of its own.',
        libraries
          ? `${en(libraries, { one: '# library', other: '# libraries' })} it brings along${largest ? `, the largest ${largest}` : ''}.`
          : '',
        unknown
          ? en(unknown, {
              one: '# program does not say what it is made of.',
              other: '# programs do not say what they are made of.',
            })
          : '',
      ]
        .filter(Boolean)
        .join(' '),
    unread: 'Not read yet.',
    noCode: 'Nothing was added on top of the base.',
    runtime: (names: string) => `${names}: runs the code.`,
    noRuntime: 'None: the program needs no language runtime.',
    system: (os: string, packages: number) =>
      packages ? `${os}, ${en(packages, { one: '# package', other: '# packages' })}.` : `${os}.`,
    made: (size: string) => `${size} was made while installing.`,
    noSystem: 'No distribution: no shell, no package manager.',
    tools: 'Tools and libraries',
    settings: (parts: string) => `${parts}.`,
    command: 'A command',
    noCommand: 'No command',
    env: (n: number) => en(n, { one: '# environment value', other: '# environment values' }),
    ports: (n: number, ports: string) => en(n, { one: `port ${ports}`, other: `ports ${ports}` }),
    noHealth: 'no health check',
    health: 'a health check',
    leftovers: 'Caches, logs and package lists nobody needs to run it.',
    smaller: (share: string) => `One line in the Dockerfile makes the image ${share} smaller.`,
    hidden: (n: number) =>
      en(n, {
        one: '# file that a later step deletes or replaces. It is still downloaded.',
        other: '# files that later steps delete or replace. They are still downloaded.',
      }),
  },
  table: {
    title: 'Everything in it',
    name: 'Name',
    version: 'Version',
    kind: 'What it is',
    layer: 'Step',
    files: 'Files',
    size: 'Size',
    step: (n: number) => `step ${n}`,
    small: 'Many small things',
    nothing: 'Nothing matches',
    showAll: 'Show all',
  },
  kinds: {
    yours: 'Its own files',
    library: 'Library it brings',
    runtime: 'Language runtime',
    package: 'Package of the distribution',
    generated: 'Made while installing',
    config: 'Configuration',
    changedConfig: 'Changed configuration',
    unknownProgram: 'Program, contents unknown',
    others: 'Too small to list',
    packageCache: 'Package lists and archives',
    cache: 'Cache',
    log: 'Logs',
    temporary: 'Temporary files',
    compiled: 'Compiled while installing',
    packageDatabase: 'Package database',
  },
  reasons: {
    deleted: 'deleted',
    overwritten: 'overwritten',
    onlyPermissions: 'copied to change permissions',
    writtenAgain: 'written again unchanged',
    moved: 'moved',
    directoryReplaced: 'gone with its folder',
  },
  smaller: {
    title: 'Make it smaller',
    saves: (size: string, share: string, what: string) => `Saves ${size} (${share} of the image): ${what}.`,
    copy: 'In the Dockerfile',
    hidden: (size: string, n: number) =>
      `${size} in ${files(n)} is in the image and cannot be seen in it, because later steps hide it. Deleting in a later step does not make an image smaller.`,
    wasted: (step: number, reason: string, by: number) => `from step ${step}, ${reason} in step ${by}`,
    more: (n: number) => en(n, { one: 'and # more file', other: 'and # more files' }),
    nothing: 'Nothing to save: no left-overs worth a line, nothing hidden.',
  },
  base: {
    title: 'What it was built on',
    how: {
      layers: (n: number) =>
        en(n, {
          one: 'Certain: its layer is the lowest of this image.',
          other: 'Certain: its # layers are the lowest of this image.',
        }),
      labels: () => 'The image says so in its labels.',
      guess: () => 'A guess from the distribution and the build steps.',
    },
    newer: (reference: string) => `A newer one is there: ${reference}.`,
    fixes: (n: number) =>
      en(n, {
        one: 'Building again on it mends # problem.',
        other: 'Building again on it mends # problems.',
      }),
    fixesUnknown: 'Building again brings its fixes; how many is not known yet.',
    noNewer: 'No newer one is known.',
    copy: 'First line of the Dockerfile',
  },
  run: {
    command: 'Command',
    commandHelp: 'A container of this image starts this.',
    commandNone: 'Starts nothing by itself. Say what to run.',
    program: 'Entrypoint',
    programHelp: 'This is started first and is given the command.',
    ports: 'Ports',
    portsHelp: 'The app inside listens here. Running it opens a port on this computer for each.',
    portsNone: 'It says of no port that it listens on it.',
    volumes: 'Data',
    volumesHelp: 'It keeps its data here. A volume lets the data outlive the container.',
    volumesNone: 'It names no folder to keep. What it writes goes with the container, unless you mount one.',
    env: 'Environment',
    envHelp: 'Values it starts with. Each can be set differently when running it.',
    envNone: 'It brings no environment values.',
    secret: 'not shown, looks like a secret',
    user: 'User',
    userRoot: 'Starts as root, who may do everything inside the container.',
    userUnknown: 'The image does not know this user: a container of it will not start.',
    userOther: 'Starts with the rights of this user only.',
    folder: 'Working folder',
    folderHelp: 'Commands start here.',
    health: 'Health check',
    healthHelp: 'The engine runs this from time to time to see whether the app still works.',
    healthYes: 'It brings one. The engine runs it from time to time.',
    healthNone: 'None: the engine only knows whether the program runs, not whether it works.',
    stop: 'Stop signal',
    stopHelp: 'The engine sends this to stop it.',
    labels: 'Labels',
    labelsHelp: 'What its maker noted down.',
    line: 'The shortest way to run it in the terminal',
  },
  used: {
    empty: 'No container is made from it',
    emptyHelp: 'Run it, and the container appears here.',
    running: 'Running',
    stopped: 'Not running',
  },
  palette: {
    look: (name: string) => `See what is inside ${name}`,
    compare: (name: string) => `Compare ${name} with another image`,
    sbom: (name: string) => `Save the parts list (SBOM) of ${name}`,
    words: 'scan inspect layers packages',
  },
};
