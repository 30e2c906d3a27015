import { createContext } from 'svelte';
import { Toasts } from '$lib/design';
import { Freshness } from '$lib/freshness';
import { problemWords } from '$lib/i18n';
import { asProblem, type Client, type ContainerRow, type EngineState, type ImageRow, Live } from '$lib/ipc';
import { Jobs } from '$lib/jobs';
import { ProblemHandlers } from '$lib/problem';
import { Security } from '$lib/security';
import { Actions } from './actions.svelte';
import { Preferences } from './preferences.svelte';
import { Router } from './router.svelte';

/** Something shown over the page, by the name it has in `src/places.ts`. */
export interface Overlay {
  name: string;
  /** What it is about: an image reference, a folder. */
  about: string;
}

/** What the whole window shares: where we are, what there is, what can be done. One per window. */
export class Shell {
  readonly client: Client;
  readonly router = new Router();
  readonly actions = new Actions();
  readonly problems = new ProblemHandlers();
  readonly toasts = new Toasts();
  readonly engine: Live<EngineState>;
  readonly containers: Live<ContainerRow[]>;
  readonly images: Live<ImageRow[]>;
  readonly jobs: Jobs;
  readonly freshness: Freshness;
  readonly security: Security;
  readonly preferences: Preferences;

  overlay = $state.raw<Overlay | null>(null);
  paletteOpen = $state(false);
  activityOpen = $state(false);
  shortcutsOpen = $state(false);
  enginesOpen = $state(false);
  /** The filter field of the page, for the `/` key. */
  filterInput = $state.raw<HTMLInputElement | undefined>();

  constructor(client: Client) {
    this.client = client;
    this.preferences = new Preferences(client);
    this.engine = new Live(client, ['engine'], () => client.engineState());
    this.containers = new Live(client, ['containers', 'engine'], () => client.containerList());
    this.images = new Live(client, ['images', 'engine'], () => client.imageList());
    this.jobs = new Jobs(client);
    this.freshness = new Freshness(client);
    this.security = new Security(client);
  }

  /** Shows an overlay: `shell.open('pull', 'nginx')`. */
  open(name: string, about = ''): void {
    this.overlay = { name, about };
  }

  closeOverlay(): void {
    this.overlay = null;
  }

  /** Does something that may fail, and says so in a toast when it does. For buttons without a place for a problem. */
  async attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      const { title, why } = problemWords(asProblem(error));
      this.toasts.say([title, why].filter(Boolean).join('. '), { meaning: 'broken' });
      return false;
    }
  }

  /** Stops listening, when the window's content goes. */
  end(): void {
    this.router.end();
    for (const live of [this.engine, this.containers, this.images, this.jobs.live, this.preferences.live])
      live.end();
    this.freshness.end();
    this.security.end();
  }

  /** Opens the address of a container's port in the user's browser. Other addresses are not opened at all. */
  browse(url: string): void {
    const container = this.containers.data?.find((row) => row.ports.some((port) => port.url === url));
    if (container) void this.attempt(() => this.client.containerOpen(container.id, url));
  }
}

export const [useShell, provideShell] = createContext<Shell>();
