import FileDown from '@lucide/svelte/icons/file-down';
import ScanSearch from '@lucide/svelte/icons/scan-search';
import { t } from '$lib/i18n';
import { type Action, path, type Shell } from '$lib/shell/context';
import { saveDocument } from './page/documents';

/** What the palette can do with images. Comparing is offered by the page of the image that is open. */
export function registerImages(shell: Shell): void {
  shell.actions.register(() => {
    const words = t().inside.palette;
    return (shell.images.data ?? []).flatMap((row): Action[] => {
      const name = row.names[0];
      if (!name) return [];
      return [
        {
          id: `inside ${row.id}`,
          label: words.look(name),
          words: words.words,
          icon: ScanSearch,
          whenTyped: true,
          run: () => shell.router.go(path('images', row.id, 'inside')),
        },
        {
          id: `sbom ${row.id}`,
          label: words.sbom(name),
          icon: FileDown,
          whenTyped: true,
          run: () => void saveDocument(shell, row.id, 'cyclonedx'),
        },
      ];
    });
  });
}
