import { tick } from 'svelte';
import { asProblem, type Client, type LogLineView, type LogMessage, type Problem } from '$lib/ipc';
import { capacity, LogBuffer } from './buffer';
import { Heights } from './heights';
import { LogSearch } from './search';

/** Characters of a line that are shown before somebody asks for all of it. */
export const shownAtFirst = 4096;
/** Lines that wait while the log is paused; beyond it the engine waits. */
const mostWaiting = 20_000;
/** Milliseconds of a frame that searching may take. */
const searchTime = 8;

export type Phase = 'opening' | 'reading' | 'ended' | 'failed';

/**
 * Follows one container's log: takes the batches, keeps the newest lines, and acknowledges a batch when it has been
 * drawn, so that the engine is never faster than the window.
 */
export class LogReader {
  readonly buffer = new LogBuffer();
  readonly search = new LogSearch(this.buffer);
  readonly heights = new Heights(capacity);

  phase = $state<Phase>('opening');
  problem = $state.raw<Problem | null>(null);
  /** Goes up when lines, hits or heights have changed: whoever shows them reads it. */
  changes = $state(0);
  following = $state(true);
  paused = $state(false);
  /** Lines that wait for the pause to end. */
  waiting = $state(0);
  /** Only lines with a hit are in view. */
  filtering = $state(false);
  /** Place of the hit that was jumped to. */
  hit = $state<number | null>(null);
  /** Number of the first line that came after the end was left. */
  unreadFrom = $state(0);
  /** Rows that have gone above, since the beginning. */
  gone = 0;

  #client: Client;
  #container: string;
  #reading: Promise<number> | null = null;
  #held: LogLineView[] = [];
  #batch = 0;
  #acknowledged = 0;
  #columns = 0;
  #frame: (() => void) | null = null;
  #whole = new Set<number>();

  constructor(client: Client, container: string) {
    this.#client = client;
    this.#container = container;
    this.open();
  }

  /** Reads from the beginning of what is kept. */
  open(): void {
    this.close();
    this.#forget();
    this.phase = 'opening';
    this.problem = null;
    this.#batch = this.#acknowledged = 0;
    const request = { container: this.#container, follow: true, tail: capacity };
    let mine: Promise<number> | null = null;
    const listen = (message: LogMessage) => this.#reading === mine && this.#take(message);
    mine = this.#client.logsOpen(request, listen);
    this.#reading = mine;
    mine.then(
      () => {
        if (this.#reading === mine && this.phase === 'opening') this.phase = 'reading';
      },
      (error) => {
        if (this.#reading === mine) this.#end(asProblem(error));
      },
    );
  }

  /** Tells the engine that nobody listens any more. */
  close(): void {
    const reading = this.#reading;
    this.#reading = null;
    this.#frame?.();
    this.#frame = null;
    reading?.then((id) => this.#client.logsClose(id)).catch(() => {});
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.#show(this.#held);
    this.#held = [];
    this.waiting = 0;
    this.#soon();
  }

  /** Empties the view; the container's log stays as it is. */
  clear(): void {
    this.#forget();
    this.#soon();
  }

  /** Looks for something in all lines and in those to come. */
  find(query: string): void {
    this.search.begin(query);
    this.hit = null;
    if (!query) this.filtering = false;
    this.remeasure();
  }

  filter(on: boolean): void {
    this.filtering = on;
    this.hit = null;
    this.remeasure();
  }

  /** How many characters fit into a row; 0 when lines are not wrapped. */
  wrapAt(columns: number): void {
    if (columns === this.#columns) return;
    this.#columns = columns;
    this.remeasure();
  }

  isWhole(number: number): boolean {
    return this.#whole.has(number);
  }

  /** Shows all of a long line. */
  showWhole(number: number): void {
    this.#whole.add(number);
    this.changes++;
  }

  /** A row was drawn and turned out to be of another height. */
  correct(place: number, rows: number): void {
    this.heights.set(place, rows);
  }

  /** First place in view order and one past the last. */
  get span(): { first: number; end: number } {
    return this.filtering ? this.search : this.buffer;
  }

  /** The line at a place of the view. */
  numberAt(place: number): number {
    return this.filtering ? (this.search.numberAt(place) ?? -1) : place;
  }

  placeOf(number: number): number {
    return this.filtering ? this.search.placeFrom(number) : number;
  }

  /** Estimates all heights anew. */
  remeasure(): void {
    this.heights.reset(this.span.first);
    this.#measure();
    this.changes++;
    this.#soon();
  }

  #take(message: LogMessage) {
    if (message.type === 'end') return this.#end(message.problem);
    if (this.phase === 'opening') this.phase = 'reading';
    this.#batch = message.batch;
    if (this.paused) {
      this.#held.push(...message.lines);
      this.waiting = this.#held.length;
    } else this.#show(message.lines);
    this.#soon();
  }

  #show(lines: readonly LogLineView[]) {
    for (const line of lines) this.buffer.push(line);
  }

  #end(problem: Problem | null) {
    this.problem = problem;
    this.phase = problem ? 'failed' : 'ended';
    this.#reading = null;
    this.#soon();
  }

  #forget() {
    this.buffer.clear();
    this.#held = [];
    this.waiting = 0;
    this.#whole.clear();
    this.search.begin(this.search.query);
    this.heights.reset(this.span.first);
    this.hit = null;
    this.following = true;
  }

  /** Draws once per frame, however many batches it brings. A window that nobody sees has no frames. */
  #soon() {
    if (this.#frame) return;
    const draw = () => {
      this.#frame = null;
      void this.#draw();
    };
    if (document.hidden) {
      const timer = setTimeout(draw, 50);
      this.#frame = () => clearTimeout(timer);
    } else {
      const frame = requestAnimationFrame(draw);
      this.#frame = () => cancelAnimationFrame(frame);
    }
  }

  async #draw() {
    const started = performance.now();
    this.search.advance(() => performance.now() - started > searchTime);
    this.#measure();
    this.changes++;
    if (!this.search.done) this.#soon();
    await tick();
    this.#acknowledge();
  }

  #acknowledge() {
    const reading = this.#reading;
    const batch = this.#batch;
    const full = this.paused && this.waiting >= mostWaiting;
    if (!reading || batch === this.#acknowledged || full) return;
    this.#acknowledged = batch;
    // A reading that has ended meanwhile needs no answer.
    reading.then((id) => this.#client.logsAcknowledge(id, batch)).catch(() => {});
  }

  #measure() {
    const { first, end } = this.span;
    if (this.heights.end < first) this.heights.reset(first);
    this.gone += this.heights.dropUntil(first);
    while (this.heights.end < end) this.heights.push(this.#rowsOf(this.numberAt(this.heights.end)));
  }

  /** A guess from the length, which is right for plain text; a row that is drawn corrects it. */
  #rowsOf(number: number): number {
    if (this.#columns === 0) return 1;
    const length = this.buffer.get(number)?.text.length ?? 0;
    return Math.max(1, Math.ceil(Math.min(length, shownAtFirst) / this.#columns));
  }
}
