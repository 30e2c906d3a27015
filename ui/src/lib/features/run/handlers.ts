import { tick } from 'svelte';
import { t } from '$lib/i18n';
import type { Problem } from '$lib/ipc';
import type { Handlers } from '$lib/problem';
import { path, type Shell } from '$lib/shell/context';
import { leave } from './kept';
import * as repair from './repair';
import type { RunState } from './runState.svelte';

/**
 * What the buttons under a problem of a form do. `then` is what follows once the form was put right: a run that failed
 * is tried again.
 */
export function handlersFor(
  shell: Shell,
  state: RunState,
  problem: Problem,
  field: string,
  then: () => void = () => {},
): Handlers {
  const change = (work: (draft: NonNullable<RunState['draft']>) => void) => {
    if (state.draft) work(state.draft);
    then();
  };
  return {
    usePort: (value) => change((draft) => repair.usePort(draft, problem, field, value)),
    useName: (value) => change((draft) => repair.useName(draft, value)),
    useVolume: () => change((draft) => repair.useVolume(draft, problem, field)),
    useShell: () => change(repair.useShell),
    runWithTerminal: () => change(repair.runWithTerminal),
    raiseMemory: () => change(repair.raiseMemory),
    useReference: (value) => void state.openImage(value ?? ''),
    retry: then,
    createFolder: async (folder) => {
      if (!(await shell.attempt(() => shell.client.folderCreate(folder ?? '')))) return;
      state.look();
      then();
    },
    // At its own field there is nothing to lead to.
    setVariable: field.startsWith('env')
      ? undefined
      : async (key) => {
          if (state.draft) repair.setVariable(state.draft, key ?? '');
          state.edit();
          state.part = 'main';
          await tick();
          const rows = state.draft?.spec.env ?? [];
          focusField(`env.${key}`) || focusField(`envRow.${rows.findIndex((env) => env.key === key)}`);
        },
    showContainer: (container) => {
      leaveForm(shell, state);
      shell.router.go(path('containers', container ?? ''));
    },
    showLog: (container) => {
      leaveForm(shell, state);
      shell.router.go(path('containers', container ?? '', 'logs'));
    },
  };
}

/** Closes the dialog to look at something, with a way back to the form as it is. */
function leaveForm(shell: Shell, state: RunState): void {
  shell.closeOverlay();
  state.step = 'form';
  const back = () => {
    leave(state);
    shell.open('run');
  };
  shell.toasts.say(t().run.kept, { meaning: 'off', action: { label: t().run.backToForm, run: back } });
}

/** Moves the focus to a field of the form; false when it is not there. */
export function focusField(field: string): boolean {
  const places = [...document.querySelectorAll<HTMLElement>('[data-field]')];
  const place = places.find((one) => one.dataset.field === field);
  const control = place?.querySelector<HTMLElement>('input, select, textarea, button');
  control?.focus();
  control?.scrollIntoView({ block: 'center' });
  return !!control;
}
