import type { Meaning } from './meaning';

/** Something that happened, with undo where there is one. */
export interface Toast {
  id: number;
  text: string;
  meaning: Meaning;
  action?: { label: string; run: () => void };
}

interface Options {
  meaning?: Meaning;
  action?: Toast['action'];
}

/** The last things that happened. Each goes by itself, later when there is something to click, never while it is pointed at. */
export class Toasts {
  list = $state<Toast[]>([]);
  #next = 1;
  #held = false;

  say(text: string, { meaning = 'fine', action }: Options = {}) {
    const id = this.#next++;
    this.list = [...this.list.slice(-2), { id, text, meaning, action }];
    this.#later(id, action || meaning === 'broken' ? 10_000 : 5_000);
  }

  dismiss(id: number) {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  hold(held: boolean) {
    this.#held = held;
  }

  #later(id: number, wait: number) {
    setTimeout(() => (this.#held ? this.#later(id, 2_000) : this.dismiss(id)), wait);
  }
}
