import { beforeAll, describe, expect, it } from 'vitest';
import { speak, t } from '$lib/i18n';
import type { ContainerRow } from '$lib/ipc';
import { containers } from '$lib/ipc/memory/data';
import { applies, isShown, statusOf } from './status';

beforeAll(() => speak('en'));

const like = (more: Partial<ContainerRow>): ContainerRow => ({ ...(containers[0] as ContainerRow), ...more });
const exited = (more: Partial<ContainerRow>) => like({ state: 'exited', ...more });

describe('a state in words', () => {
  it.each<[word: string, meaning: string, row: ContainerRow]>([
    ['Running', 'fine', like({})],
    ['Healthy', 'fine', like({ health: 'healthy' })],
    ['Starting up', 'busy', like({ health: 'starting' })],
    ['Unhealthy', 'look', like({ health: 'unhealthy' })],
    ['Paused', 'off', like({ state: 'paused' })],
    ['Restarting, 4 times', 'look', like({ state: 'restarting', restarts: 4 })],
    ['Restarting, 1 time', 'look', like({ state: 'restarting', restarts: 1 })],
    ['Restarting', 'look', like({ state: 'restarting', restarts: null })],
    ['Not started yet', 'off', like({ state: 'created' })],
    ['Could not start', 'broken', like({ state: 'created', end: 'notStarted' })],
    ['Finished normally', 'off', exited({ end: 'finished', exitCode: 0 })],
    ['Stopped', 'off', exited({ end: 'stopped', exitCode: 143 })],
    ['Out of memory', 'broken', exited({ end: 'outOfMemory', exitCode: 137 })],
    ['Stopped by force', 'off', exited({ end: 'killed', exitCode: 137 })],
    ['Failed (code 2)', 'broken', exited({ end: 'failed', exitCode: 2 })],
    ['Could not start', 'broken', exited({ end: 'notStarted', exitCode: 127 })],
    ['Being removed', 'busy', like({ state: 'removing' })],
    ['Could not be removed', 'broken', like({ state: 'dead' })],
    ['Unknown', 'off', like({ state: 'unknown' })],
  ])('%s is %s', (word, meaning, row) => {
    expect(statusOf(row, t().containers)).toMatchObject({ word, meaning });
  });

  it.each([
    ['starting', 'Starting…'],
    ['stopping', 'Stopping…'],
    ['restarting', 'Restarting…'],
    ['killing', 'Stopping by force…'],
    ['pausing', 'Pausing…'],
    ['unpausing', 'Resuming…'],
    ['renaming', 'Renaming…'],
    ['removing', 'Removing…'],
  ] as const)('%s comes before the state', (pending, word) => {
    expect(statusOf(like({ pending }), t().containers)).toEqual({ meaning: 'busy', word, since: null });
  });

  it('has words for all of it in German', () => {
    speak('de');
    for (const row of [like({}), exited({ end: 'failed', exitCode: null }), like({ pending: 'stopping' })])
      expect(statusOf(row, t().containers).word).not.toBe('');
    speak('en');
  });
});

it('sorts containers into what is shown', () => {
  const shown = (which: 'running' | 'stopped' | 'problems') =>
    containers.filter((row) => isShown(row, which, t().containers)).map((row) => row.name);
  expect(shown('running')).toEqual(['blog-web', 'blog-db', 'blog-cache']);
  expect(shown('stopped')).toEqual(['jupyter', 'hello']);
  expect(shown('problems')).toEqual(['notes', 'jupyter']);
});

it('asks of a container only what makes sense', () => {
  expect(applies('start', like({}))).toBe(false);
  expect(applies('stop', like({ state: 'restarting' }))).toBe(true);
  expect(applies('stop', exited({}))).toBe(false);
  expect(applies('remove', like({ state: 'removing' }))).toBe(false);
});
