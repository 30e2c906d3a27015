import {
  type Client,
  type ContainerFreshness,
  type FreshnessView,
  type ImageFreshness,
  type ImageRow,
  Live,
  type Recovered,
} from '$lib/ipc';
import { isWaiting } from './standing';

/** What is known of how current everything is. One per window. */
export class Freshness {
  #client: Client;
  readonly live: Live<FreshnessView>;
  readonly recovery: Live<Recovered[]>;
  /** The notice of what was recovered was put away. */
  #read = $state(false);
  /** The check that was begun here, until the app says so itself. */
  #asked = $state<string | null>(null);

  constructor(client: Client) {
    this.#client = client;
    this.live = new Live(client, ['freshness', 'updates', 'engine'], () => client.freshness());
    this.recovery = new Live(client, ['updates', 'engine'], () => client.updateRecovered());
  }

  get containers(): readonly ContainerFreshness[] {
    return this.live.data?.containers ?? [];
  }

  get images(): readonly ImageFreshness[] {
    return this.live.data?.images ?? [];
  }

  /** Containers with something to do. */
  readonly waiting: readonly ContainerFreshness[] = $derived.by(() => this.containers.filter(isWaiting));

  /** Of them those that are done by a click here. */
  readonly updatable: readonly ContainerFreshness[] = $derived(this.waiting.filter((row) => row.updatable));

  /** The job that checks now. */
  get checking(): string | null {
    return this.live.data?.checking ?? this.#asked;
  }

  /** What the start found interrupted, until it was read. */
  get recovered(): readonly Recovered[] {
    return this.#read ? [] : (this.recovery.data ?? []);
  }

  dismissRecovered(): void {
    this.#read = true;
  }

  readonly #byId = $derived(new Map(this.containers.map((row) => [row.id, row])));
  readonly #byReference = $derived(new Map(this.images.map((row) => [row.reference, row])));

  /** The old one of an update, kept for going back: nobody's service, and not to be worried about. */
  isParked({ id, name }: { id: string; name: string }): boolean {
    const behind = /^(.+)\.old-[0-9a-f]{6}$/.exec(name)?.[1];
    return (
      !!behind && !this.#byId.has(id) && this.containers.some((row) => row.name === behind && !!row.undoUntil)
    );
  }

  container(id: string): ContainerFreshness | undefined {
    return this.#byId.get(id);
  }

  /** Of an image's names the one with most to tell: something newer, then a doubt, then the first. */
  image(row: Pick<ImageRow, 'names'>): ImageFreshness | undefined {
    const known = row.names.flatMap((name) => this.#byReference.get(name) ?? []);
    return known.find(isWaiting) ?? known.find((one) => one.status === 'unknown') ?? known[0];
  }

  /** Asks the registries: about these names, or about everything. */
  async check(references: readonly string[] = []): Promise<void> {
    this.#asked = await this.#client.freshnessCheck([...references]);
    await this.live.refresh();
    this.#asked = null;
  }

  end(): void {
    this.live.end();
    this.recovery.end();
  }
}
