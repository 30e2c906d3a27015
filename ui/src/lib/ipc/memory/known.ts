import type { ImageRow, JobView, Known, Problem, Resource } from '../generated';

/** What looking into images needs of the whole twin. */
export interface KnownSurroundings {
  images: () => ImageRow[];
  announce: (...resources: Resource[]) => void;
  /** Begins a job and answers with its id. */
  begin: (
    more: Partial<JobView>,
    finish: () => Partial<JobView>,
    at?: (share: number) => Partial<JobView>,
  ) => string;
  firstVerdict: () => boolean;
}

/** How much is known of one image. */
export interface Knowledge {
  known: Known;
  job: string | null;
  problem: Problem | null;
}

/** Images nobody has looked into when the twin starts, and one that was left half read. */
const atFirst: Record<string, Known> = {
  'postgres:17': 'no',
  'mariadb:11': 'partly',
  'adminer:5': 'failed',
};

const steps = ['preview', 'pack', 'read', 'judge'];

const refused: Problem = {
  code: 'engine.lost',
  facts: { engine: 'Podman', endpoint: 'unix:///run/user/1000/podman/podman.sock' },
  raw: 'image save: unexpected EOF after 41,943,040 bytes',
  actions: [{ id: 'retry', value: null }],
};

/** Which images the twin has looked into. What is inside and whether it is safe both follow from it. */
export class MemoryKnown {
  #around: KnownSurroundings;
  #now = new Map<string, Knowledge>();

  constructor(around: KnownSurroundings) {
    this.#around = around;
  }

  /** Finds an image by id or by name. */
  row(image: string): ImageRow | undefined {
    return this.#around.images().find((one) => one.id === image || one.names.includes(image));
  }

  of(image: string): Knowledge {
    const row = this.row(image);
    if (!row) return { known: 'no', job: null, problem: null };
    const known = atFirst[row.names[0] ?? ''] ?? (row.dangling ? 'no' : 'yes');
    const first = { known, job: null, problem: known === 'failed' ? refused : null };
    return this.#now.get(row.id) ?? first;
  }

  /** It was looked into by a job that looks into many. */
  learn(image: string): void {
    const row = this.row(image);
    if (row) this.#now.set(row.id, { known: 'yes', job: null, problem: null });
  }

  /** Looks into an image; answers with the job's id. */
  scan(image: string): string {
    const row = this.row(image);
    if (!row) throw { code: 'image.notFound', facts: { name: image }, raw: 'no such image', actions: [] };
    const before = this.of(row.id);
    if (before.job) return before.job;
    const begun = { kind: 'imageScan' as const, subject: row.names[0] ?? row.id };
    let job = '';
    const tell = (known: Known, problem: Problem | null = null, under: string | null = job) => {
      if (this.of(row.id).known === known && this.#now.has(row.id) && under) return;
      this.#now.set(row.id, { known, job: under, problem });
      this.#around.announce('security', 'images');
    };
    const finish = (): Partial<JobView> => {
      const fails = row.names[0] === 'adminer:5';
      tell(fails ? 'failed' : 'yes', fails ? refused : null, null);
      if (!fails) return {};
      const ended = steps.map((id, at) => ({ id, state: at ? ('failed' as const) : ('done' as const) }));
      return { status: 'failed', problem: refused, steps: ended };
    };
    const at = (share: number): Partial<JobView> => {
      const here = Math.min(steps.length - 1, Math.floor(share * steps.length));
      if (job && here > 0 && this.#around.firstVerdict() && before.known !== 'yes') tell('partly');
      return {
        steps: steps.map((id, step) => ({
          id,
          state: step < here ? 'done' : step === here ? 'running' : 'waiting',
        })),
        progress:
          here < 2
            ? null
            : {
                unit: 'bytes',
                current: Math.round(row.size * share),
                total: row.size,
                alreadyPresent: 0,
                perSecond: 71_000_000,
                secondsLeft: Math.ceil((row.size * (1 - share)) / 71_000_000),
                parts: [],
              },
      };
    };
    job = this.#around.begin(begun, finish, at);
    tell(before.known === 'yes' || before.known === 'partly' ? before.known : 'reading');
    return job;
  }
}
