/** Colors of a terminal, made readable on the surface they stand on. */

export type Rgb = readonly [red: number, green: number, blue: number];
/** One of the terminal's sixteen, which are tokens of the theme, or a color of its own. */
export type Color = number | Rgb;

/** The surfaces a log stands on, and the texts on them, as in tokens.css: `--raised` and `--text`. */
const surfaces: Record<'light' | 'dark', readonly [ground: Rgb, text: Rgb]> = {
  light: [
    [255, 255, 255],
    [22, 24, 29],
  ],
  dark: [
    [34, 38, 44],
    [236, 238, 242],
  ],
};

/** What a text needs against its ground (WCAG AA). */
const enough = 4.5;

/** The color of a number from 0 to 255: sixteen named ones, a cube of 6 × 6 × 6, 24 grays. */
export function indexed(n: number): Color | null {
  if (!Number.isInteger(n) || n < 0 || n > 255) return null;
  if (n < 16) return n;
  if (n >= 232) {
    const gray = 8 + (n - 232) * 10;
    return [gray, gray, gray];
  }
  const step = (value: number) => (value === 0 ? 0 : 55 + value * 40);
  const cube = n - 16;
  return [step(Math.floor(cube / 36)), step(Math.floor(cube / 6) % 6), step(cube % 6)];
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(a: Rgb, b: Rgb): number {
  const [lighter, darker] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

const mixed = (from: Rgb, to: Rgb, share: number) =>
  from.map((part, index) => Math.round(part + ((to[index] ?? 0) - part) * share)) as unknown as Rgb;

/** The color itself if it can be read on its ground, or the nearest on the way to the ground's own text that can. */
export function readable(color: Rgb, theme: 'light' | 'dark', ground?: Rgb): Rgb {
  const [surface, text] = surfaces[theme];
  const under = ground ?? surface;
  const toward = ground
    ? luminance(ground) > 0.18
      ? ([0, 0, 0] as const)
      : ([255, 255, 255] as const)
    : text;
  for (let share = 0; share < 1; share += 0.125) {
    const candidate = mixed(color, toward, share);
    if (contrast(candidate, under) >= enough) return candidate;
  }
  return toward;
}

export const css = ([red, green, blue]: Rgb) => `rgb(${red} ${green} ${blue})`;
