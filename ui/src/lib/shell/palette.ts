import { fuzzyScore } from '$lib/design';
import type { ContainerRow, ImageRow } from '$lib/ipc';
import type { Action } from './actions.svelte';

/** One line of the palette. */
export interface Hit {
  id: string;
  group: 'actions' | 'containers' | 'images';
  label: string;
  /** In a quiet second place: the container's image. */
  detail?: string;
  action?: Action;
  address?: readonly string[];
}

const most = 8;

/** The best answers to what was typed, at most eight of each group. Nothing typed: all actions. */
export function hits(
  query: string,
  actions: readonly Action[],
  containers: readonly ContainerRow[],
  images: readonly ImageRow[],
): Hit[] {
  const ofActions = actions.map((action): [Hit, string] => [
    { id: `action ${action.id}`, group: 'actions', label: action.label, action },
    `${action.label} ${action.words ?? ''}`,
  ]);
  if (!query.trim()) return ofActions.map(([hit]) => hit).filter((hit) => !hit.action?.whenTyped);
  const ofContainers = containers.map((row): [Hit, string] => [
    { id: row.id, group: 'containers', label: row.name, detail: row.image, address: ['containers', row.id] },
    `${row.name} ${row.image}`,
  ]);
  const ofImages = images.flatMap((row) =>
    row.names.map((name): [Hit, string] => [
      { id: `${row.id} ${name}`, group: 'images', label: name, address: ['images', row.id] },
      name,
    ]),
  );
  return [ofActions, ofContainers, ofImages]
    .map((group) => best(query, group))
    .sort((a, b) => rank(query, b) - rank(query, a))
    .flatMap((group) => group.map(({ hit }) => hit));
}

interface Scored {
  hit: Hit;
  score: number;
}

function best(query: string, group: readonly [Hit, string][]): Scored[] {
  return group
    .map(([hit, text]) => ({ hit, score: fuzzyScore(query, text) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, most);
}

/**
 * What comes first: the best answer's group, and of about equal ones actions, containers, images. A thing comes before
 * what can be done with it, unless a verb was typed.
 */
function rank(query: string, group: readonly Scored[]): number {
  const verb = (label: string) => label.toLowerCase().startsWith(query.trim().toLowerCase());
  const scores = group.map(({ hit, score }) => (hit.action?.whenTyped && !verb(hit.label) ? 0 : score));
  return Math.round(Math.max(0, ...scores) / 20);
}
