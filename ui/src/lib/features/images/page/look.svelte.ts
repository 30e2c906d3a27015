import { spoken } from '$lib/i18n';
import { type ImagePage, type InsideView, Live, type ScanView } from '$lib/ipc';
import type { Shell } from '$lib/shell/context';

/** What is known of one image: its settings, what is inside, its problems, and the job that is looking. */
export class ImageLook {
  readonly id: string;
  readonly page: Live<ImagePage>;
  readonly inside: Live<InsideView>;
  readonly findings: Live<ScanView>;
  /** The user, or the page by itself, has asked to look; the answer is under way. */
  asking = $state(false);
  #shell: Shell;

  constructor(shell: Shell, id: string) {
    this.#shell = shell;
    this.id = id;
    const { client } = shell;
    this.page = new Live(client, ['images', 'engine'], () => client.imagePage(id));
    this.inside = new Live(client, ['security', 'images'], () => client.imageInside(id, spoken()));
    this.findings = new Live(client, ['security', 'images'], () => client.imageFindings(id, spoken()));
  }

  get known() {
    return this.inside.data?.known;
  }

  get job() {
    return this.inside.data?.job ? this.#shell.jobs.byId(this.inside.data.job) : undefined;
  }

  /** Somebody is looking right now. */
  get looking(): boolean {
    return this.asking || !!this.inside.data?.job || this.known === 'reading';
  }

  /** Looks inside, or again. */
  async look(): Promise<void> {
    if (this.looking) return;
    this.asking = true;
    await this.#shell.attempt(() => this.#shell.client.imageScan(this.id));
    await this.inside.refresh();
    this.asking = false;
  }

  /** Reads the sentences anew, after the language has changed. */
  translate(): void {
    void this.inside.refresh();
    void this.findings.refresh();
  }

  end(): void {
    for (const live of [this.page, this.inside, this.findings]) live.end();
  }
}
