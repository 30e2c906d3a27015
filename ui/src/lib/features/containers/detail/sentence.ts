import type { Catalogue, format } from '$lib/i18n';
import type { ContainerRow } from '$lib/ipc';
import { statusOf } from '../status';

/** What a container is doing and what it was made from, in one sentence without its full stop. */
export function sentence(
  row: ContainerRow,
  words: Catalogue['containers'],
  formats: typeof format,
  now: number,
): string {
  return `${doing(row, words, formats, now)}, ${words.sentence.madeFrom(row.image)}`;
}

function doing(
  row: ContainerRow,
  words: Catalogue['containers'],
  formats: typeof format,
  now: number,
): string {
  const { word, since } = statusOf(row, words, null);
  if (row.state === 'restarting') return words.sentence.restarting;
  if (row.state === 'created' && row.end === null) return words.sentence.created;
  if (!row.since || !since) return word;
  if (since === 'ago') return words.sentence.ended(word, formats.ago(row.since, now));
  const time = formats.since(row.since, now);
  if (row.state === 'paused') return words.sentence.paused(time);
  return row.health && row.health !== 'healthy'
    ? `${words.sentence.running(time)} (${word})`
    : words.sentence.running(time);
}
