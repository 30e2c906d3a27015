/** The public export of OSV, which is what the app begins with. */
export const publicSource = 'https://osv-vulnerabilities.storage.googleapis.com';

/** An address or a whole path. */
export function isSource(text: string): boolean {
  const source = text.trim();
  if (/^(?:\/|[A-Za-z]:[\\/]|\\\\[^\\])/.test(source)) return source.length > 1;
  if (!/^https?:\/\/[^\s/]/i.test(source)) return false;
  try {
    return !new URL(source).username;
  } catch {
    return false;
  }
}

/** An address that anybody on the way there can change what comes from. This computer is not on the way. */
export const isOpen = (text: string): boolean => /^http:\/\/(?!localhost\b|127\.|\[::1\])/i.test(text.trim());

/** What a pasted text is, as far as its first line tells. */
export function keyKind(pem: string): 'public' | 'private' | 'other' {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) return 'private';
  return /-----BEGIN PUBLIC KEY-----[\s\S]+-----END PUBLIC KEY-----/.test(pem) ? 'public' : 'other';
}

/** The beginning of image names with their registry: `ghcr.io/acme/`. */
export const isScope = (text: string): boolean =>
  /^[a-z0-9.-]+(?::\d+)?(?:\/[a-z0-9._-]+)*\/?$/.test(text.trim()) &&
  /[.:]|^localhost/.test(text.split('/')[0] ?? '');
