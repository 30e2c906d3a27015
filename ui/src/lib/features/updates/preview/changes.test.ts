import { expect, it } from 'vitest';
import type { SettingChange } from '$lib/ipc';
import { readable, split, staying } from './changes';

const setting = (field: string, key: string | null, value: string): SettingChange => ({
  field,
  key,
  owner: 'user',
  old: value,
  new: value,
  secret: false,
});

it('folds labels away', () => {
  const { plain, technical } = split([setting('env', 'A', '1'), setting('labels', 'b', '2')]);
  expect(plain.map((one) => one.key)).toEqual(['A']);
  expect(technical.map((one) => one.key)).toEqual(['b']);
});

it('counts what stays by kind, and forgets nothing', () => {
  const kept = [
    setting('publishedPorts', '80/tcp', '[{"HostIp":"","HostPort":"8080"}]'),
    setting('mounts', '/data', '{"Type":"volume","Source":"db","Target":"/data"}'),
    setting('ports', '9000/tcp', '{}'),
    setting('env', 'A', '1'),
    setting('env', 'B', '2'),
    setting('networks', 'front', '10.0.0.2'),
    setting('restart', null, 'always'),
    setting('labels', 'x', 'y'),
    setting('ulimits', 'nofile', '1024'),
  ];
  expect(staying(kept)).toEqual({
    ports: ['8080'],
    volumes: ['db'],
    env: 2,
    networks: ['front'],
    restart: true,
    others: 3,
  });
});

it.each([
  [
    'publishedPorts',
    '[{"HostIp":"127.0.0.1","HostPort":"8080"},{"HostPort":"8081"}]',
    '127.0.0.1:8080, 8081',
  ],
  ['publishedPorts', 'null', 'null'],
  ['mounts', '{"Type":"tmpfs"}', 'tmpfs'],
  ['mounts', 'not json', 'not json'],
  ['ports', '{}', 'set'],
  ['env', '{}', '{}'],
  ['env', null, null],
])('reads %s %s as %s', (field, value, said) => expect(readable(field, value, 'set')).toBe(said));
