import { isWaiting, managedWord, standingOf } from '$lib/freshness';
import { t } from '$lib/i18n';
import type { ContainerFreshness } from '$lib/ipc';

/**
 * What updating all would do: these, in the app's own order (it moves what another one needs before it), and those
 * not, each with why.
 */
export interface AllPlan {
  rows: ContainerFreshness[];
  not: { row: ContainerFreshness; why: string }[];
}

/** `wanted` are ids; none means all. What is current is in neither list: nothing is to be done about it. */
export function planAll(containers: readonly ContainerFreshness[], wanted: readonly string[]): AllPlan {
  const asked = containers.filter((row) => !wanted.length || wanted.includes(row.id));
  const rows = asked.filter((row) => row.updatable && isWaiting(row));
  const not = asked
    .filter((row) => !rows.includes(row))
    .flatMap((row) => {
      const why = reasonNot(row);
      return why ? [{ row, why }] : [];
    });
  return { rows, not };
}

/** Why one is not updated by a click; nothing when there is nothing to be done about it. */
function reasonNot(row: ContainerFreshness): string {
  const words = t().updates.all.why;
  const standing = standingOf(row);
  switch (standing) {
    case 'upToDate':
    case 'localOnly':
      return '';
    case 'unknown':
    case 'neverChecked':
      return words.unknown;
    case 'newerApart':
    case 'skipped':
    case 'pinned':
    case 'updating':
    case 'held':
      return words[standing];
    default:
      return row.managed && row.managed.type !== 'compose'
        ? words.managed(managedWord(row.managed))
        : words.blocked;
  }
}
