import {
  asProblem,
  type BuildFolder,
  type BuildRequest,
  type Client,
  type JobView,
  type Problem,
} from '$lib/ipc';
import type { Jobs } from '$lib/jobs';
import { heard, nothingSaid } from './transcript';

/** After the last key in the folder field, look at it this much later, in milliseconds. */
const patience = 300;

/** A build from the choice of the folder to the image: the form, what the folder offers, the job and what it says. */
export class Build {
  folder = $state('');
  found = $state.raw<BuildFolder | null>(null);
  looking = $state(false);
  dockerfile = $state('');
  tag = $state('');
  args = $state<{ key: string; value: string }[]>([]);
  noCache = $state(false);
  pull = $state(false);

  command = $state('');
  tagProblem = $state.raw<Problem | null>(null);
  /** The start was refused. */
  refused = $state.raw<Problem | null>(null);
  jobId = $state<string | null>(null);
  said = $state.raw(nothingSaid);

  #client: Client;
  #jobs: Jobs;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;
  /** The name was proposed, so the next folder may propose another. */
  #proposed = '';

  constructor(client: Client, jobs: Jobs, folder: string) {
    this.#client = client;
    this.#jobs = jobs;
    if (folder) {
      this.folder = folder;
      void this.look();
    }
  }

  get job(): JobView | undefined {
    return this.jobId ? this.#jobs.byId(this.jobId) : undefined;
  }

  get request(): BuildRequest {
    const { dockerfile, tag, noCache, pull } = this;
    const args = this.args
      .filter((arg) => arg.key.trim())
      .map(({ key, value }) => ({ key: key.trim(), value }));
    return { folder: this.found?.folder ?? this.folder, dockerfile, tag: tag.trim(), args, noCache, pull };
  }

  get ready(): boolean {
    return !!this.found && !this.found.problem && !!this.dockerfile && !this.tagProblem && !this.looking;
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  /** The folder field was typed in. */
  type(folder: string): void {
    this.folder = folder;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(), patience);
  }

  async pick(): Promise<void> {
    try {
      const folder = await this.#client.folderPick();
      if (!folder) return;
      this.folder = folder;
      await this.look();
    } catch (error) {
      this.refused = asProblem(error);
    }
  }

  /** Looks at what the folder offers. */
  async look(): Promise<void> {
    const folder = this.folder.trim();
    this.refused = null;
    if (!folder) {
      this.found = null;
      return;
    }
    this.looking = true;
    try {
      const found = await this.#client.buildFolder(folder);
      if (folder === this.folder.trim()) this.#take(found);
    } catch (error) {
      this.refused = asProblem(error);
    }
    this.looking = false;
  }

  #take(found: BuildFolder) {
    this.found = found;
    if (!found.dockerfiles.includes(this.dockerfile)) this.dockerfile = found.dockerfiles[0] ?? '';
    if (this.tag === this.#proposed) this.tag = this.#proposed = found.suggestedTag;
  }

  /** Asks for the command and whether the name can be one. */
  async check(request: BuildRequest): Promise<void> {
    try {
      const { command, tagProblem } = await this.#client.buildCheck(request);
      if (JSON.stringify(request) !== JSON.stringify(this.request)) return;
      this.command = command;
      this.tagProblem = tagProblem;
    } catch (error) {
      this.refused = asProblem(error);
    }
  }

  async start(): Promise<void> {
    if (!this.ready) return;
    this.refused = null;
    this.said = nothingSaid;
    try {
      const id = await this.#client.buildStart(this.request);
      await this.#jobs.live.refresh();
      this.jobId = id;
      await this.#client.jobWatch(id, ({ lines }) => {
        if (!this.#ended && this.jobId === id && lines.length) this.said = heard(this.said, lines);
      });
    } catch (error) {
      this.refused = asProblem(error);
    }
  }

  async cancel(): Promise<void> {
    if (this.jobId) await this.#jobs.cancel(this.jobId);
  }

  /** Back to the form, which is as it was. */
  back(): void {
    this.jobId = null;
  }
}
