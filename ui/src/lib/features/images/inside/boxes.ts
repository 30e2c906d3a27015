/** A place on the map, in pixels. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * Cuts a box into columns by weight. None is thinner than `least`, so that a part of few bytes can still be seen and
 * met with the pointer; the wide ones make room for it.
 */
export function columns(weights: readonly number[], box: Box, gap: number, least: number): Box[] {
  const room = box.width - gap * Math.max(0, weights.length - 1);
  const all = total(weights);
  const thin = weights.map((weight) => (weight / all) * room < least);
  const left = room - least * thin.filter(Boolean).length;
  const wide = total(weights.filter((_, at) => !thin[at]));
  let x = box.x;
  return weights.map((weight, at) => {
    const width = thin[at] ? least : (weight / (wide || 1)) * left;
    const column = { x, y: box.y, width: Math.max(0, width), height: box.height };
    x += width + gap;
    return column;
  });
}

/**
 * Squarified treemap (Bruls, Huizing, van Wijk 2000): boxes as near to squares as can be, areas by weight, in the order
 * given, which has to be from large to small.
 */
export function squarify(weights: readonly number[], box: Box): Box[] {
  const scale = (box.width * box.height) / (total(weights) || 1);
  const boxes: Box[] = [];
  let free = { ...box };
  let from = 0;
  while (from < weights.length) {
    const side = Math.min(free.width, free.height);
    let end = from + 1;
    let areas = [(weights[from] ?? 0) * scale];
    while (end < weights.length) {
      const longer = [...areas, (weights[end] ?? 0) * scale];
      if (worst(longer, side) > worst(areas, side)) break;
      areas = longer;
      end++;
    }
    boxes.push(...row(areas, free));
    free = without(total(areas), free);
    from = end;
  }
  return boxes;
}

/** How far from a square the worst box of a row along `side` is. */
function worst(areas: readonly number[], side: number): number {
  const sum = total(areas);
  const [largest, smallest] = [Math.max(...areas), Math.min(...areas)];
  return Math.max((side * side * largest) / (sum * sum), (sum * sum) / (side * side * smallest));
}

function row(areas: readonly number[], free: Box): Box[] {
  const sum = total(areas);
  const upright = free.width >= free.height;
  const thickness = sum / (upright ? free.height : free.width) || 0;
  let at = upright ? free.y : free.x;
  return areas.map((area) => {
    const length = area / thickness || 0;
    const box = upright
      ? { x: free.x, y: at, width: thickness, height: length }
      : { x: at, y: free.y, width: length, height: thickness };
    at += length;
    return box;
  });
}

function without(area: number, free: Box): Box {
  if (free.width >= free.height) {
    const width = area / free.height || 0;
    return { ...free, x: free.x + width, width: free.width - width };
  }
  const height = area / free.width || 0;
  return { ...free, y: free.y + height, height: free.height - height };
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0);

/** The box that a step of the arrow keys leads to: the nearest one whose middle lies that way. */
export function neighbor(boxes: readonly Box[], here: number, key: string): number | undefined {
  const from = boxes[here];
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  if (!from || !way) return undefined;
  const [dx = 0, dy = 0] = way;
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  boxes.forEach((box, at) => {
    const x = box.x + box.width / 2 - (from.x + from.width / 2);
    const y = box.y + box.height / 2 - (from.y + from.height / 2);
    const ahead = x * dx + y * dy;
    const distance = ahead + 2 * Math.abs(x * dy + y * dx);
    if (at !== here && ahead > 0.5 && distance < least) [best, least] = [at, distance];
  });
  return best;
}
