import { describe, expect, it } from 'vitest';
import { speak } from '../i18n';
import { isOwnPlatform, partsOf, registryName, sourceWords } from '.';

describe('a reference taken apart', () => {
  it.each([
    ['nginx', 'docker.io', 'nginx', undefined],
    ['nginx:1.27', 'docker.io', 'nginx', '1.27'],
    ['user/app', 'docker.io', 'user/app', undefined],
    ['docker.io/library/nginx:1', 'docker.io', 'library/nginx', '1'],
    ['index.docker.io/nginx', 'docker.io', 'nginx', undefined],
    ['ghcr.io/acme/notes:2', 'ghcr.io', 'acme/notes', '2'],
    ['localhost/app', 'localhost', 'app', undefined],
    ['localhost:5000/a/b:x', 'localhost:5000', 'a/b', 'x'],
    ['myhost/app', 'docker.io', 'myhost/app', undefined],
    ['[::1]:5000/a:1', '[::1]:5000', 'a', '1'],
  ])('%s', (reference, host, path, tag) => {
    expect(partsOf(reference)).toMatchObject({ host, path, tag });
  });

  it('keeps its digest', () => {
    expect(partsOf('nginx:1@sha256:ab')).toMatchObject({ name: 'nginx', tag: '1', digest: 'sha256:ab' });
  });
});

it('knows which platform is its own', () => {
  expect(isOwnPlatform('linux/arm64/v8', 'linux/arm64')).toBe(true);
  expect(isOwnPlatform('linux/arm/v7', 'linux/arm64')).toBe(false);
  expect(isOwnPlatform('linux/amd64', 'linux/amd64')).toBe(true);
  expect(isOwnPlatform('windows/amd64', 'linux/amd64')).toBe(false);
});

it('says where a sign-in comes from', () => {
  speak('en');
  expect(registryName('docker.io')).toBe('Docker Hub');
  expect(sourceWords({ source: 'keychain', detail: null })).toMatch(/keychain/);
  expect(sourceWords({ source: 'dockerConfig', detail: '/home/me/.docker/config.json' })).toBe(
    "From Docker's settings, /home/me/.docker/config.json",
  );
});
