import Download from '@lucide/svelte/icons/download';
import Play from '@lucide/svelte/icons/play';
import Tags from '@lucide/svelte/icons/tags';
import type { MenuItem } from '$lib/design';
import { t } from '$lib/i18n';
import { path, type Shell } from '$lib/shell/context';

/** What can be done with an image that was found. */
export function resultMenu(shell: Shell, { reference }: { reference: string }): MenuItem[] {
  return [
    {
      id: 'open',
      label: t().discover.open,
      icon: Tags,
      keys: 'Enter',
      run: () => shell.router.go(path('discover', reference)),
    },
    ...takeMenu(shell, reference),
  ];
}

/** Running and pulling a name. */
export function takeMenu(shell: Shell, reference: string): MenuItem[] {
  const disabled = shell.engine.data?.type !== 'connected';
  const words = t().discover;
  return [
    {
      id: 'run',
      label: words.run,
      icon: Play,
      keys: 'R',
      disabled,
      run: () => shell.open('run', reference),
    },
    {
      id: 'pull',
      label: words.pull,
      icon: Download,
      disabled,
      run: () => shell.open('pull', reference),
    },
  ];
}
