import ClipboardPaste from '@lucide/svelte/icons/clipboard-paste';
import Play from '@lucide/svelte/icons/play';
import { t } from '$lib/i18n';
import type { Action, Shell } from '$lib/shell/context';

/** What the palette can run: an image, a pasted line, each image that is here. */
export function registerRun(shell: Shell): void {
  shell.actions.register(() => {
    if (shell.engine.data?.type !== 'connected') return [];
    const words = t().run;
    return [
      { id: 'run', label: words.title, words: words.words, icon: Play, run: () => shell.open('run') },
      { id: 'run line', label: words.paste, icon: ClipboardPaste, run: () => shell.open('run', '$') },
      ...ofImages(shell),
    ];
  });
}

function ofImages(shell: Shell): Action[] {
  const names = (shell.images.data ?? []).flatMap((row) => row.names);
  return names.map((name) => ({
    id: `run ${name}`,
    label: t().run.runOf(name),
    icon: Play,
    whenTyped: true,
    run: () => shell.open('run', name),
  }));
}
