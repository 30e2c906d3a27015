import FileInput from '@lucide/svelte/icons/file-input';
import RefreshCw from '@lucide/svelte/icons/refresh-cw';
import ScanSearch from '@lucide/svelte/icons/scan-search';
import { t } from '$lib/i18n';
import { type Action, path, type Shell } from '$lib/shell/context';
import { importVex } from './safety.svelte';

/** The palette's actions about safety. */
export function registerSecurity(shell: Shell): void {
  const ask = (work: () => Promise<unknown>, ...to: string[]) => {
    shell.router.go(path('security', ...to));
    void shell.attempt(work);
  };
  shell.actions.register(() => {
    if (shell.engine.data?.type !== 'connected') return [];
    const words = t().security.palette;
    const actions: Action[] = [
      {
        id: 'security look',
        label: words.lookAll,
        words: words.words,
        icon: ScanSearch,
        run: () => ask(() => shell.client.scanAll()),
      },
      {
        id: 'security lists',
        label: words.lists,
        words: words.words,
        icon: RefreshCw,
        run: () => ask(() => shell.client.advisoriesUpdate(), 'lists'),
      },
      {
        id: 'security vex',
        label: words.vex,
        words: words.words,
        icon: FileInput,
        run: () => void importVex(shell),
      },
    ];
    for (const { image } of shell.security.images)
      if (image.reference)
        actions.push({
          id: `look ${image.id}`,
          label: words.look(image.reference),
          words: words.words,
          icon: ScanSearch,
          whenTyped: true,
          run: () => ask(() => shell.client.imageScan(image.id), image.id),
        });
    return actions;
  });
}
