import type { Client, Stop } from '../client';
import type {
  ContainerRow,
  EngineState,
  JobUpdate,
  JobView,
  LogMessage,
  LogRequest,
  Problem,
  Resource,
} from '../generated';
import * as data from './data';
import { special } from './freshness';
import { MemoryInside } from './inside';
import { MemoryKnown } from './known';
import { MemoryLogs } from './logs';
import * as outcomes from './outcomes';
import { MemoryRegistries } from './registries';
import * as run from './run';
import { MemorySecurity } from './security';
import { MemoryUpdates } from './updates';

/**
 * What the twin pretends: everything fine, still loading, nothing there, every read fails, no engine, a great deal, a
 * log without end, somebody new, with the internet and without, every case of an update, or no list of known problems.
 */
export type Pretence =
  | 'fine'
  | 'loading'
  | 'empty'
  | 'failed'
  | 'none'
  | 'lost'
  | 'many'
  | 'first'
  | 'offline'
  | 'flood'
  | 'updates'
  | 'unlisted';

const gone: Problem = {
  code: 'engine.notRunning',
  facts: { engine: 'Podman', endpoint: data.podman.endpoint },
  raw: 'connect unix:///run/user/1000/podman/podman.sock: connection refused',
  actions: [
    { id: 'startEngine', value: null },
    { id: 'chooseEngine', value: null },
    { id: 'explainEngine', value: null },
  ],
};

const pageOfNames = (count: number, row: (index: number) => ContainerRow) =>
  Array.from({ length: count }, (_, index) => row(index));

/** The app's twin in the browser's memory. What it does can be seen, nothing of it lasts. */
export class MemoryClient implements Client {
  containerRows = structuredClone(data.containers);
  imageRows = structuredClone(data.images);
  jobViews: JobView[] = [];
  settingsNow = structuredClone(data.settings);
  engineNow: EngineState = { type: 'connected', engine: data.podman };
  /** Every call that changes something, for tests: `containerStop 3f…`. */
  calls: string[] = [];
  logs = new MemoryLogs();
  registries = new MemoryRegistries();
  known = new MemoryKnown({
    images: () => this.imageRows,
    announce: (...resources) => this.announce(...resources),
    begin: (more, finish, at) => this.#begin(more, finish, at),
    firstVerdict: () => this.settingsNow.scan.firstVerdict,
  });
  inside = new MemoryInside(this.known, (line) => this.calls.push(line));
  safety = new MemorySecurity(
    {
      images: () => this.imageRows,
      call: (line) => this.calls.push(line),
      announce: (...resources) => this.announce(...resources),
      begin: (more, finish, at) => this.#begin(more, finish, at),
    },
    this.known,
  );
  updates = new MemoryUpdates({
    containers: () => this.containerRows,
    images: () => this.imageRows,
    setContainers: (rows) => (this.containerRows = rows),
    announce: (...resources) => this.announce(...resources),
    begin: (more, finish, at) => this.#begin(more, finish, at),
    note: (job) => {
      const now = new Date().toISOString();
      const over = { id: `job-${++this.#jobs}`, progress: null, started: now, finished: now };
      this.jobViews = [data.pulling(1, { ...over, status: 'succeeded', ...job }), ...this.jobViews];
      this.announce('jobs');
    },
  });
  /** Milliseconds between two steps of a job; tests have less patience. */
  pace = 200;

  #pretence: Pretence;
  #listeners = new Set<(resources: Resource[]) => void>();
  #watchers = new Map<string, Set<(job: JobView) => void>>();
  #jobs = 10;
  #shares = new Map<string, number>();
  #folders = ['/home/me', '/home/me/shop', '/srv'];

  constructor(pretence: Pretence = 'fine') {
    this.#pretence = pretence;
    if (pretence === 'empty') this.containerRows = this.imageRows = [];
    if (pretence === 'first' || pretence === 'offline') {
      this.containerRows = [];
      this.settingsNow.firstRunDone = false;
      const here = ['debian:12', 'traefik:v3.5'];
      this.imageRows = this.imageRows.filter(
        (row) => pretence === 'offline' && here.includes(row.names[0] ?? ''),
      );
    }
    if (pretence === 'none')
      this.engineNow = { type: 'none', problem: gone, found: data.found.filter((one) => one.problem) };
    if (pretence === 'lost')
      this.engineNow = { type: 'lost', engine: data.podman, problem: gone, since: data.ago(20) };
    if (pretence === 'many') this.#multiply();
    if (pretence === 'updates') this.containerRows.push(...structuredClone(special.map(({ row }) => row)));
    if (pretence === 'updates') this.updates.exhibit();
    else this.updates.fill();
    if (pretence === 'unlisted' || pretence === 'first') this.safety.forget();
    if (pretence === 'offline') this.safety.age();
    if (pretence === 'many') this.safety.swell(this.imageRows[0]?.id ?? '');
    if (pretence === 'fine' || pretence === 'many')
      this.jobViews = [data.pulling(0.42), ...structuredClone(data.history)];
  }

  /** Says that something changed. */
  announce(...resources: Resource[]) {
    for (const listener of this.#listeners) listener(resources);
  }

  onChanged(listener: (resources: Resource[]) => void): Stop {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  engineState = async () => structuredClone(this.engineNow);
  engineSearch = async () =>
    structuredClone(this.#pretence === 'none' ? data.found.filter((one) => one.problem) : data.found);

  async engineSelect(engineId: string) {
    this.calls.push(`engineSelect ${engineId}`);
    const chosen = data.found.find((one) => one.id === engineId)?.answering ?? data.podman;
    for (const one of data.found) one.selected = one.id === chosen.id;
    this.engineNow = { type: 'connected', engine: chosen };
    this.announce('engine', 'containers', 'images');
  }

  async engineStart() {
    this.calls.push('engineStart');
    this.engineNow = { type: 'connected', engine: data.podman };
    this.announce('engine', 'containers', 'images');
  }

  containerList = () => this.#answer(this.containerRows);
  containerPage = (containerId: string) => this.#answer(data.page(this.#row(containerId)));
  containerStart = (containerId: string) =>
    this.#become('containerStart', containerId, { state: 'running', end: null, exitCode: null });
  containerStop = (containerId: string) =>
    this.#become('containerStop', containerId, { state: 'exited', end: 'stopped', exitCode: 143 });
  containerRestart = (containerId: string) =>
    this.#become('containerRestart', containerId, { state: 'running', end: null });
  containerKill = (containerId: string) =>
    this.#become('containerKill', containerId, { state: 'exited', end: 'killed', exitCode: 137 });
  containerPause = (containerId: string) => this.#become('containerPause', containerId, { state: 'paused' });
  containerUnpause = (containerId: string) =>
    this.#become('containerUnpause', containerId, { state: 'running' });
  containerRename = (containerId: string, name: string) =>
    this.#become('containerRename', containerId, { name });

  async containerRemoval(containerId: string) {
    const row = this.#row(containerId);
    const { mounts } = data.page(row);
    return {
      id: row.id,
      name: row.name,
      running: row.state === 'running',
      autoRemove: row.autoRemove,
      anonymousVolumes: mounts.filter((mount) => mount.anonymous),
      namedVolumes: mounts.filter((mount) => !mount.anonymous),
      changes: {
        added: 1,
        modified: 1,
        deleted: 0,
        paths: ['/etc/nginx/conf.d/default.conf', '/run/nginx.pid'],
        unknown: false,
      },
      command: `podman rm --force ${row.name}`,
    };
  }

  async containerRemove(containerId: string, volumes: string[]) {
    this.calls.push(`containerRemove ${containerId} ${volumes.join()}`);
    this.containerRows = this.containerRows.filter((row) => row.id !== containerId);
    this.announce('containers', 'images');
  }

  containerRaw = (containerId: string) => this.#answer(data.raw(this.#row(containerId)));
  async containerOpen(containerId: string, url: string) {
    this.calls.push(`containerOpen ${containerId} ${url}`);
  }

  async logsOpen(request: LogRequest, listener: (message: LogMessage) => void) {
    if (this.#pretence === 'failed') throw gone;
    if (this.#pretence === 'flood') return this.logs.flood(listener);
    const row = this.#row(request.container);
    return this.logs.trickle(row.state === 'running', request.follow, listener);
  }

  logsAcknowledge = async (reading: number, batch: number) => this.logs.acknowledge(reading, batch);
  logsClose = async (reading: number) => this.logs.close(reading);
  logsSave = async (container: string) => `/home/me/${container}.log`;

  imageList = () => this.#answer(this.imageRows);

  imagePage = async (imageId: string) => outcomes.imagePage(this.#image(imageId));

  imageTyped = async (text: string) =>
    run.typed(
      text,
      this.imageRows.flatMap((row) => row.names),
    );

  async imageTag(imageId: string, reference: string) {
    this.calls.push(`imageTag ${imageId} ${reference}`);
    this.#image(imageId).names.push(reference);
    this.announce('images');
  }

  async imageUntag(reference: string) {
    this.calls.push(`imageUntag ${reference}`);
    for (const row of this.imageRows) row.names = row.names.filter((name) => name !== reference);
    this.announce('images');
  }

  async imageRemoval(imageId: string) {
    const { id, names, size, usedBy, digests } = this.#image(imageId);
    return {
      id,
      names,
      size,
      usedBy,
      pullable: digests.length > 0,
      command: `podman rmi ${names.join(' ') || id}`,
    };
  }

  async imageRemove(imageId: string) {
    this.calls.push(`imageRemove ${imageId}`);
    this.imageRows = this.imageRows.filter((row) => row.id !== imageId);
    this.announce('images');
  }

  imagePull = async (reference: string) =>
    this.#begin({ subject: reference }, () => {
      const problem = this.#pretence === 'offline' ? outcomes.offline(reference) : run.pullProblem(reference);
      if (problem) return { status: 'failed', problem, steps: [{ id: 'pull', state: 'failed' }] };
      return { outcome: { imageId: this.#arrive(reference), reference } };
    });

  imagePush = async (reference: string) => {
    this.calls.push(`imagePush ${reference}`);
    return this.#begin(
      { kind: 'imagePush', subject: reference, steps: [{ id: 'push', state: 'running' }] },
      () => this.registries.pushed(reference),
      (share) => this.registries.pushing(share),
    );
  };

  // What is inside, and is it safe: `inside.ts` and `security.ts`.
  imageInside: Client['imageInside'] = (...given) => this.inside.imageInside(...given);
  imagePackages: Client['imagePackages'] = (...given) => this.inside.imagePackages(...given);
  imageLayers: Client['imageLayers'] = (...given) => this.inside.imageLayers(...given);
  imageFiles: Client['imageFiles'] = (...given) => this.inside.imageFiles(...given);
  imageFile: Client['imageFile'] = (...given) => this.inside.imageFile(...given);
  imageFileSave: Client['imageFileSave'] = (...given) => this.inside.imageFileSave(...given);
  imageCompare: Client['imageCompare'] = async (...given) => ({
    ...(await this.inside.imageCompare(...given)),
    ...this.safety.difference(...given),
  });
  documentSave: Client['documentSave'] = (...given) => this.inside.documentSave(...given);
  imageScan = async (imageId: string) => {
    this.calls.push(`imageScan ${imageId}`);
    return this.known.scan(imageId);
  };
  scanAll: Client['scanAll'] = (...given) => this.safety.scanAll(...given);
  imageFindings: Client['imageFindings'] = async (...given) =>
    this.#answer(await this.safety.imageFindings(...given));
  security: Client['security'] = async (...given) => this.#answer(await this.safety.security(...given));
  ignoreList: Client['ignoreList'] = async () => this.#answer(await this.safety.ignoreList());
  findingIgnore: Client['findingIgnore'] = (...given) => this.safety.findingIgnore(...given);
  findingUnignore: Client['findingUnignore'] = (...given) => this.safety.findingUnignore(...given);
  vexImport: Client['vexImport'] = (...given) => this.safety.vexImport(...given);
  advisoriesUpdate: Client['advisoriesUpdate'] = (...given) => this.safety.advisoriesUpdate(...given);
  advisoriesImport: Client['advisoriesImport'] = (...given) => this.safety.advisoriesImport(...given);
  advisoriesClear: Client['advisoriesClear'] = (...given) => this.safety.advisoriesClear(...given);
  scanCacheClear: Client['scanCacheClear'] = (...given) => this.safety.scanCacheClear(...given);
  imageTrust: Client['imageTrust'] = (...given) => this.safety.imageTrust(...given);
  trustKeys: Client['trustKeys'] = (...given) => this.safety.trustKeys(...given);
  trustKeyAdd: Client['trustKeyAdd'] = (...given) => this.safety.trustKeyAdd(...given);
  trustKeyRemove: Client['trustKeyRemove'] = (...given) => this.safety.trustKeyRemove(...given);
  otherScanners: Client['otherScanners'] = (...given) => this.safety.otherScanners(...given);
  otherScan: Client['otherScan'] = (...given) => this.safety.otherScan(...given);
  otherScanView: Client['otherScanView'] = (...given) => this.safety.otherScanView(...given);

  registryList = () => this.#answer(this.registries.rows);
  async registrySignIn(signIn: Parameters<Client['registrySignIn']>[0]) {
    const { host, username, keep } = signIn;
    this.calls.push(`registrySignIn ${host} ${username} ${keep}`);
    const view = this.registries.signIn(signIn);
    this.announce('registries');
    return structuredClone(view);
  }
  async registrySignOut(host: string) {
    this.calls.push(`registrySignOut ${host}`);
    this.registries.signOut(host);
    this.announce('registries');
  }
  async registryCheck(host: string) {
    this.calls.push(`registryCheck ${host}`);
    this.registries.check(host);
  }
  discoverSearch = async (text: string) => this.#answer(this.registries.search(text));
  discoverTags = async (reference: string) => this.#answer(this.registries.tags(reference));
  async discoverTagDetails(reference: string, tags: string[]) {
    this.calls.push(`discoverTagDetails ${reference} ${tags.join()}`);
    return this.#answer(this.registries.details(reference, tags));
  }
  linkOpen = async (url: string) => void this.calls.push(`linkOpen ${url}`);

  freshness = () => this.#answer(this.updates.view);
  updateKept = () => this.#answer(this.updates.kept);
  updateHistory = (container: string | null) =>
    this.#answer(this.updates.history.filter((one) => !container || one.name === container));
  updateRecovered = () => this.#answer(this.updates.recovered);
  async updatePreview(container: string, tag: string | null) {
    return this.#answer(this.updates.preview(container, tag));
  }
  async freshnessCheck(references: string[]) {
    this.calls.push(`freshnessCheck ${references.join()}`);
    return this.updates.check(references);
  }
  async updateChoose(container: string, choice: Parameters<Client['updateChoose']>[1]) {
    this.calls.push(`updateChoose ${container} ${JSON.stringify(choice)}`);
    this.updates.choose(container, choice);
  }
  async updateStart(request: Parameters<Client['updateStart']>[0]) {
    this.calls.push(`updateStart ${JSON.stringify(request)}`);
    return this.updates.start(request);
  }
  async updateAll(containers: string[]) {
    this.calls.push(`updateAll ${containers.join()}`);
    return this.updates.all(containers);
  }
  async updateUndo(container: string, restore: boolean) {
    this.calls.push(`updateUndo ${container} ${restore}`);
    return this.updates.undo(container);
  }
  async updateKeptRemove(keptId: string) {
    this.calls.push(`updateKeptRemove ${keptId}`);
    this.updates.giveUp(keptId);
  }

  runForm = (image: string) => this.#answer(run.form(image, this.#world()));
  runCheck = async (spec: Parameters<Client['runCheck']>[0]) => run.check(spec, this.#world());
  runParse = async (line: string) => run.parse(line);
  runStart = async (spec: Parameters<Client['runStart']>[0]) => {
    this.calls.push(`runStart ${JSON.stringify(spec)}`);
    const { problem, steps, after } = run.course(spec, this.#world());
    return this.#begin({ kind: 'containerRun', subject: spec.image, steps }, () => {
      if (problem) return { status: 'failed', problem, steps: after };
      const container = outcomes.newContainer(spec, this.#arrive(spec.image));
      this.containerRows = [container, ...this.containerRows];
      const { id, name, state } = container;
      this.#image(container.imageId).usedBy.push({ id, name, running: state === 'running' });
      this.announce('containers', 'images');
      return { steps: after, outcome: { containerId: id, name, url: container.ports[0]?.url ?? '' } };
    });
  };

  #world(): run.World {
    const images = this.imageRows.flatMap((row) => row.names);
    return { containers: this.containerRows, images, folders: this.#folders };
  }

  folderPick = async () => '/home/me/shop';
  async folderCreate(path: string) {
    this.calls.push(`folderCreate ${path}`);
    this.#folders.push(path);
  }
  buildFolder = async (folder: string) => {
    const empty = folder.endsWith('/empty');
    return {
      folder,
      dockerfiles: empty ? [] : ['Dockerfile', 'Dockerfile.dev'],
      suggestedTag: empty ? '' : (folder.split('/').pop() ?? ''),
      contextBytes: empty ? 0 : 2_400_000,
      contextFiles: empty ? 0 : 183,
      problem: empty ? { code: 'build.noDockerfile', facts: { path: folder }, raw: '', actions: [] } : null,
    };
  };
  buildCheck = async (request: Parameters<Client['buildCheck']>[0]) => ({
    command: `podman build -t ${request.tag} -f ${request.dockerfile} ${request.folder}`,
    tagProblem: run.typed(request.tag, []).problem,
  });
  buildStart = async (request: Parameters<Client['buildStart']>[0]) => {
    this.calls.push(`buildStart ${JSON.stringify(request)}`);
    const subject = request.tag || request.folder;
    return this.#begin({ kind: 'imageBuild', subject, steps: [{ id: 'build', state: 'running' }] }, () => {
      const problem = outcomes.buildProblem(subject);
      if (problem) return { status: 'failed', problem, steps: [{ id: 'build', state: 'failed' }] };
      return { outcome: { imageId: this.#arrive(subject), reference: subject } };
    });
  };

  volumeList = () =>
    this.#answer([
      {
        name: 'blog_html',
        driver: 'local',
        mountpoint: '/var/lib/volumes/blog_html',
        created: data.ago(800_000),
        anonymous: false,
        usedBy: ['blog-web'],
      },
    ]);
  networkList = () =>
    this.#answer([
      {
        id: data.id('net'),
        name: 'blog_default',
        driver: 'bridge',
        internal: false,
        subnets: ['10.89.0.0/24'],
        created: data.ago(800_000),
        usedBy: ['blog-web', 'blog-db', 'blog-cache'],
      },
    ]);
  diskUsage = () =>
    this.#answer({
      images: 4_310_000_000,
      containers: 84_000_000,
      volumes: 912_000_000,
      buildCache: 1_250_000_000,
    });

  jobList = async () => structuredClone(this.jobViews);

  async jobWatch(jobId: string, listener: (update: JobUpdate) => void) {
    const job = this.jobViews.find((one) => one.id === jobId);
    if (!job) return;
    let told = 0;
    const tell = (job: JobView) => {
      const lines = this.#lines(job).slice(told);
      told += lines.length;
      listener({ job: structuredClone(job), lines });
    };
    this.#watchers.set(jobId, (this.#watchers.get(jobId) ?? new Set()).add(tell));
    setTimeout(() => tell(job), 0);
  }

  async jobCancel(jobId: string) {
    this.calls.push(`jobCancel ${jobId}`);
    this.#change(jobId, { status: 'cancelling' });
    setTimeout(() => {
      this.#change(jobId, { status: 'cancelled', progress: null, finished: new Date().toISOString() });
      this.updates.stopped(jobId);
    }, 300);
  }

  async jobDismiss(jobId: string) {
    this.calls.push(`jobDismiss ${jobId}`);
    this.jobViews = this.jobViews.filter((job) => job.id !== jobId);
    this.announce('jobs');
  }

  settingsGet = async () => structuredClone(this.settingsNow);
  async settingsSet(settings: Parameters<Client['settingsSet']>[0]) {
    this.settingsNow = structuredClone(settings);
    this.announce('settings');
  }

  about = async () => ({ version: '0.1.0', dataDir: '/home/me/.local/share/mooring' });
  async windowReport(kind: string) {
    this.calls.push(`windowReport ${kind}`);
  }

  /** Answers as the pretence wants. */
  #answer<T>(value: T): Promise<T> {
    if (this.#pretence === 'loading') return new Promise(() => {});
    if (this.#pretence === 'failed' || this.#pretence === 'none') return Promise.reject(gone);
    return Promise.resolve(structuredClone(value));
  }

  #row(containerId: string): ContainerRow {
    const row = this.containerRows.find((one) => one.id === containerId || one.name === containerId);
    if (!row)
      throw {
        code: 'container.gone',
        facts: { name: containerId },
        raw: 'no such container',
        actions: [],
      } satisfies Problem;
    return row;
  }

  #image(imageId: string) {
    const row = this.imageRows.find((one) => one.id === imageId || one.names.includes(imageId));
    if (!row)
      throw {
        code: 'image.notFound',
        facts: { name: imageId },
        raw: 'no such image',
        actions: [],
      } satisfies Problem;
    return row;
  }

  async #become(call: string, containerId: string, change: Partial<ContainerRow>) {
    this.calls.push(`${call} ${containerId}`);
    const next = { since: new Date().toISOString(), ...change };
    this.containerRows = this.containerRows.map((row) =>
      row.id === containerId || row.name === containerId ? { ...row, ...next } : row,
    );
    this.announce('containers');
  }

  /** Begins a job; `finish` says what came out of it, `at` how it stands on the way. */
  #begin(
    more: Partial<JobView>,
    finish: () => Partial<JobView>,
    at?: (share: number) => Partial<JobView>,
  ): string {
    const id = `job-${++this.#jobs}`;
    const job = data.pulling(0, { id, started: new Date().toISOString(), ...more });
    const standing = at ?? ((share: number) => ({ progress: this.#progress(job, share) }));
    this.jobViews = [{ ...job, ...standing(0) }, ...this.jobViews];
    this.announce('jobs');
    this.#advance(id, 0, finish, standing);
    return id;
  }

  /** Lets a job get on by itself, a few seconds in all. */
  #advance(
    jobId: string,
    share: number,
    finish: () => Partial<JobView>,
    at: (share: number) => Partial<JobView>,
  ) {
    setTimeout(() => {
      const job = this.jobViews.find((one) => one.id === jobId);
      if (job?.status !== 'running') return;
      this.#shares.set(jobId, share);
      if (share < 1) {
        this.#change(jobId, at(share));
        return this.#advance(jobId, share + 0.08, finish, at);
      }
      this.#change(jobId, {
        status: 'succeeded',
        progress: null,
        steps: job.steps.map((step) => ({ ...step, state: 'done' })),
        finished: new Date().toISOString(),
        ...finish(),
      });
    }, this.pace);
  }

  #progress(job: JobView, share: number) {
    if (job.kind === 'imageBuild') return outcomes.buildProgress(job.subject, share);
    return job.steps[0]?.state === 'skipped' ? null : data.pulling(share).progress;
  }

  /** The image is here from now on, if it was not. Returns its id. */
  #arrive(name: string): string {
    const known = this.imageRows.find((row) => row.names.includes(name));
    if (known) return known.id;
    const row = outcomes.newImage(name);
    this.imageRows = [row, ...this.imageRows];
    this.announce('images');
    return row.id;
  }

  #change(jobId: string, change: Partial<JobView>) {
    this.jobViews = this.jobViews.map((job) =>
      job.id === jobId ? { ...job, ...change, sequence: job.sequence + 1 } : job,
    );
    const job = this.jobViews.find((one) => one.id === jobId);
    if (job) for (const tell of this.#watchers.get(jobId) ?? []) tell(job);
    this.announce('jobs');
  }

  #lines(job: JobView) {
    const done = job.status === 'running' ? (this.#shares.get(job.id) ?? 0) : 1;
    return job.kind === 'imageBuild' ? outcomes.buildLines(job.subject, done) : [];
  }

  #multiply() {
    const containers = structuredClone(data.containers);
    this.containerRows = pageOfNames(1000, (index) => {
      const row = containers[index % containers.length] as ContainerRow;
      return {
        ...row,
        id: data.id(`c${index}`),
        name: `${row.name}-${index}`,
        project: index % 20 ? row.project : `project-${index}`,
      };
    });
    this.imageRows = Array.from({ length: 2000 }, (_, index) => {
      const row = data.images[index % data.images.length] as (typeof data.images)[number];
      return {
        ...row,
        id: `sha256:${data.id(`i${index}`)}`,
        names: row.names.map((name) => `${name}-${index}`),
      };
    });
  }
}
