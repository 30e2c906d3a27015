import { describe, expect, it } from 'vitest';
import { contrast, type Rgb, readable } from './colors';
import { looks } from './looks';

const surface: Record<'light' | 'dark', Rgb> = { light: [255, 255, 255], dark: [34, 38, 44] };
const steps = [0, 51, 102, 153, 204, 255];
const cube = steps.flatMap((red) => steps.flatMap((green) => steps.map((blue): Rgb => [red, green, blue])));

describe('every color of its own can be read', () => {
  it.each(['light', 'dark'] as const)('on the %s surface', (theme) => {
    for (const color of cube)
      expect(contrast(readable(color, theme), surface[theme])).toBeGreaterThanOrEqual(4.5);
  });

  it('on a ground of its own', () => {
    for (const ground of cube)
      expect(contrast(readable([128, 128, 128], 'light', ground), ground)).toBeGreaterThanOrEqual(4.5);
  });
});

it('keeps a color that is readable already', () => {
  expect(readable([180, 0, 0], 'light')).toEqual([180, 0, 0]);
});

it('turns the two around for inverse text', () => {
  const style = {
    color: null,
    ground: null,
    bold: false,
    dim: false,
    italic: false,
    underline: false,
    struck: false,
  };
  expect(looks({ ...style, inverse: true }, 'light')?.classes).toEqual(['inverse']);
  expect(looks({ ...style, color: 1, inverse: true }, 'light')?.classes).toEqual(['on', 'on-red']);
});
