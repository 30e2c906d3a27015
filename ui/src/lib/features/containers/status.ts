import type { Meaning } from '$lib/design';
import type { Catalogue } from '$lib/i18n';
import type { ContainerRow, Pending } from '$lib/ipc';

/** What a container's state is called, and what it means. */
export interface Status {
  meaning: Meaning;
  word: string;
  /** How the time beside it is told: "3 days", "20 minutes ago", or not at all. */
  since: 'for' | 'ago' | null;
}

type Words = Catalogue['containers'];

/** A container's state in words. What was asked of it comes first, for as long as there is no answer. */
export function statusOf(row: ContainerRow, words: Words, pending: Pending | null = row.pending): Status {
  if (pending) return { meaning: 'busy', word: words.pending[pending], since: null };
  switch (row.state) {
    case 'running':
      return { ...running(row, words), since: 'for' };
    case 'paused':
      return { meaning: 'off', word: words.state.paused, since: 'for' };
    case 'restarting':
      return { meaning: 'look', word: words.state.restarting(row.restarts ?? 0), since: null };
    case 'removing':
      return { meaning: 'busy', word: words.state.removing, since: null };
    case 'dead':
      return { meaning: 'broken', word: words.state.dead, since: 'ago' };
    case 'created':
      return row.end === 'notStarted'
        ? { meaning: 'broken', word: words.state.notStarted, since: 'ago' }
        : { meaning: 'off', word: words.state.created, since: null };
    case 'exited':
      return { ...ended(row, words), since: 'ago' };
    default:
      return { meaning: 'off', word: words.state.unknown, since: null };
  }
}

function running(row: ContainerRow, words: Words): Omit<Status, 'since'> {
  if (row.health === 'healthy') return { meaning: 'fine', word: words.state.healthy };
  if (row.health === 'starting') return { meaning: 'busy', word: words.state.startingUp };
  if (row.health === 'unhealthy') return { meaning: 'look', word: words.state.unhealthy };
  return { meaning: 'fine', word: words.state.running };
}

function ended(row: ContainerRow, words: Words): Omit<Status, 'since'> {
  switch (row.end) {
    case 'finished':
      return { meaning: 'off', word: words.state.finished };
    case 'outOfMemory':
      return { meaning: 'broken', word: words.state.outOfMemory };
    case 'killed':
      return { meaning: 'off', word: words.state.killed };
    case 'failed':
      return { meaning: 'broken', word: words.state.failed(row.exitCode) };
    case 'notStarted':
      return { meaning: 'broken', word: words.state.notStarted };
    default:
      return { meaning: 'off', word: words.state.stopped };
  }
}

/** Which part of the list is wanted. */
export type Showing = 'all' | 'running' | 'stopped' | 'problems';

/** Its program is there, if frozen or between two starts. */
export function isRunning(row: ContainerRow): boolean {
  return row.state === 'running' || row.state === 'paused' || row.state === 'restarting';
}

export function isShown(row: ContainerRow, showing: Showing, words: Words): boolean {
  if (showing === 'all') return true;
  if (showing === 'running') return row.state === 'running' || row.state === 'paused';
  if (showing === 'stopped') return !isRunning(row);
  const { meaning } = statusOf(row, words, null);
  return meaning === 'look' || meaning === 'broken';
}

export type Verb = 'start' | 'stop' | 'restart' | 'remove';

/** Whether it makes sense to ask this of a container now. */
export function applies(verb: Verb, row: ContainerRow): boolean {
  if (row.state === 'removing') return false;
  if (verb === 'start') return !isRunning(row) && row.state !== 'dead';
  if (verb === 'stop') return isRunning(row);
  if (verb === 'restart') return row.state !== 'dead';
  return true;
}
