interface Source<T> {
  /** Rows in the order on screen. */
  rows: () => readonly T[];
  key: (row: T) => string;
  /** What a row is called, for finding it by typing. */
  text: (row: T) => string;
  /** Rows of a page, for PageUp and PageDown. */
  page: () => number;
}

/** Where the keyboard stands in a table, and which rows are ticked. Knows keys of rows, so new data does not move it. */
export class TableCursor<T> {
  key = $state<string | null>(null);
  #source: Source<T>;
  #typed = '';
  #typedAt = 0;
  #anchor: string | null = null;

  constructor(source: Source<T>) {
    this.#source = source;
  }

  get index(): number {
    return this.#source.rows().findIndex((row) => this.#source.key(row) === this.key);
  }

  get row(): T | undefined {
    return this.#source.rows()[this.index];
  }

  /** Goes to a row; beyond the ends means the end. */
  goTo(index: number): T | undefined {
    const rows = this.#source.rows();
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row !== undefined) this.key = this.#source.key(row);
    return row;
  }

  /** Letters are being typed to find a row, so the next one belongs to them. */
  isFinding(now = Date.now()): boolean {
    return now - this.#typedAt < 700;
  }

  /** Where a key press leads, if it moves the cursor at all. */
  target(event: KeyboardEvent, now = Date.now()): number | undefined {
    const page = this.#source.page();
    const moves: Record<string, number> = {
      ArrowDown: this.index + 1,
      ArrowUp: this.index < 0 ? 0 : this.index - 1,
      PageDown: this.index + page,
      PageUp: this.index - page,
      Home: 0,
      End: Number.MAX_SAFE_INTEGER,
    };
    if (event.key in moves) return moves[event.key];
    const letter =
      event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
    return letter ? this.#find(event.key, now) : undefined;
  }

  /** Finds by the first letters typed; the same letter again goes on to the next. */
  #find(letter: string, now: number): number | undefined {
    this.#typed = this.isFinding(now) ? this.#typed + letter.toLowerCase() : letter.toLowerCase();
    this.#typedAt = now;
    const same = [...this.#typed].every((one) => one === this.#typed[0]);
    const wanted = same ? this.#typed.slice(0, 1) : this.#typed;
    const rows = this.#source.rows();
    const start = same ? this.index + 1 : Math.max(0, this.index);
    for (let step = 0; step < rows.length; step++) {
      const index = (start + step) % rows.length;
      const row = rows[index];
      if (row !== undefined && this.#source.text(row).toLowerCase().startsWith(wanted)) return index;
    }
    return undefined;
  }

  /** Ticks or unticks one row. */
  toggle(checked: ReadonlySet<string>, key: string): Set<string> {
    const next = new Set(checked);
    if (!next.delete(key)) next.add(key);
    this.#anchor = key;
    return next;
  }

  /** Ticks everything between the row ticked last and this one. */
  extend(checked: ReadonlySet<string>, key: string): Set<string> {
    const keys = this.#source.rows().map(this.#source.key);
    const from = keys.indexOf(this.#anchor ?? this.key ?? key);
    const to = keys.indexOf(key);
    const span = keys.slice(Math.max(0, Math.min(from, to)), Math.max(from, to) + 1);
    return new Set([...checked, ...span]);
  }
}
