import type { LogLineView } from '$lib/ipc';

/** Lines that are kept; older ones go. */
export const capacity = 100_000;
/** Characters that are kept, so that a log of very long lines stays within memory too. */
const mostCharacters = 48_000_000;

/** The newest lines of a log. A line is known by its number, which it keeps: the first ever is 0. */
export class LogBuffer {
  /** Number of the oldest line still here. */
  first = 0;
  /** Number that the next line will have. */
  end = 0;
  #lines: (LogLineView | undefined)[];
  #characters = 0;
  #most: number;

  constructor(lines = capacity, characters = mostCharacters) {
    this.#lines = new Array(lines);
    this.#most = characters;
  }

  get length(): number {
    return this.end - this.first;
  }

  get(number: number): LogLineView | undefined {
    return number < this.first || number >= this.end ? undefined : this.#lines[number % this.#lines.length];
  }

  push(line: LogLineView): void {
    if (this.length === this.#lines.length) this.#drop();
    this.#lines[this.end % this.#lines.length] = line;
    this.end++;
    this.#characters += line.text.length;
    while (this.#characters > this.#most && this.length > 1) this.#drop();
  }

  /** Forgets all lines. Numbers go on. */
  clear(): void {
    while (this.length > 0) this.#drop();
  }

  #drop() {
    const slot = this.first % this.#lines.length;
    this.#characters -= this.#lines[slot]?.text.length ?? 0;
    this.#lines[slot] = undefined;
    this.first++;
  }
}
