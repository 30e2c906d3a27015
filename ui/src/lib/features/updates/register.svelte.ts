import Download from '@lucide/svelte/icons/download';
import RefreshCw from '@lucide/svelte/icons/refresh-cw';
import Undo2 from '@lucide/svelte/icons/undo-2';
import { updateAbout } from '$lib/freshness';
import { t } from '$lib/i18n';
import { type Action, path, type Shell } from '$lib/shell/context';

/** The palette's actions, what buttons under problems do anywhere, and following a container into its new id. */
export function registerUpdates(shell: Shell): void {
  const { freshness } = shell;
  shell.actions.register(() => {
    if (shell.engine.data?.type !== 'connected') return [];
    const words = t().updates;
    const check = (): void => {
      shell.router.go(path('updates'));
      void shell.attempt(() => freshness.check());
    };
    const actions: Action[] = [
      {
        id: 'updates check',
        label: words.palette.check,
        words: words.palette.checkWords,
        icon: RefreshCw,
        run: check,
      },
    ];
    if (freshness.updatable.length)
      actions.push({
        id: 'updates all',
        label: words.palette.all,
        words: words.palette.words,
        icon: Download,
        run: () => shell.open('updateAll'),
      });
    for (const row of freshness.containers) {
      if (row.updatable)
        actions.push({
          id: `update ${row.id}`,
          label: words.palette.update(row.name),
          words: words.palette.words,
          icon: Download,
          whenTyped: true,
          run: () => shell.open('update', updateAbout(row)),
        });
      if (row.undoUntil)
        actions.push({
          id: `undo ${row.id}`,
          label: words.palette.undo(row.name),
          icon: Undo2,
          whenTyped: true,
          run: () => shell.open('undo', row.id),
        });
    }
    return actions;
  });
  shell.problems.register({
    checkAgain: (reference) => void shell.attempt(() => freshness.check(reference ? [reference] : [])),
    previewUpdate: (container) => shell.open('update', container ?? ''),
  });
  follow(shell);
}

/**
 * A page that shows a container goes along when the container is made anew: an update and an undo give it another id.
 * Known by name, because the job says the new id and the name.
 */
function follow(shell: Shell): void {
  const names = new Map<string, string>();
  const followed = new Set<string>();
  $effect(() => {
    for (const row of shell.freshness.containers) names.set(row.id, row.name);
    for (const job of shell.jobs.ended) {
      const { containerId } = job.outcome;
      const swapped = job.kind === 'containerUpdate' || job.kind === 'containerUndo';
      if (!swapped || job.status !== 'succeeded' || !containerId || followed.has(job.id)) continue;
      followed.add(job.id);
      const [place = '', id = '', ...rest] = shell.router.segments;
      const shown = place === 'containers' || place === 'updates';
      if (shown && id !== containerId && names.get(id) === job.subject)
        shell.router.go(path(place, containerId, ...rest), { replace: true });
    }
  });
}
