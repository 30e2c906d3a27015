import type { ContainerRow } from '$lib/ipc';

/** What is wrong with a new name for a container, by the engines' own rule; null when nothing is. */
export function nameFault(
  name: string,
  row: ContainerRow,
  all: readonly ContainerRow[],
): 'short' | 'bad' | 'taken' | null {
  const wanted = name.trim();
  if (wanted.length < 2) return 'short';
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(wanted)) return 'bad';
  return all.some((other) => other.id !== row.id && other.name === wanted) ? 'taken' : null;
}
