import { spoken } from '$lib/i18n';
import { type Comparison, type ImageRow, type InsideView, Live } from '$lib/ipc';
import type { Shell } from '$lib/shell/context';

/** Two images next to each other: what is known of each, and how they differ once both are known. */
export class Compared {
  readonly rows: readonly ImageRow[];
  readonly views: readonly Live<InsideView>[];
  readonly comparison: Live<Comparison | null>;
  #shell: Shell;

  constructor(shell: Shell, before: ImageRow, after: ImageRow) {
    this.#shell = shell;
    this.rows = [before, after];
    const { client } = shell;
    this.views = this.rows.map(
      (row) => new Live(client, ['security', 'images'], () => client.imageInside(row.id, spoken())),
    );
    this.comparison = new Live(client, ['security', 'images'], async () => {
      const known = await Promise.all(this.rows.map((row) => client.imageInside(row.id, spoken())));
      return known.every((view) => view.known === 'yes') ? client.imageCompare(before.id, after.id) : null;
    });
  }

  /** Those that have to be looked into before they can be compared. */
  get missing(): ImageRow[] {
    return this.rows.filter((_, at) => {
      const known = this.views[at]?.data?.known;
      return known !== undefined && known !== 'yes';
    });
  }

  /** Jobs that are looking. */
  get jobs() {
    return this.views.flatMap((view) => {
      const job = view.data?.job ? this.#shell.jobs.byId(view.data.job) : undefined;
      return job ? [job] : [];
    });
  }

  async look(): Promise<void> {
    for (const row of this.missing) await this.#shell.attempt(() => this.#shell.client.imageScan(row.id));
  }

  end(): void {
    for (const live of [...this.views, this.comparison]) live.end();
  }
}
