import { describe, expect, it } from 'vitest';
import { MemoryClient } from '../../ipc/memory';
import { aboutOf } from './about';
import { lineOf, wordsOf } from './commandWords';
import { draftOf } from './draft';
import { makePassword } from './password';
import * as repair from './repair';

describe('a command as a line', () => {
  it.each([
    ['nginx -g "daemon off;"', ['nginx', '-g', 'daemon off;']],
    ['sh -c \'echo "$HOME"\'', ['sh', '-c', 'echo "$HOME"']],
    ['a\\ b  c', ['a b', 'c']],
    ['--x="1 2"y', ['--x=1 2y']],
    ['""', ['']],
    ["sh -c 'not closed", ['sh', '-c', 'not closed']],
    ['end\\', ['end\\']],
    ['   ', []],
  ])('%s', (line, words) => expect(wordsOf(line)).toEqual(words));

  it('comes back the same', () => {
    const words = ['sh', '-c', 'it\'s $HOME "x" \\', '', 'ü', '--a=b'];
    expect(wordsOf(lineOf(words))).toEqual(words);
  });
});

describe('what the dialog is opened with', () => {
  it.each([
    ['', { kind: 'empty' }],
    ['nginx:1', { kind: 'image', reference: 'nginx:1' }],
    ['$', { kind: 'line' }],
    ['#job-3 nginx', { kind: 'job', id: 'job-3', reference: 'nginx' }],
    ['@3f setVariable A_B', { kind: 'container', id: '3f', repair: 'setVariable', value: 'A_B' }],
    ['@3f', { kind: 'container', id: '3f', repair: '', value: '' }],
  ])('%s', (text, about) => expect(aboutOf(text)).toEqual(about));
});

describe('what buttons do to a form', () => {
  const problem = (facts: Record<string, string>) => ({ code: '', facts, raw: '', actions: [] });
  const draft = async () => draftOf(await new MemoryClient().runForm('postgres:17'));

  it('finds the port by its field, or by its number when the run failed', async () => {
    const one = await draft();
    repair.usePort(one, problem({}), 'ports.0', '9000');
    expect(one.spec.ports[0]?.hostPort).toBe(9000);
    repair.usePort(one, problem({ port: '9000' }), '', '9001');
    expect(one.spec.ports[0]?.hostPort).toBe(9001);
    repair.usePort(one, problem({ port: '1' }), '', 'x');
    expect(one.spec.ports[0]?.hostPort).toBe(9001);
  });

  it('takes a volume in place of a folder', async () => {
    const one = await draft();
    one.spec.mounts = [{ kind: 'bind', source: '/nowhere', target: '/srv/data/', readOnly: false }];
    repair.useVolume(one, problem({ path: '/nowhere' }), '');
    expect(one.spec.mounts[0]).toMatchObject({ kind: 'volume', source: 'postgres-data' });
  });

  it('gives a shell its terminal, memory more room, and a variable a row', async () => {
    const one = await draft();
    repair.useShell(one);
    repair.raiseMemory(one);
    repair.setVariable(one, 'A');
    repair.setVariable(one, 'POSTGRES_PASSWORD');
    expect(one.spec).toMatchObject({ command: ['sh'], tty: true, interactive: true, memory: 256 * 2 ** 20 });
    expect(one.spec.env).toEqual([{ key: 'A', value: '' }]);
  });
});

it('makes passwords that differ', () => {
  expect(makePassword()).toMatch(/^[a-zA-Z2-9]{24}$/);
  expect(makePassword()).not.toBe(makePassword());
});
