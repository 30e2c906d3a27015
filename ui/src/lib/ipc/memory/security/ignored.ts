import type { FindingView, IgnoreView } from '../../generated';
import { ago } from '../data';

const day = 86_400;
const dayOf = (seconds: number) => ago(seconds).slice(0, 10);

/** What somebody ignores: for good, for a while, once, and by a document that was read in. */
export const ignored: IgnoreView[] = [
  {
    number: 1,
    id: 'CVE-2026-10037',
    package: 'pkg:deb/debian/libssl3',
    image: 'nginx:1.27',
    reason: 'Only the proxy in front speaks TLS.',
    until: dayOf(-60 * day),
    by: 'you',
    expired: false,
  },
  {
    number: 2,
    id: 'CVE-2026-10444',
    package: null,
    image: null,
    reason: 'No shell is ever started in our images.',
    until: null,
    by: 'you',
    expired: false,
  },
  {
    number: 3,
    id: 'CVE-2026-10074',
    package: 'pkg:deb/debian/curl',
    image: null,
    reason: 'Until the base is rebuilt in spring.',
    until: dayOf(12 * day),
    by: 'you',
    expired: true,
  },
  {
    number: null,
    id: 'CVE-2026-10111',
    package: 'pkg:deb/debian/zlib1g',
    image: null,
    reason: 'vulnerable_code_not_in_execute_path: archives are made here, never read.',
    until: null,
    by: 'Acme platform security <security@acme.example>',
    expired: false,
  },
];

/** Whether a rule speaks of a finding in an image. */
export function applies(
  rule: IgnoreView,
  { id, package: of }: FindingView,
  names: readonly string[],
): boolean {
  if (rule.id !== id) return false;
  if (rule.package && !of.purl.startsWith(`${rule.package}@`)) return false;
  return !rule.image || names.includes(rule.image);
}
