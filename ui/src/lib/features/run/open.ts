import type { Shell } from '$lib/shell/context';
import type { About } from './about';
import { runOf, takeLeft } from './kept';
import * as repair from './repair';
import { makeRun, type RunState } from './runState.svelte';

/** The form the dialog begins with: one that is still kept, or a new one about an image, a line or a container. */
export function openWith(shell: Shell, about: About): RunState {
  const left = takeLeft();
  if (about.kind === 'empty' && left) return left;
  if (about.kind === 'job') return ofJob(shell, about.id, about.reference);
  const state = makeRun(shell.client);
  if (about.kind === 'line') state.way = 'line';
  if (about.kind === 'image') void state.openImage(about.reference);
  if (about.kind === 'container') void likeContainer(state, about.id, about.repair, about.value);
  return state;
}

/** The form of an earlier run as it was left; after a restart of the app only its image is known. */
function ofJob(shell: Shell, job: string, reference: string): RunState {
  const kept = runOf(job);
  if (kept) {
    kept.edit();
    return kept;
  }
  const state = makeRun(shell.client);
  void state.openImage(reference);
  return state;
}

async function likeContainer(state: RunState, container: string, what: string, value: string): Promise<void> {
  await state.openLike(container);
  const { draft } = state;
  if (!draft) return;
  if (what === 'setVariable') repair.setVariable(draft, value);
  if (what === 'raiseMemory') repair.raiseMemory(draft);
  if (what === 'useShell') repair.useShell(draft);
  if (what === 'runWithTerminal') repair.runWithTerminal(draft);
}
