import CircleQuestionMark from '@lucide/svelte/icons/circle-question-mark';
import { t } from '$lib/i18n';
import type { Shell } from '$lib/shell/context';

/** The explanation of what an engine is: under problems and in the palette. */
export function registerOnboarding(shell: Shell): void {
  const explain = () => shell.open('engineHelp');
  shell.problems.register({ explainEngine: explain });
  shell.actions.register(() => [
    {
      id: 'engine help',
      label: t().onboarding.help.title,
      words: 'install docker podman help',
      icon: CircleQuestionMark,
      run: explain,
    },
  ]);
}
