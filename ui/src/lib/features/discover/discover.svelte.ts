import type { Face } from '$lib/design';
import { plainLine } from '$lib/design';
import { type Client, Latest, type SearchHit, type SearchView, type TypedImage } from '$lib/ipc';
import { curated } from './curated';
import { Repository } from './repository.svelte';

/** An image that can be looked at: a hit of the search, or one that is well known. */
export interface Found extends SearchHit {
  /** What it is good for; only well-known ones have it. */
  purpose?: string;
}

/** After the last key this much passes before registries are asked, in milliseconds. */
const patience = 300;
/** Repositories whose tags are remembered. */
const most = 30;

/** What the place looks for and has found. Lives as long as the window, so that coming back finds it as it was left. */
export class Discover {
  text = $state('');
  readonly search: Latest<string, SearchView>;
  /** What is typed, understood as the name of an image. */
  readonly typed: Latest<string, TypedImage>;
  #client: Client;
  #repositories = new Map<string, Repository>();

  constructor(client: Client) {
    this.#client = client;
    this.search = new Latest((text) => client.discoverSearch(text), patience);
    this.typed = new Latest((text) => client.imageTyped(text), patience);
  }

  /** Looks for a text; the answer to the newest one counts. */
  find(text: string): void {
    this.text = text;
    for (const each of [this.search, this.typed]) {
      if (text.trim()) each.ask(text.trim());
      else each.clear();
    }
  }

  /** Something is looked for; otherwise the well-known images are shown. */
  get looking(): boolean {
    return this.text.trim() !== '';
  }

  get rows(): Found[] {
    return this.looking ? unique(this.search.answer?.hits ?? []).map(readable) : curated();
  }

  get face(): Face {
    if (!this.looking) return 'ready';
    if (this.search.problem) return 'failed';
    if (!this.search.answer) return 'loading';
    return this.search.answer.hits.length ? 'ready' : 'filtered';
  }

  /** Registries that were searched and answered. */
  get answered(): string[] {
    const { searched = [], problems = [] } = this.search.answer ?? {};
    return searched.filter((host) => !problems.some((problem) => problem.facts.registry === host));
  }

  /** The image whose whole name was typed, when the search did not find it. */
  get named(): string | undefined {
    const reference = this.looking ? this.typed.answer?.reference : undefined;
    return reference && !this.rows.some((row) => row.reference === reference) ? reference : undefined;
  }

  /** What is known of a repository besides its tags. */
  about(name: string): Found | undefined {
    return [...this.rows, ...curated()].find((row) => row.reference === name);
  }

  /** A repository; its tags are asked for once. */
  repository(name: string): Repository {
    const known = this.#repositories.get(name) ?? new Repository(this.#client, name);
    this.#repositories.delete(name);
    this.#repositories.set(name, known);
    for (const oldest of [...this.#repositories.keys()].slice(0, -most)) this.#repositories.delete(oldest);
    return known;
  }
}

/** A registry may send a name twice; a row is known by it. */
function unique(hits: readonly SearchHit[]): SearchHit[] {
  return [...new Map(hits.map((hit) => [hit.reference, hit])).values()];
}

function readable(hit: SearchHit): Found {
  return { ...hit, description: plainLine(hit.description) };
}

const places = new WeakMap<Client, Discover>();

/** The place of this window. */
export function discoverOf(client: Client): Discover {
  const place = places.get(client) ?? new Discover(client);
  places.set(client, place);
  return place;
}
