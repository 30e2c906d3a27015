import Download from '@lucide/svelte/icons/download';
import FileDown from '@lucide/svelte/icons/file-down';
import Layers from '@lucide/svelte/icons/layers';
import ScanSearch from '@lucide/svelte/icons/scan-search';
import type { MenuItem } from '$lib/design';
import { t } from '$lib/i18n';
import type { DocumentFormat, ImageSecurity } from '$lib/ipc';
import { path, type Shell } from '$lib/shell/context';
import type { Safety } from './safety.svelte';

const documents: readonly DocumentFormat[] = ['cyclonedx', 'spdx', 'vex'];

/** What can be done with an image, by right click, by key and by its three dots. */
export function imageMenu(shell: Shell, safety: Safety, row: ImageSecurity): MenuItem[] {
  const words = t().security.detail;
  const { id } = row.image;
  const looked = row.known === 'yes' || row.known === 'partly';
  const items: MenuItem[] = [
    {
      id: 'look',
      label: looked ? words.again : words.look,
      icon: ScanSearch,
      keys: 'L',
      run: () => void safety.look(id),
    },
    { id: 'image', label: words.image, icon: Layers, run: () => shell.router.go(path('images', id)) },
  ];
  if (row.fix?.how === 'updateImage')
    items.unshift({
      id: 'update',
      label: words.update,
      icon: Download,
      keys: 'U',
      run: () => safety.update(row),
    });
  documents.forEach((format, at) => {
    items.push({
      id: format,
      label: words[format],
      icon: FileDown,
      disabled: !looked,
      apart: at === 0,
      run: () => void safety.save(id, format),
    });
  });
  return items;
}
