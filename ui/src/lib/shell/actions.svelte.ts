import { type Component, untrack } from 'svelte';

/** Something the palette can do. */
export interface Action {
  id: string;
  /** A verb first: "Run an image". */
  label: string;
  /** Other words it is found by. */
  words?: string;
  icon?: Component<{ size?: number }>;
  /** Shown beside it: "G H". */
  keys?: string;
  /** One of many of its kind: not shown before something is typed. */
  whenTyped?: boolean;
  run: () => void;
}

/** Gives the actions that make sense right now, in the language in use. */
export type ActionSource = () => readonly Action[];

/** All actions of the app. Features register theirs once; an open page may add its own for as long as it is open. */
export class Actions {
  #sources = $state.raw<readonly ActionSource[]>([]);

  /** Adds actions; returns what takes them away again, so it fits into an `$effect`. */
  register(source: ActionSource): () => void {
    // An effect that registers must not run again because something was registered.
    this.#sources = [...untrack(() => this.#sources), source];
    return () => {
      this.#sources = untrack(() => this.#sources).filter((other) => other !== source);
    };
  }

  get all(): Action[] {
    return this.#sources.flatMap((source) => source());
  }
}
