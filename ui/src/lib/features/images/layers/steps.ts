import type { LayerView } from '$lib/ipc';

/** A build step as in a Dockerfile, without what only builders say to each other. */
export function stepWords(createdBy: string): string {
  return createdBy
    .replace(/\s+/g, ' ')
    .replace(/^\/bin\/sh -c #\(nop\) /, '')
    .replace(/^(RUN )?\/bin\/sh -c /, 'RUN ')
    .replace(/ # buildkit$/, '')
    .trim();
}

/** How wide a layer's bar is beside the largest one's, 0 to 1. */
export function shareOfLargest(layer: LayerView, layers: readonly LayerView[]): number {
  const largest = Math.max(1, ...layers.map((one) => one.bytes));
  return layer.bytes / largest;
}
