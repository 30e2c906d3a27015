import { asProblem, Latest, type Problem, type UpdatePreview } from '$lib/ipc';
import type { Shell } from '$lib/shell/context';

/** One update from the look at it to its end: what would change, what was chosen, the job. */
export class UpdateFlow {
  readonly preview: Latest<string | null, UpdatePreview>;
  tag = $state<string | null>(null);
  backup = $state(false);
  keepPorts = $state(false);
  /** Paths inside that move along. */
  carry = $state.raw<ReadonlySet<string>>(new Set());
  starting = $state(false);
  job = $state<string | null>(null);
  /** Why it could not even begin. */
  refused = $state.raw<Problem | null>(null);
  #shell: Shell;
  #container: string;

  constructor(shell: Shell, container: string, tag: string | null) {
    this.#shell = shell;
    this.#container = container;
    this.preview = new Latest((wanted) => shell.client.updatePreview(container, wanted), 0);
    void this.look(tag);
  }

  /** Asks what an update to this tag would do; the container's own tag is `null`. */
  async look(tag: string | null): Promise<void> {
    this.tag = tag;
    this.job = null;
    this.refused = null;
    this.carry = new Set();
    const preview = await this.preview.now(tag);
    if (!preview) return;
    const wished = this.#shell.preferences.now?.updates.backupVolumes ?? false;
    this.backup = preview.backup.volumes.length > 0 && (wished || preview.backup.advised);
  }

  toggleCarry(path: string, on: boolean): void {
    const next = new Set(this.carry);
    if (on) next.add(path);
    else next.delete(path);
    this.carry = next;
  }

  /**
   * Begins. Exactly what was previewed is taken. Where the old image's defaults are not known there is no preview, and
   * the user may say that every setting stays.
   */
  async start(keepAll = false): Promise<void> {
    const preview = this.preview.answer;
    if ((!preview && !keepAll) || this.starting || this.job) return;
    this.starting = true;
    this.refused = null;
    try {
      this.job = await this.#shell.client.updateStart({
        container: this.#container,
        tag: this.tag,
        digest: preview?.to.digest || null,
        backup: this.backup,
        keepPorts: this.keepPorts,
        keepAll,
        carry: [...this.carry],
      });
    } catch (error) {
      this.refused = asProblem(error);
    } finally {
      this.starting = false;
    }
  }

  end(): void {
    this.preview.clear();
  }
}
