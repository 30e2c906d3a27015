import { t } from '$lib/i18n';
import type { Content } from './contents';

/** What something in an image is, in words. */
export function kindWord(kind: Content['kind']): string {
  const words: Record<string, string> = { ...t().inside.kinds, ...t().inside.reasons };
  return words[kind] ?? kind;
}

/** What something is called; the sum of many small ones has no name of its own. */
export function contentName(content: Content): string {
  return content.name || t().inside.table.small;
}

/** How a package manager is called where its purl type says little. */
const managers: Record<string, string> = {
  deb: 'Debian',
  apk: 'Alpine',
  rpm: 'RPM',
  pypi: 'Python',
  npm: 'npm',
  golang: 'Go',
  cargo: 'Rust',
  maven: 'Java',
  gem: 'Ruby',
  composer: 'PHP',
  nuget: '.NET',
};

export function managerWord(ecosystem: string): string {
  return managers[ecosystem] ?? ecosystem;
}
