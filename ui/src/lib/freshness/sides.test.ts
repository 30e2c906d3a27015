import { describe, expect, it } from 'vitest';
import { speak } from '$lib/i18n';
import type { ImageSide } from '$lib/ipc';
import { changeOf, sideName, sideNames } from './sides';

const side = (more: Partial<ImageSide>): ImageSide => ({
  reference: 'nginx:1.27',
  digest: 'sha256:3ac5ec3030eb0000',
  created: null,
  version: null,
  revision: null,
  platform: null,
  ...more,
});
const newer = { digest: 'sha256:fa3cc7a762a40000' };

describe('two images', () => {
  speak('en');
  const now = Date.parse('2026-11-26T12:00:00Z');

  it('are told apart by their names, else by what is known of them', () => {
    expect(changeOf(side({}), side({ reference: 'nginx:1.28' }), now)).toBe('nginx:1.27 → nginx:1.28');
    expect(changeOf(side({ version: '1.27.3' }), side({ version: '1.27.4' }), now)).toBe(
      'nginx:1.27 (1.27.3 → 1.27.4)',
    );
    expect(changeOf(side({}), side(newer), now)).toBe('nginx:1.27 (3ac5ec3030eb → fa3cc7a762a4)');
  });

  it('of which nothing is known are said to be nothing', () => {
    const unknown = side({ reference: '', digest: '' });
    expect(changeOf(unknown, unknown, now)).toBe('');
    expect(changeOf(side({}), side({ digest: '' }), now)).toBe('nginx:1.27');
  });

  it('never have the same name in one sentence', () => {
    expect(sideName(side({ reference: 'host:5000/a/web:1', version: '1.2' }))).toBe('host:5000/a/web 1.2');
    expect(sideNames(side({ version: '1' }), side({ version: '2' }))).toEqual(['nginx 1', 'nginx 2']);
    expect(sideNames(side({}), side(newer))).toEqual([
      'nginx:1.27, 3ac5ec3030eb',
      'nginx:1.27, fa3cc7a762a4',
    ]);
  });
});
