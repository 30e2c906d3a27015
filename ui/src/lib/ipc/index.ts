export { asProblem, type Client, type Stop } from './client';
export type { Commands } from './commands';
export { provideClient, useClient } from './context';
export type * from './generated';
export { Latest } from './latest.svelte';
export { Live } from './live.svelte';
