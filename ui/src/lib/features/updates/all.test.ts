import { expect, it } from 'vitest';
import { speak } from '$lib/i18n';
import { MemoryClient } from '../../ipc/memory';
import { planAll } from './all';

const containers = new MemoryClient('updates').updates.view.containers;
speak('en');

it('updates what waits and can be, in the order of the app', () => {
  const { rows } = planAll(containers, []);
  expect(rows.map((row) => row.name)).toEqual(['blog-web', 'blog-cache', 'notes', 'api.1.x8k2', 'tools']);
});

it('says of everything else that is not simply current why not', () => {
  const { rows, not } = planAll(containers, []);
  const why = Object.fromEntries(not.map(({ row, why }) => [row.name, why]));
  expect(why).toMatchObject({
    jupyter: 'could not be checked',
    admin: 'could not be checked',
    edge: 'pinned to its image',
    'accounts-db': 'left out',
    proxy: 'is being updated already',
    'blog-db': 'a newer version that you move to yourself',
    metrics: 'is updated elsewhere (Systemd unit metrics.container)',
  });
  const current = containers.filter(({ status }) => status === 'upToDate' || status === 'localOnly');
  expect(rows.length + not.length + current.length).toBe(containers.length);
});

it('keeps to those that were ticked', () => {
  const ids = containers.filter((row) => ['blog-web', 'hello'].includes(row.name)).map((row) => row.id);
  const { rows, not } = planAll(containers, ids);
  expect(rows.map((row) => row.name)).toEqual(['blog-web']);
  expect(not).toEqual([]);
});
