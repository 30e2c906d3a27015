/** Copies a text and says so for a moment. */
export class Copier {
  /** Was copied a moment ago. */
  done = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  async copy(text: string) {
    await navigator.clipboard.writeText(text);
    this.done = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.done = false;
    }, 1500);
  }
}
