import { SvelteMap } from 'svelte/reactivity';
import { matches } from '$lib/design';
import { t } from '$lib/i18n';
import type { ContainerRow, Pending } from '$lib/ipc';
import { path, type Shell } from '$lib/shell/context';
import { isShown, type Showing, statusOf, type Verb } from './status';

/** What was asked of a container by a click here, and how it was at that moment. */
interface Asked {
  pending: Pending;
  state: ContainerRow['state'];
  since: string | null;
}

/** A question over the page. */
export type Question =
  | { about: 'remove' | 'rename' | 'kill'; id: string }
  | { about: 'bulk'; verb: Verb; ids: readonly string[] };

/** The containers as the page shows them, and what can be asked of them. */
export class Containers {
  filter = $state('');
  showing = $state<Showing>('all');
  checked = $state.raw<ReadonlySet<string>>(new Set());
  question = $state.raw<Question | null>(null);
  #shell: Shell;
  #asked = new SvelteMap<string, Asked>();

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  get all(): readonly ContainerRow[] {
    return this.#shell.containers.data ?? [];
  }

  get rows(): readonly ContainerRow[] {
    const words = t().containers;
    return this.all.filter(
      (row) =>
        isShown(row, this.showing, words) &&
        matches(this.filter, row.name, row.image, row.project, statusOf(row, words).word),
    );
  }

  find(wanted: string | undefined): ContainerRow | undefined {
    return this.all.find((row) => row.id === wanted) ?? this.all.find((row) => row.name === wanted);
  }

  showAll(): void {
    this.filter = '';
    this.showing = 'all';
  }

  /**
   * What is being done to a container. A click here counts at once and until the engine has answered, or until the
   * container is seen to have changed: then the app knows better.
   */
  pending(row: ContainerRow): Pending | null {
    const asked = this.#asked.get(row.id);
    const unchanged = asked?.state === row.state && asked.since === row.since;
    return row.pending ?? (asked && unchanged ? asked.pending : null);
  }

  start = (row: ContainerRow) => this.#ask(row, 'starting', () => this.#shell.client.containerStart(row.id));
  stop = (row: ContainerRow) => {
    // To stop one that removes itself is to remove it: the list of what goes comes first.
    if (row.autoRemove) return this.ask({ about: 'remove', id: row.id });
    return this.#ask(row, 'stopping', () => this.#shell.client.containerStop(row.id));
  };
  restart = (row: ContainerRow) =>
    this.#ask(row, 'restarting', () => this.#shell.client.containerRestart(row.id));
  pause = (row: ContainerRow) => this.#ask(row, 'pausing', () => this.#shell.client.containerPause(row.id));
  unpause = (row: ContainerRow) =>
    this.#ask(row, 'unpausing', () => this.#shell.client.containerUnpause(row.id));
  kill = (row: ContainerRow) => this.#ask(row, 'killing', () => this.#shell.client.containerKill(row.id));
  remove = (row: ContainerRow, volumes: readonly string[] = []) =>
    this.#ask(row, 'removing', () => this.#shell.client.containerRemove(row.id, [...volumes]));

  /** Renames, and lets whoever asked show what is wrong with the name. */
  async rename(row: ContainerRow, name: string): Promise<void> {
    await this.#shell.client.containerRename(row.id, name);
    await this.#shell.containers.refresh();
  }

  openPort(row: ContainerRow, url: string): void {
    void this.#shell.attempt(() => this.#shell.client.containerOpen(row.id, url));
  }

  showLog(row: ContainerRow): void {
    this.#shell.router.go(path('containers', row.id, 'logs'));
  }

  /** Opens the form of one like it with something put right; the container itself stays as it is. */
  runLike(row: ContainerRow, repair: string, value: string | null = null): void {
    this.#shell.open('run', [`@${row.id}`, repair, value ?? ''].join(' ').trim());
  }

  ask(question: Question): void {
    this.question = question;
  }

  /** Does something; the row says so at once, and never longer than it takes. */
  async #ask(row: ContainerRow, pending: Pending, work: () => Promise<unknown>): Promise<boolean> {
    if (this.pending(row)) return false;
    const asked = { pending, state: row.state, since: row.since };
    this.#asked.set(row.id, asked);
    try {
      return await this.#shell.attempt(work);
    } finally {
      await this.#shell.containers.refresh();
      this.#asked.delete(row.id);
    }
  }
}
