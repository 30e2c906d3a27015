import type { Style } from './ansi';
import { type Color, css, type Rgb, readable } from './colors';

const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

/** How a stretch is drawn: classes for what the theme has, colors for those of its own. */
export interface Look {
  classes: string[];
  color?: string;
  ground?: string;
}

const isRgb = (color: Color | null): color is Rgb => typeof color === 'object' && color !== null;
/** Bright ones are drawn like the others: both have to be readable, and so there is no brighter. */
const nameOf = (color: Color | null) => (typeof color === 'number' ? names[color % 8] : undefined);

/** The look of a style; null for plain text. */
export function looks(style: Style | null, theme: 'light' | 'dark'): Look | null {
  if (!style) return null;
  const classes = (['bold', 'dim', 'italic', 'underline', 'struck'] as const).filter((each) => style[each]);
  const color = style.inverse ? style.ground : style.color;
  const ground = style.inverse ? style.color : style.ground;
  const look: Look = { classes: [...classes] };
  if (style.inverse && ground === null) look.classes.push('inverse');
  else paint(look, color, ground, theme);
  return look;
}

function paint(look: Look, color: Color | null, ground: Color | null, theme: 'light' | 'dark') {
  const under = isRgb(ground) ? ground : undefined;
  const groundName = nameOf(ground);
  if (under) {
    look.ground = css(under);
    const wished = isRgb(color) ? color : ([128, 128, 128] as const);
    look.color = css(readable(wished, theme, under));
  } else if (groundName) {
    look.classes.push('on', `on-${groundName}`);
  } else if (isRgb(color)) {
    look.color = css(readable(color, theme));
  } else {
    const name = nameOf(color);
    if (name) look.classes.push(name);
  }
}
