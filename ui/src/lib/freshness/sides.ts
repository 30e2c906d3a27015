import { shortId } from '$lib/design';
import { format, t } from '$lib/i18n';
import type { ImageSide } from '$lib/ipc';

/** What tells two images apart at a glance: their version, or when they were built, or their digest. */
function mark(side: ImageSide, now: number): string {
  const built = side.created ? t().updates.news.built(format.ago(side.created, now)) : '';
  const version = side.version ?? '';
  return [version, version ? '' : built || shortId(side.digest)].filter(Boolean).join(', ');
}

/** "nginx:1.27 (1.27.3) → nginx:1.27 (1.27.4)"; the marks only where the names are the same. */
export function changeOf(from: ImageSide, to: ImageSide, now: number): string {
  if (from.reference !== to.reference) return `${from.reference} → ${to.reference}`;
  return `${from.reference} (${mark(from, now)} → ${mark(to, now)})`;
}

/** One image in a few words: "nginx 1.27.4", or its name when no version is known. */
export function sideName(side: ImageSide): string {
  const name = side.reference.split('@')[0] ?? '';
  const colon = name.lastIndexOf(':');
  const repository = colon > name.lastIndexOf('/') ? name.slice(0, colon) : name;
  return side.version ? `${repository} ${side.version}` : side.reference;
}
