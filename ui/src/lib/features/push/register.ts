import Upload from '@lucide/svelte/icons/upload';
import { t } from '$lib/i18n';
import type { Shell } from '$lib/shell/context';

/** Every image that is here can be pushed from the palette, once something is typed. */
export function registerPush(shell: Shell): void {
  shell.actions.register(() => {
    if (shell.engine.data?.type !== 'connected') return [];
    const names = (shell.images.data ?? []).flatMap((row) => row.names);
    return names.map((name) => ({
      id: `push ${name}`,
      label: t().push.palette(name),
      words: 'push upload',
      icon: Upload,
      whenTyped: true,
      run: () => shell.open('push', name),
    }));
  });
}
