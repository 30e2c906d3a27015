import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { asProblem, type Problem, type TagDetail } from '$lib/ipc';

/** The app asks about at most so many at a time. */
const most = 24;
/** Rows that come into view together are asked for together, in milliseconds. */
const pause = 150;

/** Details of tags, asked for when a row is looked at, a few at a time, and kept. */
export class TagDetails {
  /** Why nothing more is asked: the registry has had enough, or cannot be asked at all. */
  problem = $state.raw<Problem | null>(null);
  #known = new SvelteMap<string, TagDetail>();
  /** By how many each is looked at. */
  #wanted = new Map<string, number>();
  #ask: (tags: string[]) => Promise<TagDetail[]>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;

  constructor(ask: (tags: string[]) => Promise<TagDetail[]>) {
    this.#ask = ask;
  }

  of(tag: string): TagDetail | undefined {
    return this.#known.get(tag);
  }

  /** Those that were looked at and cannot run here. */
  get misfits(): ReadonlySet<string> {
    const misfits = [...this.#known.values()].filter((one) => one.platforms.length > 0 && !one.fits);
    return new Set(misfits.map((one) => one.tag));
  }

  /** Somebody looks at this tag, until they do not any more: fits into an `$effect`. */
  want(tag: string): () => void {
    if (untrack(() => this.#known.has(tag))) return () => {};
    this.#wanted.set(tag, (this.#wanted.get(tag) ?? 0) + 1);
    this.#soon();
    return () => this.#drop(tag);
  }

  /** Asks again about those that could not be looked at. */
  again(): void {
    for (const { tag, problem } of [...this.#known.values()]) {
      if (!problem) continue;
      this.#known.delete(tag);
      this.#wanted.set(tag, 1);
    }
    this.problem = null;
    this.#soon();
  }

  #drop(tag: string) {
    const left = (this.#wanted.get(tag) ?? 0) - 1;
    if (left > 0) this.#wanted.set(tag, left);
    else this.#wanted.delete(tag);
  }

  #soon() {
    if (!this.#asking) this.#timer ??= setTimeout(() => void this.#next(), pause);
  }

  async #next() {
    this.#timer = undefined;
    const tags = [...this.#wanted.keys()].slice(0, most);
    if (!tags.length || this.problem) return;
    this.#asking = true;
    for (const tag of tags) this.#wanted.delete(tag);
    try {
      this.#take(tags, await this.#ask(tags));
    } catch (error) {
      this.problem = asProblem(error);
      for (const tag of tags) this.#wanted.set(tag, 1);
    }
    this.#asking = false;
    if (this.#wanted.size) this.#soon();
  }

  #take(tags: readonly string[], answers: readonly TagDetail[]) {
    const told = new Map(answers.map((detail) => [detail.tag, detail]));
    for (const tag of tags) this.#known.set(tag, told.get(tag) ?? untold(tag));
    this.problem = answers.find((one) => one.problem?.code === 'freshness.rateLimited')?.problem ?? null;
  }
}

/** A tag that the registry says nothing about. */
const untold = (tag: string): TagDetail => ({
  tag,
  digest: null,
  created: null,
  platforms: [],
  size: null,
  fits: false,
  problem: null,
});
