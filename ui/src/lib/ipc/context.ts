import { createContext } from 'svelte';
import type { Client } from './client';

/** The client every component uses; the app provides it, a test provides `memory`. */
export const [useClient, provideClient] = createContext<Client>();
