import type { EnvView } from '$lib/ipc';

const sign = '••••';
const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** The command with dots in place of what looks like a password. */
export function withoutSecrets(command: string, env: readonly EnvView[]): string {
  return env
    .filter((each) => each.secret && each.value)
    .reduce((text, { key, value }) => {
      const assigned = new RegExp(
        `'${escaped(key)}=(?:[^']|'\\\\'')*'|${escaped(key)}=(?:'(?:[^']|'\\\\'')*'|\\S*)`,
        'g',
      );
      return text
        .replace(assigned, `${key}=${sign}`)
        .replaceAll(value.length > 3 ? value : `=${value} `, sign);
    }, command);
}
