import {
  asProblem,
  type Client,
  Latest,
  type Problem,
  type RunCheck,
  type RunForm,
  type RunIssue,
  type RunParsed,
  type RunSpec,
  type TypedImage,
} from '$lib/ipc';
import { type Built, type Draft, draftOf, specOf } from './draft';
import { at, firstBlocking, type Part, placed } from './issues';
import { asksOf } from './questions';

/** A state that belongs to no component, so that it goes on when its dialog is closed. */
export function makeRun(client: Client): RunState {
  const made: RunState[] = [];
  $effect.root(() => void made.push(new RunState(client)));
  return made[0] ?? new RunState(client);
}

/** A form as it was made, with what has been typed into it since. */
interface Made {
  form: RunForm;
  draft: Draft;
  parsed: RunParsed | undefined;
  /** The spec before anything was typed. */
  before: string;
}

/** Why a run did not begin. */
export type Hindrance = 'fix' | 'confirm' | 'refused';

/**
 * The run dialog: which image, the form, the job. It outlives the dialog, so that nothing typed is lost while a job
 * runs, when one fails, or while something else is looked at.
 */
export class RunState {
  step = $state<'choose' | 'form' | 'job'>('choose');
  way = $state<'image' | 'line'>('image');
  text = $state('');
  line = $state('');
  part = $state<Part>('main');
  /** A form is being made, or a run being started. */
  busy = $state(false);
  /** Why there is no form, or why the run was not even begun. */
  problem = $state.raw<Problem | null>(null);
  /** The container this form was filled in like. */
  like = $state('');
  jobId = $state<string>();
  readonly typed = new Latest<string, TypedImage>((text) => this.#client.imageTyped(text));
  readonly check = new Latest<RunSpec, RunCheck>((spec) => this.#client.runCheck(spec));

  #client: Client;
  #made = $state<Made>();
  #earlier = new Map<string, Made>();
  /** The risks that were understood, and no others. */
  #confirmed = $state('');

  constructor(client: Client) {
    this.#client = client;
  }

  form = $derived(this.#made?.form);
  draft = $derived(this.#made?.draft);
  parsed = $derived(this.#made?.parsed);
  asks = $derived(asksOf(this.form?.questions ?? []));
  built: Built | undefined = $derived(this.draft && specOf(this.draft, this.form?.questions ?? []));
  issues = $derived(
    this.built && this.draft
      ? placed(
          this.check.answer?.issues ?? [],
          this.built,
          this.draft,
          (this.form?.questions ?? []).map((question) => question.key),
        )
      : [],
  );
  blocking = $derived(firstBlocking(this.issues));
  risks = $derived(this.check.answer?.risks ?? []);
  changed = $derived(!!this.built && JSON.stringify(this.built.spec) !== this.#made?.before);

  get confirmed(): boolean {
    return this.risks.join() === this.#confirmed;
  }

  set confirmed(yes: boolean) {
    this.#confirmed = yes ? this.risks.join() : '';
  }

  /** What stands at a field. */
  at(field: string): RunIssue[] {
    return at(field, this.issues);
  }

  /** Makes the form for what was typed. */
  async openImage(text: string): Promise<void> {
    this.text = text;
    this.way = 'image';
    const understood = await this.typed.now(text);
    const reference = understood?.reference;
    if (reference) await this.#show(`image ${reference}`, async () => ({ reference }));
  }

  /** Makes the form for a pasted line. */
  async openLine(): Promise<void> {
    const line = this.line;
    await this.#show(`line ${line.trim()}`, async () => this.#read(line));
  }

  /** Makes the form that a container could have been started with. */
  async openLike(container: string): Promise<void> {
    await this.#show(`container ${container}`, async () => {
      const page = await this.#client.containerPage(container);
      this.like = page.row.name;
      const read = await this.#read(page.runCommand);
      return { ...read, freeName: true };
    });
  }

  /** Asks what the form as it is now would do. */
  look(): void {
    if (this.built) this.check.ask($state.snapshot(this.built.spec) as RunSpec);
  }

  /** Looks at the form as it is now, and starts it if nothing is in the way. */
  async start(): Promise<Hindrance | undefined> {
    if (!this.built || this.busy) return undefined;
    this.busy = true;
    this.problem = null;
    try {
      const spec = $state.snapshot(this.built.spec) as RunSpec;
      await this.check.now(spec);
      if (this.blocking) return 'fix';
      if (this.risks.length && !this.confirmed) return 'confirm';
      this.jobId = await this.#client.runStart(spec);
      this.step = 'job';
      return undefined;
    } catch (error) {
      this.problem = asProblem(error);
      return 'refused';
    } finally {
      this.busy = false;
    }
  }

  /** Back to the form, with everything as it was. */
  edit(): void {
    this.step = 'form';
    this.jobId = undefined;
  }

  async #read(line: string): Promise<{ reference: string; parsed: RunParsed }> {
    const parsed = await this.#client.runParse(line);
    if (!parsed.spec) throw parsed.problem;
    return { reference: parsed.spec.image, parsed };
  }

  /** Shows the form that was made for `key` before, or a new one. */
  async #show(
    key: string,
    find: () => Promise<{ reference: string; parsed?: RunParsed; freeName?: boolean }>,
  ): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      const earlier = this.#earlier.get(key);
      this.#made = earlier ?? (await this.#make(await find()));
      if (!earlier && this.#made) this.#earlier.set(key, this.#made);
      this.check.clear();
      this.part = 'main';
      this.step = 'form';
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.busy = false;
    }
  }

  async #make(from: { reference: string; parsed?: RunParsed; freeName?: boolean }): Promise<Made> {
    const form = await this.#client.runForm(from.reference);
    const given = from.parsed?.spec ?? form.spec;
    const draft = draftOf(form, from.freeName ? { ...given, name: form.spec.name } : given);
    return { form, draft, parsed: from.parsed, before: JSON.stringify(specOf(draft, form.questions).spec) };
  }
}
