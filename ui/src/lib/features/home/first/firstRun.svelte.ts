import {
  asProblem,
  type ContainerRow,
  type ImageRow,
  type JobKind,
  type JobView,
  type Problem,
} from '$lib/ipc';
import { isUnderWay } from '$lib/jobs';
import type { Shell } from '$lib/shell/context';

/** Where a step stands. */
export type StepState = 'todo' | 'busy' | 'done' | 'failed';

/** The image that was chosen survives a reload; everything else is read from what there really is. */
const key = 'mooring.first-run';

/** What the path proposes: small, well known, shows a page at once. */
export const proposed = 'nginx';

/** The path of somebody new: an engine, an image, a running container with a page. */
export class FirstRun {
  image = $state<string | null>(localStorage.getItem(key));
  /** Why a job could not even begin. */
  refused = $state.raw<Problem | null>(null);
  #starting = $state(false);
  #shell: Shell;

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  /** For somebody without containers, and for somebody who is in the middle of it. */
  get wanted(): boolean {
    const settings = this.#shell.preferences.now;
    const containers = this.#shell.containers.data;
    if (!settings || settings.firstRunDone || !containers) return false;
    return containers.length === 0 || this.image !== null;
  }

  get imageRow(): ImageRow | undefined {
    return this.image
      ? this.#shell.images.data?.find((row) => row.names.includes(this.image ?? ''))
      : undefined;
  }

  get pullJob(): JobView | undefined {
    return this.#newest('imagePull');
  }

  get runJob(): JobView | undefined {
    return this.#newest('containerRun');
  }

  get container(): ContainerRow | undefined {
    const id = this.runJob?.outcome.containerId;
    return id ? this.#shell.containers.data?.find((row) => row.id === id) : undefined;
  }

  /** Where the page is. */
  get url(): string | undefined {
    return this.container?.ports.find((port) => port.url)?.url ?? undefined;
  }

  get imageStep(): StepState {
    if (this.imageRow) return 'done';
    if (this.pullJob && isUnderWay(this.pullJob.status)) return 'busy';
    if (this.image && (this.refused || this.pullJob?.problem)) return 'failed';
    return this.#starting ? 'busy' : 'todo';
  }

  get runStep(): StepState {
    if (!this.imageRow) return 'todo';
    if (this.container) return 'done';
    if (this.#starting || (this.runJob && isUnderWay(this.runJob.status))) return 'busy';
    return this.refused || this.runJob?.problem ? 'failed' : 'todo';
  }

  /** Takes this image, and pulls it when it is not here. */
  async choose(image: string): Promise<void> {
    this.image = image;
    localStorage.setItem(key, image);
    this.refused = null;
    if (!this.imageRow) await this.#start(() => this.#shell.client.imagePull(image, null));
  }

  /** Takes another image. */
  forget(): void {
    this.image = null;
    this.refused = null;
    localStorage.removeItem(key);
  }

  /** Runs it as its own form proposes: free name, free port, named volumes. */
  async run(): Promise<void> {
    const { client } = this.#shell;
    const image = this.image;
    if (!image) return;
    await this.#start(async () => client.runStart((await client.runForm(image)).spec));
  }

  /** Finished or put away: it does not come back. */
  async finish(): Promise<void> {
    await this.#shell.attempt(() => this.#shell.preferences.change({ firstRunDone: true }));
    this.forget();
  }

  async #start(begin: () => Promise<string>) {
    this.refused = null;
    this.#starting = true;
    try {
      await begin();
      await this.#shell.jobs.live.refresh();
    } catch (error) {
      this.refused = asProblem(error);
    }
    this.#starting = false;
  }

  #newest(kind: JobKind): JobView | undefined {
    const mine = this.#shell.jobs.all.filter((job) => job.kind === kind && job.subject === this.image);
    return mine.sort((a, b) => b.started.localeCompare(a.started))[0];
  }
}
