import { describe, expect, it } from 'vitest';
import type { EnvQuestion, RunForm, RunSpec } from '$lib/ipc';
import { MemoryClient } from '../../ipc/memory';
import { draftOf, specOf } from './draft';
import { asksOf, chosenOf } from './questions';

const client = new MemoryClient();
const formOf = (image: string): Promise<RunForm> => client.runForm(image);

describe('a form and what is sent', () => {
  it.each(['nginx:1.27', 'postgres:17', 'mariadb:11'])(
    'sends the proposal for %s as it came',
    async (image) => {
      const form = await formOf(image);
      const { spec } = specOf(draftOf(form), form.questions);
      expect(spec).toEqual(form.spec);
    },
  );

  it('sends a pasted spec as it came, with answers among its variables', async () => {
    const form = await formOf('postgres:17');
    const parsed = await client.runParse('docker run -e A=1 -e POSTGRES_PASSWORD=x -p 1:2 postgres:17');
    const given = parsed.spec as RunSpec;
    const draft = draftOf(form, given);
    expect(draft.answers.POSTGRES_PASSWORD).toBe('x');
    expect(draft.spec.env).toEqual([{ key: 'A', value: '1' }]);
    const sent = specOf(draft, form.questions).spec;
    expect(sent.env).toEqual([
      { key: 'POSTGRES_PASSWORD', value: 'x' },
      { key: 'A', value: '1' },
    ]);
    expect({ ...sent, env: [] }).toEqual({ ...given, env: [] });
  });

  it('leaves empty rows out and remembers where the others stand', async () => {
    const form = await formOf('nginx:1.27');
    const draft = draftOf(form);
    draft.spec.ports.unshift({ containerPort: 0, protocol: 'tcp', hostPort: null, hostIp: '' });
    draft.spec.mounts.push({ kind: 'volume', source: '', target: '', readOnly: false });
    draft.spec.env.push({ key: '', value: '' });
    draft.spec.labels.push('', 'a=b');
    const { spec, rows } = specOf(draft, form.questions);
    expect(spec.ports.map((port) => port.containerPort)).toEqual([80]);
    expect(rows.ports).toEqual([1]);
    expect(rows.labels).toEqual([1]);
    expect([spec.mounts, spec.env, spec.labels]).toEqual([[], [], ['a=b']]);
  });

  it('keeps a row that is half filled in', async () => {
    const form = await formOf('nginx:1.27');
    const draft = draftOf(form);
    draft.spec.ports = [{ containerPort: 0, protocol: 'tcp', hostPort: 8080, hostIp: '' }];
    draft.spec.env = [{ key: '', value: 'x' }];
    const { spec } = specOf(draft, form.questions);
    expect([spec.ports.length, spec.env.length]).toEqual([1, 1]);
  });
});

describe('alternatives', () => {
  const question = (key: string, more: Partial<EnvQuestion> = {}): EnvQuestion => ({
    key,
    required: false,
    secret: false,
    purpose: 'databaseName',
    group: null,
    suggestion: null,
    ...more,
  });
  const questions = [
    question('DB'),
    question('RANDOM', { group: 'root', purpose: 'randomPassword' }),
    question('PASSWORD', { group: 'root', required: true, secret: true, purpose: 'adminPassword' }),
  ];

  it('are asked together, and first when one is needed', () => {
    expect(asksOf(questions).map((ask) => ask.choices.map((one) => one.key))).toEqual([
      ['RANDOM', 'PASSWORD'],
      ['DB'],
    ]);
  });

  it('begin with the one that has an answer', () => {
    const ask = asksOf(questions)[0];
    expect(ask && chosenOf(ask, { PASSWORD: 'x' })).toBe('PASSWORD');
    expect(ask && chosenOf(ask, {})).toBe('RANDOM');
  });

  it('send only the chosen one, and keep what was typed for the other', async () => {
    const form = { ...(await formOf('nginx:1.27')), questions };
    const draft = draftOf(form);
    draft.answers.PASSWORD = 'typed';
    draft.chosen.RANDOM = 'RANDOM';
    expect(specOf(draft, questions).spec.env).toEqual([{ key: 'RANDOM', value: 'yes' }]);
    draft.chosen.RANDOM = 'PASSWORD';
    expect(specOf(draft, questions).spec.env).toEqual([{ key: 'PASSWORD', value: 'typed' }]);
  });
});
