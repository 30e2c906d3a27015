import { t } from '$lib/i18n';
import type { ImagePage, ImageSettings } from '$lib/ipc';
import { userOf } from './user';

/** A setting of an image with its values and a plain sentence about it. */
export interface Setting {
  id: string;
  name: string;
  values: { text: string; hidden?: boolean }[];
  sentence: string;
}

/** Settings as far as they are known: from the whole look, or from the image's own page before that. */
export function settingsOf(known: ImageSettings | undefined, page: ImagePage | undefined): Setting[] {
  const words = t().inside.run;
  const settings = known ?? (page && fromPage(page));
  if (!settings) return [];
  const {
    entrypoint,
    command,
    ports,
    volumes,
    env,
    user,
    root,
    unknownUser,
    workingDir,
    stopSignal,
    labels,
  } = settings;
  const texts = (all: readonly string[]) => all.map((text) => ({ text }));
  const listed = (id: string, name: string, all: readonly string[], help: string, none: string): Setting => ({
    id,
    name,
    values: texts(all),
    sentence: all.length ? help : none,
  });
  const nothing = entrypoint.length ? words.programHelp : words.commandNone;
  return [
    ...(entrypoint.length
      ? [listed('entrypoint', words.program, [line(entrypoint)], words.programHelp, '')]
      : []),
    ...(command.length || !entrypoint.length
      ? [listed('command', words.command, command.length ? [line(command)] : [], words.commandHelp, nothing)]
      : []),
    listed('ports', words.ports, ports, words.portsHelp, words.portsNone),
    listed('volumes', words.volumes, volumes, words.volumesHelp, words.volumesNone),
    {
      id: 'env',
      name: words.env,
      values: env.map(({ name, value }) => ({ text: `${name}=${value ?? ''}`, hidden: value === null })),
      sentence: env.length ? words.envHelp : words.envNone,
    },
    {
      id: 'user',
      name: words.user,
      values: texts([user || userOf(user)]),
      sentence: unknownUser ? words.userUnknown : root ? words.userRoot : words.userOther,
    },
    ...(workingDir ? [listed('folder', words.folder, [workingDir], words.folderHelp, '')] : []),
    health(settings, known ? undefined : page),
    ...(stopSignal ? [listed('stop', words.stop, [stopSignal], words.stopHelp, '')] : []),
    ...(labels.length
      ? [
          listed(
            'labels',
            words.labels,
            labels.map(({ name, value }) => `${name}=${value}`),
            words.labelsHelp,
            '',
          ),
        ]
      : []),
  ];
}

function health({ healthcheck }: ImageSettings, page: ImagePage | undefined): Setting {
  const words = t().inside.run;
  const sentence = healthcheck ? words.healthHelp : page?.hasHealthcheck ? words.healthYes : words.healthNone;
  return { id: 'health', name: words.health, values: healthcheck ? [{ text: healthcheck }] : [], sentence };
}

function fromPage(page: ImagePage): ImageSettings {
  const { entrypoint, command, exposedPorts, volumes, user, workingDir, row } = page;
  return {
    entrypoint,
    command,
    env: page.env.map(({ key, value, secret }) => ({ name: key, value: secret ? null : value })),
    ports: exposedPorts,
    volumes,
    user,
    root: ['root', '0'].includes(userOf(user)),
    unknownUser: false,
    workingDir,
    healthcheck: null,
    stopSignal: null,
    labels: [],
    created: row.created,
  };
}

/** Words with spaces in quotes, so that it can be told where one ends. */
function line(args: readonly string[]): string {
  return args.map((arg) => (/\s|^$/.test(arg) ? `'${arg}'` : arg)).join(' ');
}
