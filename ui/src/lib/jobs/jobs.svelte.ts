import { type Client, type JobStatus, type JobView, Live } from '$lib/ipc';

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

/** All jobs there are, running ones first, newest first. */
export class Jobs {
  #client: Client;
  readonly live: Live<JobView[]>;

  constructor(client: Client) {
    this.#client = client;
    this.live = new Live(client, ['jobs'], () => client.jobList());
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
}
