import { format, t } from '$lib/i18n';
import type { TrustView } from '$lib/ipc';

const most = 6;
const year = 365 * 86_400_000;

/** Who published it: "Verified publisher: Grafana Labs". */
export function publisherWord({ publisher, publisherName }: TrustView): string {
  const words = t().trust.publisher;
  if (publisher !== 'verified') return words[publisher];
  return publisherName ? words.verified(publisherName) : words.verifiedPlain;
}

/** What it declares that it wants: ports and places to keep; empty when it asks for nothing. */
export function asksOf({ ports, volumes }: TrustView): string {
  const words = t().trust;
  return format.list(
    [
      ports.length ? words.ports(ports.length, format.list(ports.slice(0, most))) : '',
      volumes.length ? words.volumes(volumes.length, format.list(volumes.slice(0, most))) : '',
    ].filter(Boolean),
  );
}

/** Old enough that there may be newer ones. Images that are built to be the same each time say 1970: not an age. */
export function isOld(created: string, now: number): boolean {
  const age = now - Date.parse(created);
  return age > year && age < 40 * year;
}
