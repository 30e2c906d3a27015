import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');
const [light = '', dark = ''] = css.split('[data-theme="dark"]');

function tokens(block: string): Map<string, string> {
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1] ?? '', match[2] ?? '']),
  );
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const surfaces = ['bg', 'panel', 'raised', 'hover', 'selected'];
const texts = ['text', 'soft', 'faint', 'accent', 'fine', 'look', 'broken', 'busy', 'off'];
const pairs = [
  ...texts.flatMap((text) => surfaces.map((surface) => [text, surface] as const)),
  ...['fine', 'look', 'broken', 'busy', 'off'].flatMap((meaning) => [
    [meaning, `${meaning}-bg`] as const,
    ['text', `${meaning}-bg`] as const,
  ]),
  ['soft', 'broken-bg'] as const,
  ['soft', 'look-bg'] as const,
  ['accent-text', 'accent'] as const,
  ['accent-text', 'accent-hover'] as const,
  ['danger-text', 'danger'] as const,
  ['danger-text', 'danger-hover'] as const,
  ['tip-text', 'tip'] as const,
  ['text', 'pressed'] as const,
  ...['code', 'runtime', 'system', 'settings', 'left', 'left-stripe', 'hidden', 'hidden-stripe'].map(
    (part) => ['on-part', part] as const,
  ),
];

describe.each([
  ['light', tokens(light)],
  ['dark', new Map([...tokens(light), ...tokens(dark)])],
])('%s theme', (_, colors) => {
  const color = (name: string) => colors.get(name) ?? '';

  it.each(pairs)('%s is readable on %s', (text, surface) => {
    expect(contrast(color(text), color(surface))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['bg', 'raised'])('edges of fields show on %s', (surface) => {
    expect(contrast(color('line-strong'), color(surface))).toBeGreaterThanOrEqual(3);
  });
});
