import { untrack } from 'svelte';
import { type Face, matches } from '$lib/design';
import { type Client, Latest, type TagRow, type TagsView } from '$lib/ipc';
import { TagDetails } from './details.svelte';

/** The cursor may run through the list: the registry is asked where it rests, after so many milliseconds. */
const patience = 200;

/** A repository: its tags, what is known of each, and which of them are shown. */
export class Repository {
  readonly name: string;
  readonly list: Latest<string, TagsView>;
  filter = $state('');
  /** Trial versions are not what most people look for. */
  hidePreReleases = $state(true);
  onlyFitting = $state(false);
  details: TagDetails = $state.raw(new TagDetails(async () => []));
  #client: Client;
  #lookers = 0;

  constructor(client: Client, name: string) {
    this.name = name;
    this.#client = client;
    this.list = new Latest((name) => client.discoverTags(name), patience);
    this.#forget();
  }

  /** Asks for the tags, unless they are known. Returns what takes the question back when nobody looks any more. */
  load(): () => void {
    const known = () => untrack(() => this.list.answer) !== undefined;
    this.#lookers++;
    if (!known()) this.list.ask(this.name);
    return () => {
      this.#lookers--;
      if (this.#lookers === 0 && !known()) this.list.clear();
    };
  }

  /** Asks for everything anew. */
  async reload(): Promise<void> {
    this.#forget();
    await this.list.now(this.name);
  }

  get all(): readonly TagRow[] {
    return this.list.answer?.tags ?? [];
  }

  readonly rows: readonly TagRow[] = $derived.by(() => {
    const misfits = this.onlyFitting ? this.details.misfits : new Set<string>();
    return this.all.filter(
      (row) =>
        matches(this.filter, row.tag) && !(this.hidePreReleases && row.preRelease) && !misfits.has(row.tag),
    );
  });

  get face(): Face {
    if (this.list.problem) return 'failed';
    if (!this.list.answer) return 'loading';
    if (!this.all.length) return 'empty';
    return this.rows.length ? 'ready' : 'filtered';
  }

  showAll(): void {
    this.filter = '';
    this.hidePreReleases = false;
    this.onlyFitting = false;
  }

  #forget() {
    this.details = new TagDetails((tags) => this.#client.discoverTagDetails(this.name, tags));
  }
}
