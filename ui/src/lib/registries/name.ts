import { t } from '$lib/i18n';

/** The registry that a name without one means. */
export const hub = 'docker.io';

/** A reference taken apart, as Docker reads it. */
export interface Parts {
  /** Without tag and digest, as a user would type it: `ghcr.io/acme/notes`. */
  name: string;
  /** `ghcr.io`; Docker Hub where none is named. */
  host: string;
  /** What follows the registry: `acme/notes`. */
  path: string;
  tag: string | undefined;
  digest: string | undefined;
}

/** Takes a reference apart. The part before the first slash is a registry when it has a dot or a port, or is localhost. */
export function partsOf(reference: string): Parts {
  const [named = '', digest] = reference.split('@');
  const colon = named.lastIndexOf(':');
  const tagged = colon > named.lastIndexOf('/');
  const name = tagged ? named.slice(0, colon) : named;
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(0, slash));
  const isHost = /[.:]/.test(first) || first === 'localhost';
  const host = isHost && !/^(index\.|registry-1\.)?docker\.io$/.test(first) ? first : hub;
  return {
    name,
    host,
    path: isHost ? name.slice(slash + 1) : name,
    tag: tagged ? named.slice(colon + 1) : undefined,
    digest,
  };
}

/** What people call a registry. */
export function registryName(host: string): string {
  return host === hub ? t().registries.hub : host;
}
