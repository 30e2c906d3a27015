// What features may know of the shell. Everything else in this folder is its own business.
export type { Action, ActionSource } from './actions.svelte';
export { default as EngineList } from './EngineList.svelte';
export { default as Page } from './Page.svelte';
export { path } from './router.svelte';
export { type Shell, useShell } from './shell.svelte';
