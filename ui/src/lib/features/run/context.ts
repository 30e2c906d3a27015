import { createContext } from 'svelte';
import type { RunState } from './runState.svelte';

/** The form that the fields of the dialog belong to. */
export const [useRun, provideRun] = createContext<RunState>();

/** What a control needs to be announced with the issues at its field: spread it. */
export function issueProps(state: RunState, field: string) {
  const issues = state.at(field);
  return {
    'aria-invalid': issues.some((issue) => issue.blocking) || undefined,
    'aria-describedby': issues.length ? issuesId(field) : undefined,
  };
}

/** The id of the text that says what is wrong with a field. */
export function issuesId(field: string): string {
  return `run-issues-${field.replace(/[^\w-]/g, '-')}`;
}
