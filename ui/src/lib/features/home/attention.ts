import type { Meaning } from '$lib/design';
import type { ContainerRow } from '$lib/ipc';

/** Why a container needs a look; the words are keyed by it. */
export type Trouble = 'restarting' | 'unhealthy' | 'outOfMemory' | 'failed' | 'notStarted' | 'dead';

export interface Attention {
  row: ContainerRow;
  trouble: Trouble;
  meaning: Extract<Meaning, 'look' | 'broken'>;
}

const worst: readonly Trouble[] = ['restarting', 'unhealthy', 'outOfMemory', 'failed', 'notStarted', 'dead'];

function troubleOf(row: ContainerRow): Trouble | null {
  if (row.state === 'restarting') return 'restarting';
  if (row.state === 'dead') return 'dead';
  if (row.state === 'running') return row.health === 'unhealthy' ? 'unhealthy' : null;
  if (row.end === 'outOfMemory' || row.end === 'failed' || row.end === 'notStarted') return row.end;
  return null;
}

/** The containers that need a look: those still at it first, then the newest. */
export function needingAttention(rows: readonly ContainerRow[]): Attention[] {
  const found = rows.flatMap((row): Attention[] => {
    const trouble = troubleOf(row);
    if (!trouble) return [];
    const meaning = trouble === 'restarting' || trouble === 'unhealthy' ? 'look' : 'broken';
    return [{ row, trouble, meaning }];
  });
  const active = (one: Attention) => Number(one.meaning === 'broken');
  return found.sort(
    (a, b) =>
      active(a) - active(b) ||
      worst.indexOf(a.trouble) - worst.indexOf(b.trouble) ||
      (b.row.since ?? '').localeCompare(a.row.since ?? ''),
  );
}
