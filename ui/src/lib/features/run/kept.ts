import type { RunState } from './runState.svelte';

/** Forms that are still of use after their dialog was closed: of runs under way, and one that was left to look at something. */
const most = 20;
const runs = new Map<string, RunState>();
let left: RunState | undefined;

/** Keeps the form of a run, so that it is there when the run fails. */
export function keepRun(job: string, state: RunState): void {
  runs.set(job, state);
  for (const oldest of [...runs.keys()].slice(0, -most)) runs.delete(oldest);
}

export function runOf(job: string): RunState | undefined {
  return runs.get(job);
}

/** Keeps a form for the next time the dialog opens. */
export function leave(state: RunState): void {
  left = state;
}

/** The form that was left, once. */
export function takeLeft(): RunState | undefined {
  const state = left;
  left = undefined;
  return state;
}
