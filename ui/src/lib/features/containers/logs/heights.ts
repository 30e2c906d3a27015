/** Lines in one block; sums of whole blocks make finding a place quick. */
const blockSize = 256;

/**
 * How many rows each line of a view takes on screen, and so where each stands. Lines are known by their place, which
 * they keep while older ones go.
 */
export class Heights {
  /** Place of the oldest line. */
  first = 0;
  /** Place that the next line will have. */
  end = 0;
  /** Rows of all lines. */
  total = 0;
  #rows: Uint16Array;
  #blocks: Uint32Array;

  constructor(capacity: number) {
    const size = (Math.ceil(capacity / blockSize) + 1) * blockSize;
    this.#rows = new Uint16Array(size);
    this.#blocks = new Uint32Array(size / blockSize);
  }

  /** Forgets everything; the next line will have this place. */
  reset(place: number): void {
    this.first = this.end = place;
    this.total = 0;
    this.#rows.fill(0);
    this.#blocks.fill(0);
  }

  push(rows: number): void {
    this.#change(this.end++, rows);
  }

  /** Lets go of the lines before a place; answers how many rows they had. */
  dropUntil(place: number): number {
    const before = this.total;
    const until = Math.min(place, this.end);
    while (this.first < until) this.#change(this.first++, 0);
    return before - this.total;
  }

  /** Corrects a line. */
  set(place: number, rows: number): void {
    if (place >= this.first && place < this.end) this.#change(place, rows);
  }

  rowsOf(place: number): number {
    return this.#rows[place % this.#rows.length] ?? 0;
  }

  /** Rows above a line. */
  topOf(place: number): number {
    let top = 0;
    let at = this.first;
    while (at < place) {
      const next = at - (at % blockSize) + blockSize;
      if (next <= place && (at === this.first || at % blockSize === 0)) {
        top += this.#blockOf(at);
        at = next;
      } else top += this.rowsOf(at++);
    }
    return top;
  }

  /** The line that has the row. */
  placeAt(row: number): number {
    let top = 0;
    let at = this.first;
    while (at < this.end && top + this.#blockOf(at) <= row) {
      top += this.#blockOf(at);
      at = at - (at % blockSize) + blockSize;
    }
    while (at < this.end - 1 && top + this.rowsOf(at) <= row) top += this.rowsOf(at++);
    return Math.max(this.first, Math.min(at, this.end - 1));
  }

  #blockOf(place: number): number {
    return this.#blocks[Math.floor((place % this.#rows.length) / blockSize)] ?? 0;
  }

  #change(place: number, rows: number) {
    const slot = place % this.#rows.length;
    const by = rows - (this.#rows[slot] ?? 0);
    this.#rows[slot] = rows;
    this.#blocks[Math.floor(slot / blockSize)] = (this.#blocks[Math.floor(slot / blockSize)] ?? 0) + by;
    this.total += by;
  }
}
