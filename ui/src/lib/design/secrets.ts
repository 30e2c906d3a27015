const sign = '••••';
const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** A variable whose value is not for everybody's eyes. */
export interface Secret {
  key: string;
  value: string;
}

/** The command with dots in place of what looks like a password. */
export function withoutSecrets(command: string, secrets: readonly Secret[]): string {
  return secrets
    .filter((each) => each.value)
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
