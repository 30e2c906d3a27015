import { describe, expect, it } from 'vitest';
import { fuzzyScore, matches, shortId, splitForEllipsis } from './text';

describe('text', () => {
  it('shortens ids as engines do', () => expect(shortId(`sha256:${'ab'.repeat(32)}`)).toBe('abababababab'));

  it.each(['nginx:1.27', 'registry.example.com:5000/platform/settlement-worker:2026.11.03-rc1', 'a', ''])(
    'keeps all of %s when it is split',
    (name) => expect(splitForEllipsis(name).join('')).toBe(name),
  );
  it('keeps the tag in view', () => {
    expect(splitForEllipsis('quay.io/jupyter/minimal-notebook:2026-10')[1]).toBe(':2026-10');
  });

  it('filters by every word typed, in any of the texts', () => {
    expect(matches('web NGINX', 'blog-web', 'nginx:1.27')).toBe(true);
    expect(matches('web redis', 'blog-web', 'nginx:1.27')).toBe(false);
    expect(matches('  ', 'anything')).toBe(true);
  });

  it('finds with letters left out, and puts whole words first', () => {
    expect(fuzzyScore('cweb', 'container blog-web')).toBeGreaterThan(0);
    expect(fuzzyScore('web', 'blog-web')).toBeGreaterThan(fuzzyScore('web', 'where everything begins'));
    expect(fuzzyScore('xyz', 'blog-web')).toBe(0);
  });
});
