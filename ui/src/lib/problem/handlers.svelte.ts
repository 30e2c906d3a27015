import { createContext } from 'svelte';
import type { ActionId, ProblemAction } from '$lib/ipc';

/** Does what a button under a problem says. */
export type Handler = (value: string | null) => void;
export type Handlers = Partial<Record<ActionId, Handler>>;

/** What the buttons under problems can do; features add what they know. */
export class ProblemHandlers {
  #handlers = $state.raw<Handlers>({});

  register(handlers: Handlers): void {
    this.#handlers = { ...this.#handlers, ...handlers };
  }

  /** The handler for an action: the one given by whoever shows the problem, or else the registered one. */
  find(action: ProblemAction, own: Handlers = {}): Handler | undefined {
    return own[action.id] ?? this.#handlers[action.id];
  }
}

export const [useProblemHandlers, provideProblemHandlers] = createContext<ProblemHandlers>();
