import type {
  ContainerFreshness,
  ContainerRow,
  FreshnessView,
  HistoryEntry,
  ImageRow,
  JobView,
  KeptContainer,
  KeptView,
  Problem,
  Recovered,
  Resource,
  StepView,
  UpdateChoice,
  UpdateRequest,
} from '../generated';
import { ago, id } from './data';
import * as freshness from './freshness';
import { preview, sidesOf } from './preview';

/** What the twin's updates need of the rest of the twin. */
export interface World {
  containers(): ContainerRow[];
  images(): readonly ImageRow[];
  setContainers(rows: ContainerRow[]): void;
  announce(...resources: Resource[]): void;
  /** Begins a job: `at` says how it stands at a share of the way, `finish` what came out of it. */
  begin(
    more: Partial<JobView>,
    finish: () => Partial<JobView>,
    at: (share: number) => Partial<JobView>,
  ): string;
  /** A job that is over. */
  note(job: Partial<JobView>): void;
}

const nowhere: Problem = {
  code: 'update.blocked.nothingNewer',
  facts: {},
  raw: '',
  actions: [],
};

const failedLog = [
  'Starting notes 2.5.0',
  'Applying migrations',
  'Error: connect ECONNREFUSED 127.0.0.1:5432',
  '    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)',
  'exited with code 1',
];

/** Updates in the twin: what is outdated, what would change, the change itself and the way back. */
export class MemoryUpdates {
  view: FreshnessView = freshness.freshnessView([], []);
  kept: KeptView = { kept: [], leftovers: [] };
  history: HistoryEntry[] = [];
  recovered: Recovered[] = [];
  #world: World;
  #number = 0;
  /** What to put right when a job is stopped on its way. */
  #whenStopped = new Map<string, () => void>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Looks at what the twin has now. */
  fill(managed: ReadonlyMap<string, ContainerFreshness['managed']> = new Map()): void {
    this.view = freshness.freshnessView(
      this.#world
        .containers()
        .map((row) => freshness.containerFreshness(row, managed.get(row.id) ?? undefined)),
      this.#world.images().flatMap((row) => row.names.map((name) => freshness.imageFreshness(name, row.id))),
    );
    if (this.#find('notes')) this.#remember('notes');
  }

  /** Everything that can be seen, at once: little left to pull, leftovers, an interrupted update, a waiting schedule. */
  exhibit(): void {
    this.fill(new Map(freshness.special.map(({ row, managed }) => [row.id, managed ?? null])));
    const docker = this.view.budgets[0];
    if (docker) docker.remaining = 11;
    this.view.nextCheck = null;
    this.view.waiting = 'battery';
    this.#remember('blog-cache', { hasBackup: true, filesMayHaveMoved: true });
    this.#remember('notes', { newest: false, remade: true });
    this.kept.leftovers = [{ id: id('left over'), name: 'wiki.old-3fa9c1', what: 'old' }];
    this.recovered = [
      { name: 'blog-cache', result: 'putBack', problem: null },
      { name: 'accounts-db', result: 'done', problem: null },
    ];
  }

  choose(container: string, choice: UpdateChoice): void {
    const skipped = choice.skip !== null;
    this.#change(container, (row) => {
      const before = freshness.containerFreshness(
        this.#row(row.id) ?? ({ image: row.reference } as ContainerRow),
      );
      const status = choice.localOnly ? 'localOnly' : skipped ? 'skipped' : before.status;
      return { ...row, choice, status, reason: choice.localOnly ? 'userMarked' : before.reason };
    });
    this.#world.announce('freshness');
  }

  preview(container: string, tag: string | null) {
    const row = this.#find(container);
    if (!row) throw { ...nowhere, code: 'container.gone', facts: { name: container } } satisfies Problem;
    const running = this.#row(row.id)?.state !== 'exited';
    return preview(row, tag, running);
  }

  /** Asks about these, or about everything; verdicts arrive one after the other. */
  check(references: readonly string[]): string {
    const all = references.length ? references : [...new Set(this.view.images.map((one) => one.reference))];
    const job = this.#world.begin(
      {
        kind: 'freshnessCheck',
        subject: references.length === 1 ? (references[0] ?? '') : '',
        steps: [step('check', 'running')],
      },
      () => {
        this.view = { ...this.view, checking: null, checkedAt: new Date().toISOString() };
        this.#asked(all);
        this.#world.announce('freshness');
        return {};
      },
      (share) => {
        this.#asked(all.slice(0, Math.floor(all.length * share)));
        this.#world.announce('freshness');
        return { progress: items(Math.floor(all.length * share), all.length) };
      },
    );
    this.view = { ...this.view, checking: job };
    this.#whenStopped.set(job, () => (this.view = { ...this.view, checking: null }));
    this.#world.announce('freshness');
    return job;
  }

  /** Replaces a container. The one named notes has a newer version that does not start. */
  start(request: UpdateRequest): string {
    const row = this.#find(request.container);
    if (!row) throw nowhere;
    const names = [
      'check',
      'pull',
      'prepare',
      ...(request.backup ? ['backup'] : []),
      'stop',
      'start',
      'watch',
      'done',
    ];
    const [from, to] = sidesOf(row, request.tag);
    const fails = row.name.startsWith('notes');
    this.#change(row.id, (known) => ({ ...known, status: 'updating' }));
    const job = this.#world.begin(
      { kind: 'containerUpdate', subject: row.name, steps: names.map((name) => step(name, 'waiting')) },
      () => {
        this.#write(row.name, 'update', from, to, fails);
        if (fails) {
          this.#change(row.id, () => row);
          this.#world.announce('containers', 'freshness', 'updates');
          return {
            status: 'failed',
            steps: failedSteps(names),
            problem: putBack(row.name, from.version ?? ''),
          };
        }
        const next = this.#replace(row, to.reference);
        this.#remember(row.name, { from, to });
        return { outcome: { containerId: next, name: row.name, reference: to.reference } };
      },
      (share) => walk(names, share),
    );
    this.#whenStopped.set(job, () => this.#change(row.id, () => row));
    return job;
  }

  /** A job was stopped on its way. */
  stopped(job: string): void {
    this.#whenStopped.get(job)?.();
    this.#world.announce('freshness');
  }

  /** One after the other, each with a job of its own. */
  all(containers: readonly string[]): string {
    const wanted = this.view.containers.filter((row) =>
      containers.length ? containers.includes(row.id) || containers.includes(row.name) : row.updatable,
    );
    let done = 0;
    const upTo = (count: number) => {
      for (; done < count; done++) if (wanted[done]) this.#updateNow(wanted[done] as ContainerFreshness);
    };
    return this.#world.begin(
      { kind: 'updateAll', subject: `${wanted.length}`, steps: [step('update', 'running')] },
      () => {
        upTo(wanted.length);
        return { outcome: { updated: `${wanted.length}`, failed: '0', left: '0' } };
      },
      (share) => {
        upTo(Math.floor(wanted.length * share));
        return { progress: items(done, wanted.length) };
      },
    );
  }

  #updateNow(row: ContainerFreshness): void {
    const [from, to] = sidesOf(row, row.best);
    this.#write(row.name, 'update', from, to, false);
    const containerId = this.#replace(row, to.reference);
    this.#remember(row.name, { from, to });
    const outcome = { containerId, name: row.name, reference: to.reference };
    this.#world.note({ kind: 'containerUpdate', subject: row.name, steps: [step('start', 'done')], outcome });
  }

  undo(container: string): string {
    const row = this.#find(container);
    const kept = this.kept.kept.find((one) => one.name === row?.name && one.newest);
    if (!row || !kept) throw nowhere;
    const names = ['stop', 'start', 'cleanup'];
    return this.#world.begin(
      { kind: 'containerUndo', subject: row.name, steps: names.map((name) => step(name, 'waiting')) },
      () => {
        this.#write(row.name, 'undo', kept.to, kept.from, false);
        this.kept.kept = this.kept.kept.filter((one) => one.id !== kept.id);
        const next = this.#replace(row, kept.from.reference, 'updateAvailable');
        return { outcome: { containerId: next, name: row.name, reference: kept.from.reference } };
      },
      (share) => walk(names, share),
    );
  }

  giveUp(keptId: string): void {
    const gone = this.kept.kept.find((one) => one.id === keptId);
    this.kept.kept = this.kept.kept.filter((one) => one.id !== keptId);
    if (gone) this.#change(gone.name, (row) => ({ ...row, undoUntil: null }));
    this.#world.setContainers(this.#world.containers().filter((row) => row.name !== gone?.parkedName));
    this.#world.announce('updates', 'freshness', 'images', 'containers');
  }

  #find(container: string): ContainerFreshness | undefined {
    return this.view.containers.find((row) => row.id === container || row.name === container);
  }

  #row(container: string): ContainerRow | undefined {
    return this.#world.containers().find((row) => row.id === container);
  }

  #change(container: string, change: (row: ContainerFreshness) => ContainerFreshness): void {
    const found = this.#find(container);
    this.view = {
      ...this.view,
      containers: this.view.containers.map((row) => (row === found ? change(row) : row)),
    };
  }

  /** These were asked about just now. */
  #asked(references: readonly string[]): void {
    const now = new Date().toISOString();
    const fresh = <T extends { reference: string; checkedAt: string | null; reason: string | null }>(
      row: T,
    ): T =>
      references.includes(row.reference) && row.reason !== 'rateLimited' ? { ...row, checkedAt: now } : row;
    this.view = {
      ...this.view,
      images: this.view.images.map(fresh),
      containers: this.view.containers.map(fresh),
    };
  }

  /** A new container stands in the place of another. */
  #replace(
    row: ContainerFreshness,
    reference: string,
    status: ContainerFreshness['status'] = 'upToDate',
  ): string {
    const next = id(`${row.name} ${++this.#number}`);
    const now = new Date().toISOString();
    const old = this.#row(row.id);
    const rows = this.#world
      .containers()
      .filter((one) => one.name !== parked(row.name))
      .map((one) =>
        one.id === row.id ? { ...one, id: next, image: reference, since: now, created: now } : one,
      );
    // The one before stands beside it, stopped, until there is no way back to it any more.
    const kept =
      status === 'upToDate' && old ? [{ ...old, ...stopped, name: parked(row.name), since: now }] : [];
    this.#world.setContainers([...rows, ...kept]);
    this.#change(row.id, (known) => ({
      ...known,
      id: next,
      reference,
      status,
      best: null,
      newer: null,
      checkedAt: now,
      undoUntil: status === 'upToDate' ? freshness.soon(86_400) : null,
      updatable: status !== 'upToDate',
    }));
    this.#world.announce('containers', 'freshness', 'updates', 'images');
    return next;
  }

  #remember(name: string, more: Partial<KeptContainer> = {}): void {
    const row = this.#find(name);
    if (!row) return;
    const [from, to] = sidesOf(row, row.best);
    this.kept.kept = [
      {
        id: `update-${++this.#number}`,
        name,
        parkedName: parked(name),
        from: name === 'notes' ? { ...from, reference: 'ghcr.io/acme/notes:2.4.0', version: '2.4.0' } : from,
        to: name === 'notes' ? from : to,
        replacedAt: ago(4 * 3600),
        until: freshness.soon(20 * 3600),
        containerBytes: 1_100_000,
        imageBytes: 68_200_000,
        hasBackup: false,
        newest: true,
        remade: false,
        filesMayHaveMoved: false,
        ...more,
      },
      ...this.kept.kept,
    ];
    if (!this.history.some((one) => one.name === name))
      this.#write(name, 'update', from, to, false, 'schedule');
  }

  #write(
    name: string,
    what: HistoryEntry['what'],
    from: HistoryEntry['from'],
    to: HistoryEntry['to'],
    failed: boolean,
    by: HistoryEntry['by'] = 'person',
  ): void {
    const old = by === 'schedule' ? 4 * 3600 : 0;
    this.history = [
      {
        id: `history-${++this.#number}`,
        name,
        what,
        from,
        to,
        by,
        result: failed ? 'putBack' : 'done',
        problem: failed ? putBack(name, from.version ?? '') : null,
        started: ago(old + 24),
        finished: ago(old),
        log: failed ? failedLog : [],
        canUndo: false,
      },
      ...this.history,
    ];
  }
}

const parked = (name: string) => `${name}.old-3fa9c1`;
const stopped = { state: 'exited', end: 'stopped', exitCode: 143 } as const;

const step = (name: string, state: StepView['state']): StepView => ({ id: name, state });

const items = (current: number, total: number): JobView['progress'] => ({
  unit: 'items',
  current,
  total,
  alreadyPresent: 0,
  perSecond: null,
  secondsLeft: null,
  parts: [],
});

/** The steps at a share of the way. */
function walk(names: readonly string[], share: number): Partial<JobView> {
  const here = Math.min(names.length - 1, Math.floor(names.length * share));
  return {
    steps: names.map((name, at) => step(name, at < here ? 'done' : at === here ? 'running' : 'waiting')),
    progress: null,
  };
}

const failedSteps = (names: readonly string[]): StepView[] =>
  names.map((name) => step(name, name === 'watch' ? 'failed' : name === 'done' ? 'skipped' : 'done'));

const putBack = (container: string, version: string): Problem => ({
  code: 'update.putBack',
  facts: { container, version, reason: 'it ended with exit code 1 after 3 seconds' },
  raw: 'the container exited with code 1 within 3 seconds',
  actions: [],
});
