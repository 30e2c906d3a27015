import { matches } from '$lib/design';
import { groupOf, groups, reasonWord, type Subject, standingWord, tagOf, updateAbout } from '$lib/freshness';
import { t } from '$lib/i18n';
import type { ContainerFreshness, ImageFreshness, JobView, UpdateChoice } from '$lib/ipc';
import { isUnderWay } from '$lib/jobs';
import { path, type Shell } from '$lib/shell/context';

/** A line of the list: a container, or an image that no container is made from. */
export type Row =
  | { type: 'container'; id: string; subject: ContainerFreshness }
  | { type: 'image'; id: string; subject: ImageFreshness };

/** What the Updates place shows, and what can be asked of its rows. */
export class Updates {
  filter = $state('');
  #ticked = $state.raw<ReadonlySet<string>>(new Set());
  #shell: Shell;

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  /** Containers by group, then images that nothing is made from. */
  readonly all: readonly Row[] = $derived.by(() => {
    const { containers, images } = this.#shell.freshness;
    const used = new Set(containers.map((row) => row.reference));
    const rows = containers.map((subject): Row => ({ type: 'container', id: subject.id, subject }));
    const unused = images
      .filter((one) => !used.has(one.reference))
      .map((subject): Row => ({ type: 'image', id: `image ${subject.reference}`, subject }));
    return [...rows, ...unused].sort((a, b) => place(a) - place(b) || nameOf(a).localeCompare(nameOf(b)));
  });

  readonly rows: readonly Row[] = $derived.by(() =>
    this.all.filter(({ subject }) =>
      matches(
        this.filter,
        'name' in subject ? subject.name : '',
        subject.reference,
        standingWord(subject),
        subject.reason ? reasonWord(subject.reason, subject.problem) : '',
      ),
    ),
  );

  /** Ticked rows that are in view. */
  readonly checked: ReadonlySet<string> = $derived.by(
    () => new Set(this.rows.filter((row) => this.#ticked.has(row.id)).map((row) => row.id)),
  );

  check(ticked: ReadonlySet<string>): void {
    this.#ticked = ticked;
  }

  find(id: string | undefined): Row | undefined {
    return this.all.find((row) => row.id === id);
  }

  groupTitle(row: Row): string {
    return t().updates.groups[row.type === 'image' ? 'images' : groupOf(row.subject)];
  }

  /** What is known of the image a row is about. */
  image(row: Row): ImageFreshness | undefined {
    if (row.type === 'image') return row.subject;
    return this.#shell.freshness.images.find((one) => one.reference === row.subject.reference);
  }

  update(row: Row, tag?: string): void {
    if (row.type === 'container')
      this.#shell.open('update', tag ? `${row.id} ${tag}` : updateAbout(row.subject));
    else this.#shell.open('pull', row.subject.reference);
  }

  undo(row: Row): void {
    this.#shell.open('undo', row.id);
  }

  /** The job of the check under way, once it is known. */
  readonly checkJob: JobView | undefined = $derived.by(() => {
    const id = this.#shell.freshness.checking;
    return id === null ? undefined : this.#shell.jobs.byId(id);
  });

  /** A check is under way: also before its job is known, and no longer than its job. */
  readonly checking: boolean = $derived.by(
    () => this.#shell.freshness.checking !== null && (!this.checkJob || isUnderWay(this.checkJob.status)),
  );

  /** Asks the registries about these, or about everything. */
  async ask(references: readonly string[] = []): Promise<void> {
    await this.#shell.attempt(() => this.#shell.freshness.check([...new Set(references)]));
  }

  /** Changes what was chosen for one container; on screen at once. */
  async choose(row: ContainerFreshness, change: Partial<UpdateChoice>): Promise<boolean> {
    const choice = { ...row.choice, ...change };
    this.#shell.freshness.live.expect((view) => ({
      ...view,
      containers: view.containers.map((one) => (one.id === row.id ? { ...one, choice } : one)),
    }));
    const chosen = await this.#shell.attempt(() => this.#shell.client.updateChoose(row.id, choice));
    if (!chosen) await this.#shell.freshness.live.refresh();
    return chosen;
  }

  /** Leaves out what is offered now; the next one is offered again. */
  async skip(row: ContainerFreshness): Promise<void> {
    const what = row.best ?? this.#remote(row) ?? tagOf(row.reference);
    if (!(await this.choose(row, { skip: what }))) return;
    this.#shell.toasts.say(t().updates.row.skipped(row.best ?? row.reference), {
      action: { label: t().updates.row.unskip, run: () => void this.choose(row, { skip: null }) },
    });
  }

  show(row: Row): void {
    if (row.type === 'container') this.#shell.router.go(path('containers', row.id));
    else this.#shell.router.go(path('images', row.subject.id));
  }

  #remote(row: ContainerFreshness): string | null {
    return this.#shell.freshness.images.find((one) => one.reference === row.reference)?.remote ?? null;
  }
}

const place = (row: Row) => (row.type === 'image' ? groups.length : groups.indexOf(groupOf(row.subject)));

export const nameOf = (row: Row) => (row.type === 'image' ? row.subject.reference : row.subject.name);

/** One click, or a look at it, can do something here. */
export function isUpdatable(subject: Subject): boolean {
  return 'updatable' in subject ? subject.updatable : false;
}
