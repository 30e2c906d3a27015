import KeyRound from '@lucide/svelte/icons/key-round';
import { t } from '$lib/i18n';
import type { Shell } from '$lib/shell/context';

/** Signing in from anywhere: the palette, and the button under a problem. */
export function registerRegistries(shell: Shell): void {
  shell.actions.register(() => [
    {
      id: 'signIn',
      label: t().registries.signInTo(t().registries.dialog.registry),
      words: t().registries.words,
      icon: KeyRound,
      run: () => shell.open('signIn'),
    },
  ]);
  shell.problems.register({ signIn: (registry) => shell.open('signIn', registry ?? '') });
}
