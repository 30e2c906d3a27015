import type { Catalogue, format } from '$lib/i18n';
import type { ContainerPage } from '$lib/ipc';

type Words = Catalogue['containers']['facts'];

/** `on-failure:3` in words. */
export function restartPolicy(policy: string, words: Words): string {
  const [name = '', most] = policy.split(':');
  const text = words.restart[name || 'no'] ?? policy;
  return Number(most) > 0 ? words.atMost(text, Number(most)) : text;
}

/** What a container may use at most. */
export function limits(page: ContainerPage, words: Words, formats: typeof format): string {
  const memory = page.memory ? [words.memory(formats.bytes(page.memory))] : [];
  const cpus = page.cpus ? [words.cpus(formats.number(page.cpus))] : [];
  return formats.list([...memory, ...cpus]) || words.noLimits;
}

/** A command as it would be typed. */
export function commandLine(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
