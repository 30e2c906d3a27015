/** The public export of OSV, which is what the app begins with. */
export const publicSource = 'https://osv-vulnerabilities.storage.googleapis.com';

/** An address or a whole path. Without encryption only this computer and addresses of its network are taken. */
export function isSource(text: string): boolean {
  const source = text.trim();
  if (/^(?:\/|[A-Za-z]:[\\/]|\\\\[^\\])/.test(source)) return source.length > 1;
  if (!/^https?:\/\/[^\s/]/i.test(source)) return false;
  try {
    const { protocol, hostname, username } = new URL(source);
    if (username) return false;
    const near =
      /^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[::1\])/.test(hostname) ||
      !hostname.includes('.');
    return protocol === 'https:' || near;
  } catch {
    return false;
  }
}

/** What a pasted text is, as far as its first line tells. */
export function keyKind(pem: string): 'public' | 'private' | 'other' {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) return 'private';
  return /-----BEGIN PUBLIC KEY-----[\s\S]+-----END PUBLIC KEY-----/.test(pem) ? 'public' : 'other';
}

/** The beginning of image names with their registry: `ghcr.io/acme/`. */
export const isScope = (text: string): boolean =>
  /^[a-z0-9.-]+(?::\d+)?(?:\/[a-z0-9._-]+)*\/?$/.test(text.trim()) &&
  /[.:]|^localhost/.test(text.split('/')[0] ?? '');
