import Hammer from '@lucide/svelte/icons/hammer';
import { t } from '$lib/i18n';
import type { Shell } from '$lib/shell/context';

/** Building from anywhere: the palette. */
export function registerBuild(shell: Shell): void {
  shell.actions.register(() => [
    {
      id: 'build',
      label: t().build.action,
      words: 'dockerfile',
      icon: Hammer,
      run: () => shell.open('build'),
    },
  ]);
}
