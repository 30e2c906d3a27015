import Download from '@lucide/svelte/icons/download';
import { t } from '$lib/i18n';
import type { Shell } from '$lib/shell/context';

/** The palette's action, and what "Use nginx" under a problem does anywhere. */
export function registerPull(shell: Shell): void {
  shell.actions.register(() =>
    shell.engine.data?.type === 'connected'
      ? [
          {
            id: 'pull',
            label: t().pull.title,
            words: t().pull.words,
            icon: Download,
            run: () => shell.open('pull'),
          },
        ]
      : [],
  );
  shell.problems.register({ useReference: (reference) => shell.open('pull', reference ?? '') });
}
