/** A folder on the way down to where one is. */
export interface Crumb {
  name: string;
  /** As the app names it. */
  path: string;
}

/** Percent-encoded bytes as text; what is no text stays as it is. */
export function readable(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

/** The folders on the way to one: `usr/lib` is `usr`, then `usr/lib`. */
export function crumbsOf(folder: string): Crumb[] {
  const lead = folder.startsWith('/') ? '/' : '';
  const parts = folder.split('/').filter(Boolean);
  return parts.map((part, at) => ({
    name: readable(part),
    path: lead + parts.slice(0, at + 1).join('/'),
  }));
}
