import { shortId } from '$lib/design';
import { format, t } from '$lib/i18n';
import type { ImageSide } from '$lib/ipc';

/** What tells two images of one name apart: their version, or when they were built, or their digest. */
function mark({ version, created, digest }: ImageSide, now: number): string {
  if (version) return version;
  return created ? t().updates.news.built(format.ago(created, now)) : shortId(digest);
}

/** "nginx:1.27 (1.27.3 → 1.27.4)", or the two names where they differ; empty when neither is known. */
export function changeOf(from: ImageSide, to: ImageSide, now: number): string {
  if (from.reference !== to.reference) return [from.reference, to.reference].filter(Boolean).join(' → ');
  const marks = [mark(from, now), mark(to, now)];
  return from.reference && marks.every(Boolean) && marks[0] !== marks[1]
    ? `${from.reference} (${marks.join(' → ')})`
    : from.reference;
}

/** One image in a few words: "nginx 1.27.4", or its name when no version is known. */
export function sideName({ reference, version }: ImageSide): string {
  const name = reference.split('@')[0] ?? '';
  const colon = name.lastIndexOf(':');
  const repository = colon > name.lastIndexOf('/') ? name.slice(0, colon) : name;
  return version ? `${repository} ${version}` : reference;
}

/** Two images by names that tell them apart. */
export function sideNames(from: ImageSide, to: ImageSide): [string, string] {
  const names = [from, to].map(sideName);
  if (names[0] !== names[1]) return [names[0] ?? '', names[1] ?? ''];
  const [before = '', after = ''] = [from, to].map((side) =>
    [sideName(side), shortId(side.digest)].filter(Boolean).join(', '),
  );
  return [before, after];
}
