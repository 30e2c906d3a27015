import { t } from '$lib/i18n';
import { hub } from '$lib/registries';

/** Registries most people mean, in the order in which they are offered. */
export const usual: readonly string[] = [hub, 'ghcr.io', 'quay.io', 'registry.gitlab.com'];

const clouds: readonly [RegExp, 'aws' | 'azure' | 'google'][] = [
  [/^\d+\.dkr\.ecr\.[\w-]+\.amazonaws\.com(\.cn)?$|^public\.ecr\.aws$/, 'aws'],
  [/\.azurecr\.(io|cn|us)$/, 'azure'],
  [/(^|[.-])(gcr\.io|docker\.pkg\.dev)$/, 'google'],
];

/** Which kind of password a registry takes. */
export function tokenHelp(host: string): string {
  const words: Record<string, string> = t().registries.tokens;
  const cloud = clouds.find(([pattern]) => pattern.test(host))?.[1] ?? 'other';
  return words[host] ?? words[cloud] ?? '';
}

/** An address as people paste it, as the registry's plain name. */
export function plainHost(text: string): string {
  const host = text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '');
  return /^(index\.|registry-1\.|hub\.)?docker\.(io|com)$/.test(host) ? hub : host;
}
