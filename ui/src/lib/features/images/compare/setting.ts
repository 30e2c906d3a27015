import { t } from '$lib/i18n';

/** What a setting that differs is called: `env TZ` is "Environment TZ". */
export function settingWord(setting: string): string {
  const words = t().inside.run;
  const [kind = '', ...name] = setting.split(' ');
  const known: Record<string, string> = {
    command: words.command,
    entrypoint: words.program,
    env: words.env,
    port: words.ports,
    volume: words.volumes,
    user: words.user,
    workingDir: words.folder,
    healthcheck: words.health,
    stopSignal: words.stop,
    label: words.labels,
  };
  return [known[kind] ?? kind, ...name].join(' ');
}
