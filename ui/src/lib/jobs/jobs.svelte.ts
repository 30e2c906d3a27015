import { type Client, type JobStatus, type JobUpdate, type JobView, Live } from '$lib/ipc';

/** Whether a job in this state is still at work. */
export function isUnderWay(status: JobStatus): boolean {
  return status === 'running' || status === 'cancelling';
}

/** How far a job is, 0 to 1; `null` when nobody knows. */
export function share(job: JobView): number | null {
  const progress = job.progress;
  if (!progress?.total) return null;
  return progress.current / progress.total;
}

/** Of two pictures of a job the one that was taken later. One that was asked to stop stays so until it does. */
function newer(job: JobView, known: JobView | undefined): JobView {
  if (!known || !isUnderWay(known.status)) return job;
  if (job.sequence < known.sequence) return known;
  return known.status === 'cancelling' && job.status === 'running' ? { ...job, status: 'cancelling' } : job;
}

/** All jobs there are, running ones first, newest first. */
export class Jobs {
  #client: Client;
  readonly live: Live<JobView[]>;
  #watched = new Set<string>();

  constructor(client: Client) {
    this.#client = client;
    this.live = new Live(client, ['jobs'], () => this.#read());
  }

  get all(): JobView[] {
    return this.live.data ?? [];
  }

  get running(): JobView[] {
    return this.all.filter((job) => isUnderWay(job.status));
  }

  get ended(): JobView[] {
    return this.all.filter((job) => !isUnderWay(job.status));
  }

  /** The one the status bar speaks of. */
  get current(): JobView | undefined {
    return this.running[0];
  }

  byId(id: string): JobView | undefined {
    return this.all.find((job) => job.id === id);
  }

  /** How many ended today, in a state. */
  today(status: JobStatus): number {
    const midnight = new Date().setHours(0, 0, 0, 0);
    return this.ended.filter(
      (job) => job.status === status && job.finished && Date.parse(job.finished) >= midnight,
    ).length;
  }

  /** Asks a job to stop; shows at once that it was asked. */
  async cancel(id: string): Promise<void> {
    this.live.expect((jobs) => jobs.map((job) => (job.id === id ? { ...job, status: 'cancelling' } : job)));
    await this.#client.jobCancel(id);
  }

  async dismiss(id: string): Promise<void> {
    this.live.expect((jobs) => jobs.filter((job) => job.id !== id));
    await this.#client.jobDismiss(id);
  }

  async clear(): Promise<void> {
    await Promise.all(this.ended.map((job) => this.dismiss(job.id)));
  }

  /** The list says when jobs begin, move on and end; how far one is comes to those who watch it. */
  async #read(): Promise<JobView[]> {
    const list = await this.#client.jobList();
    for (const job of list) if (job.ours && isUnderWay(job.status)) this.#watch(job.id);
    return list.map((job) => newer(job, this.byId(job.id)));
  }

  #watch(id: string) {
    if (this.#watched.has(id)) return;
    this.#watched.add(id);
    const take = ({ job }: JobUpdate) =>
      this.live.expect((jobs) => jobs.map((known) => (known.id === id ? newer(job, known) : known)));
    this.#client.jobWatch(id, take).catch(() => this.#watched.delete(id));
  }
}
