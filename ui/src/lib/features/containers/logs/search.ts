import type { LogBuffer } from './buffer';
import { plain } from './escapes';

/** What is searched for, as it is written: capitals do not matter. */
export function pattern(query: string): RegExp | null {
  return query ? new RegExp(query.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'giu') : null;
}

/**
 * The lines of a log in which something is found. Looks through them a little at a time, so that a hundred thousand
 * lines never hold the window up, and goes on as lines arrive. A hit keeps its place while older ones go.
 */
export class LogSearch {
  query = '';
  /** Place of the first hit that is still here. */
  first = 0;
  #buffer: LogBuffer;
  #numbers: number[] = [];
  #head = 0;
  #next = 0;

  constructor(buffer: LogBuffer) {
    this.#buffer = buffer;
  }

  begin(query: string): void {
    this.query = query;
    this.#numbers = [];
    this.#head = 0;
    this.first = 0;
    this.#next = this.#buffer.first;
  }

  get count(): number {
    return this.#numbers.length - this.#head;
  }

  /** Place that the next hit will have. */
  get end(): number {
    return this.first + this.count;
  }

  /** Everything that is here has been looked at. */
  get done(): boolean {
    return !this.query || this.#next >= this.#buffer.end;
  }

  numberAt(place: number): number | undefined {
    return this.#numbers[this.#head + place - this.first];
  }

  /** Place of the first hit at or after a line. */
  placeFrom(number: number): number {
    let low = this.#head;
    let high = this.#numbers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#numbers[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return this.first + low - this.#head;
  }

  /** Looks on until told to pause, and forgets hits whose lines have gone. */
  advance(pause: () => boolean): void {
    this.#forget();
    const wanted = pattern(this.query);
    if (!wanted) return;
    this.#next = Math.max(this.#next, this.#buffer.first);
    for (let looked = 1; this.#next < this.#buffer.end; looked++) {
      const line = this.#buffer.get(this.#next);
      wanted.lastIndex = 0;
      if (line && wanted.test(plain(line.text))) this.#numbers.push(this.#next);
      this.#next++;
      if (looked % 128 === 0 && pause()) return;
    }
  }

  #forget() {
    const gone = this.placeFrom(this.#buffer.first) - this.first;
    this.#head += gone;
    this.first += gone;
    if (this.#head > 10_000) {
      this.#numbers = this.#numbers.slice(this.#head);
      this.#head = 0;
    }
  }
}
