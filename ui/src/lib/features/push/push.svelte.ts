import { asProblem, type ImageRow, Latest, type Problem, type TypedImage } from '$lib/ipc';
import { partsOf } from '$lib/registries';
import type { Shell } from '$lib/shell/context';
import { unfit } from './target';

/** A push from the choice of the name to the job. */
export class Push {
  text = $state('');
  readonly typed: Latest<string, TypedImage>;
  jobId = $state<string>();
  starting = $state(false);
  /** Why it could not even begin. */
  refused = $state.raw<Problem | null>(null);
  readonly #shell: Shell;
  readonly #source: string;

  constructor(shell: Shell, source: string) {
    this.#shell = shell;
    this.#source = source;
    this.typed = new Latest((text) => shell.client.imageTyped(text));
  }

  /** The image that is sent. */
  get image(): ImageRow | undefined {
    return this.#shell.images.data?.find(
      (row) => row.id === this.#source || row.names.includes(this.#source),
    );
  }

  /** Its name here, or its short id where it has none. */
  get name(): string {
    const named = this.image?.names.includes(this.#source) ? this.#source : this.image?.names[0];
    return named ?? this.#source.replace(/^sha256:/, '').slice(0, 12);
  }

  /** The name it goes by in the registry, always with its tag. */
  get target(): string | undefined {
    const reference = this.text.trim() ? this.typed.answer?.reference : undefined;
    if (!reference) return undefined;
    const { name, tag, digest } = partsOf(reference);
    return tag || digest ? reference : `${name}:latest`;
  }

  /** The image has to be given the name first. */
  get tags(): boolean {
    return !!this.target && !this.image?.names.includes(this.target);
  }

  /** Another image that would lose the name. */
  get owner(): ImageRow | undefined {
    const { target } = this;
    if (!target || !this.tags) return undefined;
    return this.#shell.images.data?.find((row) => row.names.includes(target));
  }

  get ready(): boolean {
    return !!this.image && !!this.target && !unfit(this.target) && !this.typed.waiting;
  }

  put(text: string): void {
    this.text = text;
    this.refused = null;
    if (text.trim()) this.typed.ask(text);
    else this.typed.clear();
  }

  /** Gives the image the name if it does not have it, then sends it. */
  async start(): Promise<void> {
    if (this.starting) return;
    this.starting = true;
    this.refused = null;
    try {
      await this.typed.now(this.text);
      const { image, target } = this;
      if (!image || !target || unfit(target)) return;
      if (this.tags) await this.#shell.client.imageTag(image.id, target);
      this.jobId = await this.#shell.client.imagePush(target);
    } catch (error) {
      this.refused = asProblem(error);
    } finally {
      this.starting = false;
    }
  }

  /** Back to the form. */
  edit(): void {
    this.jobId = undefined;
    this.refused = null;
  }

  end(): void {
    this.typed.clear();
  }
}
