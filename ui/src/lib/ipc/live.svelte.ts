import { asProblem, type Client, type Stop } from './client';
import type { Problem, Resource } from './generated';

/** Under a storm of changes a list is read again at most this often, in milliseconds. */
const pause = 120;

/**
 * Something the app knows and the window shows. Reads it through the client, and again whenever it is said to have
 * changed: bursts count once, a hidden window waits until it is looked at, and what was there stays until the new
 * one has arrived.
 */
export class Live<T> {
  /** The newest that arrived; kept while the next one is on its way, and when that fails. */
  data = $state.raw<T | undefined>(undefined);
  /** Why the last read failed. */
  problem = $state.raw<Problem | null>(null);
  /** A read is under way. */
  reading = $state(false);

  #read: () => Promise<T>;
  #stops: Stop[] = [];
  #stale = false;
  #last = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;

  constructor(client: Client, names: readonly Resource[], read: () => Promise<T>) {
    this.#read = read;
    this.#stops.push(
      client.onChanged((changed) => names.some((name) => changed.includes(name)) && this.#touch()),
    );
    const seen = () => !document.hidden && this.#stale && this.#soon();
    document.addEventListener('visibilitychange', seen);
    this.#stops.push(() => document.removeEventListener('visibilitychange', seen));
    void this.refresh();
  }

  /** Which of a list's faces to show; whether it is empty is for the reader to say. */
  get face(): 'loading' | 'failed' | 'ready' {
    if (this.data !== undefined) return 'ready';
    return this.problem ? 'failed' : 'loading';
  }

  /** Reads now. Only one read is under way at a time; what changes meanwhile is read after it. */
  async refresh(): Promise<void> {
    if (this.reading) {
      this.#stale = true;
      return;
    }
    this.reading = true;
    this.#stale = false;
    this.#last = performance.now();
    try {
      const data = await this.#read();
      if (this.#ended) return;
      this.data = data;
      this.problem = null;
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.reading = false;
      if (this.#stale) this.#soon();
    }
  }

  /** Shows something before the app has said it. The next read puts it right. */
  expect(change: (data: T) => T): void {
    if (this.data !== undefined) this.data = change(this.data);
  }

  /** Stops listening. */
  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
  }

  #touch() {
    this.#stale = true;
    this.#soon();
  }

  #soon() {
    if (this.#ended || document.hidden || this.#timer !== undefined) return;
    const wait = Math.max(0, this.#last + pause - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.refresh();
    }, wait);
  }
}
