import { type Color, indexed, type Rgb } from './colors';
import { piecesOf } from './escapes';

/** How a stretch of a line looks. */
export interface Style {
  color: Color | null;
  ground: Color | null;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
  struck: boolean;
  inverse: boolean;
}

/** A stretch of a line in one style. A sign stands for a character that would not be seen. */
export interface Stretch {
  text: string;
  style: Style | null;
  sign?: boolean;
}

const bare: Style = {
  color: null,
  ground: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  struck: false,
  inverse: false,
};

const switches: Record<number, Partial<Style>> = {
  0: bare,
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { struck: true },
  21: { underline: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { struck: false },
  39: { color: null },
  49: { ground: null },
};

/** One number with what belongs to it after colons: `38:2::10:20:30`. */
type Code = readonly number[];

function codesOf(text: string): Code[] {
  return text.split(';').map((part) => part.split(':').map((number) => (number === '' ? 0 : Number(number))));
}

/** A color of its own after 38 or 48, written with semicolons or colons, and how many codes it took. */
function extended(codes: readonly Code[], at: number): [Color | null, taken: number] {
  const own = codes[at] ?? [];
  if (own.length > 1) {
    const values = own.slice(2);
    // With colons a color space may stand before the three parts.
    if (own[1] === 2) return [rgb(values.length > 3 ? values.slice(1) : values), 1];
    return [own[1] === 5 ? indexed(own[2] ?? -1) : null, 1];
  }
  const kind = codes[at + 1]?.[0];
  const value = (offset: number) => codes[at + offset]?.[0] ?? -1;
  if (kind === 5) return [indexed(value(2)), 3];
  if (kind === 2) return [rgb([value(2), value(3), value(4)]), 5];
  return [null, 2];
}

function rgb(values: readonly number[]): Rgb | null {
  const [red = -1, green = -1, blue = -1] = values;
  const fits = [red, green, blue].every((part) => Number.isInteger(part) && part >= 0 && part <= 255);
  return fits ? [red, green, blue] : null;
}

/** The style after a change. What is not known changes nothing. */
function restyled(style: Style, text: string): Style {
  const codes = codesOf(text);
  let next = style;
  for (let at = 0; at < codes.length; ) {
    const code = codes[at]?.[0] ?? 0;
    let taken = 1;
    if (code === 38 || code === 48) {
      const [color, length] = extended(codes, at);
      taken = length;
      if (color !== null) next = { ...next, [code === 38 ? 'color' : 'ground']: color };
    } else if (code === 4 && codes[at]?.[1] === 0) next = { ...next, underline: false };
    else if (code in switches) next = { ...next, ...switches[code] };
    else if (code >= 30 && code <= 37) next = { ...next, color: code - 30 };
    else if (code >= 40 && code <= 47) next = { ...next, ground: code - 40 };
    else if (code >= 90 && code <= 97) next = { ...next, color: code - 82 };
    else if (code >= 100 && code <= 107) next = { ...next, ground: code - 92 };
    at += taken;
  }
  return next;
}

/**
 * The stretches of a line. Each line begins bare: lines of two streams are mixed, and the beginning of a log may be
 * gone, so what the line before left behind is not to be relied on.
 */
export function stretches(text: string): Stretch[] {
  const found: Stretch[] = [];
  let style: Style = bare;
  for (const piece of piecesOf(text)) {
    if (piece.type === 'style') style = restyled(style, piece.codes);
    else if (piece.type === 'sign') found.push({ text: piece.text, style: null, sign: true });
    else found.push({ text: piece.text, style: style === bare ? null : style });
  }
  return found;
}
