import { t } from '$lib/i18n';
import type { TagKind, TagRow } from '$lib/ipc';

/** The version in a tag: `1.27` of `1.27-alpine`, or the tag itself where there is none. */
export function seriesOf(tag: string): string {
  return /(?<![\w.])v?(\d+(?:\.\d+)*)/.exec(tag)?.[1] ?? tag;
}

type Told = Record<TagKind, string | ((series: string) => string)>;

function said(words: Told, { kind, tag }: Pick<TagRow, 'kind' | 'tag'>): string {
  const one = words[kind];
  return typeof one === 'string' ? one : one(seriesOf(tag));
}

/** What a tag will do over time, in a few words. */
export const kindWord = (row: TagRow) => said(t().discover.kind, row);
/** The same in a sentence. */
export const kindHelp = (row: TagRow) => said(t().discover.kindHelp, row);
/** Why it is the one to take. */
export const whyGood = (row: TagRow) => said(t().discover.why, row);
