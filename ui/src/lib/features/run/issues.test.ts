import { describe, expect, it } from 'vitest';
import type { RunIssue } from '$lib/ipc';
import { MemoryClient } from '../../ipc/memory';
import { draftOf, specOf } from './draft';
import { firstBlocking, placed } from './issues';

const issue = (field: string, blocking = true): RunIssue => ({
  field,
  blocking,
  problem: { code: 'x', facts: {}, raw: '', actions: [] },
});

async function fields(...names: string[]) {
  const form = await new MemoryClient().runForm('postgres:17');
  const draft = draftOf(form);
  draft.spec.ports.unshift({ containerPort: 0, protocol: 'tcp', hostPort: null, hostIp: '' });
  draft.spec.env = [
    { key: 'A', value: '1' },
    { key: '', value: 'no name' },
  ];
  const keys = form.questions.map((question) => question.key);
  return placed(
    names.map((name) => issue(name)),
    specOf(draft, form.questions),
    draft,
    keys,
  ).map((one) => `${one.part} ${one.field}`);
}

describe('where an issue stands', () => {
  it('is the row as the form counts it', async () => {
    expect(await fields('ports.0', 'ports', 'mounts.0')).toEqual([
      'main ports.1',
      'main ports',
      'main mounts.0',
    ]);
  });

  it('is the question, the row, or the list of a variable', async () => {
    expect(await fields('env.POSTGRES_PASSWORD', 'env.A', 'env.', 'env.OTHER')).toEqual([
      'main env.POSTGRES_PASSWORD',
      'main envRow.0',
      'main envRow.1',
      'main env',
    ]);
  });

  it('is the second page for the rest, and above the form for what is nowhere', async () => {
    expect(await fields('memory', 'network', 'image', 'strange.3')).toEqual([
      'more memory',
      'more network',
      'main ',
      'main ',
    ]);
  });
});

it('goes first to what stops the run on the page in view', () => {
  const one = (field: string, part: 'main' | 'more', blocking: boolean) => ({
    field,
    part,
    issue: issue(field, blocking),
  });
  const list = [one('memory', 'more', true), one('platform', 'more', false), one('name', 'main', true)];
  expect(firstBlocking(list)?.field).toBe('name');
  expect(firstBlocking([one('platform', 'more', false)])).toBeUndefined();
});
