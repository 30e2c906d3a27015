import type { LogLineView, LogMessage } from '../generated';

/** As the app does it: lines in a batch, and batches under way unacknowledged. */
const batchSize = 2000;
const ahead = 4;

const texts = [
  '/docker-entrypoint.sh: Configuration complete; ready for start up',
  '\u001b[32mready\u001b[0m in \u001b[1m412 ms\u001b[22m, listening on \u001b[36m0.0.0.0:80\u001b[39m',
  '10.89.0.1 - "GET / HTTP/1.1" \u001b[38;5;34m200\u001b[0m 615 "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"',
  'GET /favicon.ico \u001b[31;1m404\u001b[0m',
  'Downloading 10%\rDownloading 60%\rDownloading 100%, done',
  '\u001b]0;a title\u0007\u001b[2J\u001b[33mwarn\u001b[0m cache is cold, \u001b[38;2;255;214;0mfalling back\u001b[0m',
  'über 10 µs: 日本語のログ, and a hidden turn \u202eeman elif\u202c',
];

interface Reading {
  acknowledged: number;
  timer: ReturnType<typeof setTimeout> | undefined;
  open: boolean;
}

/** Logs that write themselves. */
export class MemoryLogs {
  /** Batches acknowledged, all in all. */
  acknowledged = 0;
  /** Lines a flood has. */
  floodLines = 1_000_000;
  #last = 0;
  #readings = new Map<number, Reading>();

  get open(): number {
    return this.#readings.size;
  }

  /** A few lines, then three a second while it runs. */
  trickle(running: boolean, follow: boolean, listener: (message: LogMessage) => void): number {
    const [id, reading] = this.#begin();
    let batch = 0;
    const say = () => {
      if (!reading.open) return;
      listener({ type: 'lines', batch: ++batch, lines: batch === 1 ? many(60) : many(3) });
      if (running && follow) reading.timer = setTimeout(say, 1000);
      else this.#finish(id, listener);
    };
    reading.timer = setTimeout(say, 0);
    return id;
  }

  /** As many lines as the window can take. */
  flood(listener: (message: LogMessage) => void): number {
    const [id, reading] = this.#begin();
    let batch = 0;
    let sent = 0;
    const say = () => {
      if (!reading.open) return;
      if (batch - reading.acknowledged < ahead) {
        const lines = many(Math.min(batchSize, this.floodLines - sent), sent);
        sent += lines.length;
        listener({ type: 'lines', batch: ++batch, lines });
      }
      if (sent >= this.floodLines) this.#finish(id, listener);
      else reading.timer = setTimeout(say, 0);
    };
    reading.timer = setTimeout(say, 0);
    return id;
  }

  acknowledge(id: number, batch: number): void {
    this.acknowledged++;
    const reading = this.#readings.get(id);
    if (reading) reading.acknowledged = Math.max(reading.acknowledged, batch);
  }

  close(id: number): void {
    const reading = this.#readings.get(id);
    if (!reading) return;
    reading.open = false;
    clearTimeout(reading.timer);
    this.#readings.delete(id);
  }

  #begin(): [id: number, reading: Reading] {
    const reading: Reading = { acknowledged: 0, timer: undefined, open: true };
    this.#readings.set(++this.#last, reading);
    return [this.#last, reading];
  }

  #finish(id: number, listener: (message: LogMessage) => void) {
    this.close(id);
    listener({ type: 'end', problem: null });
  }
}

function many(count: number, from?: number): LogLineView[] {
  const at = new Date().toISOString();
  return Array.from({ length: count }, (_, index) => {
    const text = texts[index % texts.length] ?? '';
    return {
      err: index % texts.length === 3 || index % texts.length === 5,
      at,
      text: from === undefined ? text : `${from + index} ${text}`,
    };
  });
}
