import { t } from '$lib/i18n';
import type { RegistryView } from '$lib/ipc';

/** Where a sign-in comes from, in words. */
export function sourceWords({ source, detail }: Pick<RegistryView, 'source' | 'detail'>): string {
  const words = t().registries.source[source];
  return typeof words === 'string' ? words : words(detail ?? '');
}
