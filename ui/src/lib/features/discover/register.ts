import Compass from '@lucide/svelte/icons/compass';
import { t } from '$lib/i18n';
import { path, type Shell } from '$lib/shell/context';

/** Searching registries from anywhere. */
export function registerDiscover(shell: Shell): void {
  shell.actions.register(() => [
    {
      id: 'discover',
      label: t().discover.searchAction,
      words: t().discover.words,
      icon: Compass,
      run: () => {
        shell.router.go(path('discover'));
        // The field is there once the page is.
        setTimeout(() => shell.filterInput?.focus(), 50);
      },
    },
  ]);
}
