import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LogMessage } from '$lib/ipc';
import { MemoryClient } from '$lib/ipc/memory';
import { LogReader } from './reader.svelte';

/** A client whose log is written by the test. */
function scripted() {
  const client = new MemoryClient();
  let say: (message: LogMessage) => void = () => {};
  const acknowledged: number[] = [];
  const closed: number[] = [];
  let opened = 0;
  client.logsOpen = async (_, listener) => {
    say = listener;
    return ++opened;
  };
  client.logsAcknowledge = async (_, batch) => void acknowledged.push(batch);
  client.logsClose = async (reading) => void closed.push(reading);
  let batch = 0;
  const lines = (count: number, text = 'text') =>
    say({
      type: 'lines',
      batch: ++batch,
      lines: Array.from({ length: count }, (_, n) => ({ err: false, at: null, text: `${text} ${n}` })),
    });
  const end = (problem: null | { code: string; facts: object; raw: string; actions: [] }) =>
    say({ type: 'end', problem: problem as never });
  return { client, lines, end, acknowledged, closed };
}

const frame = () => new Promise((done) => setTimeout(done, 60));
let reader: LogReader;
afterEach(() => reader.close());

describe('reading a log', () => {
  it('acknowledges what was drawn, several batches at once', async () => {
    const { client, lines, acknowledged } = scripted();
    reader = new LogReader(client, 'c');
    lines(2);
    lines(3);
    expect(acknowledged).toEqual([]);
    await vi.waitFor(() => expect(acknowledged).toEqual([2]));
    expect([reader.buffer.length, reader.phase]).toEqual([5, 'reading']);
  });

  it('keeps what comes during a pause, counts it, and lets the engine wait when it is too much', async () => {
    const { client, lines, acknowledged } = scripted();
    reader = new LogReader(client, 'c');
    lines(1);
    await vi.waitFor(() => expect(acknowledged).toEqual([1]));
    reader.pause();
    lines(2000);
    await vi.waitFor(() => expect(acknowledged).toEqual([1, 2]));
    expect([reader.waiting, reader.buffer.length]).toEqual([2000, 1]);
    lines(18_000);
    await frame();
    expect(acknowledged).toEqual([1, 2]);
    reader.resume();
    await vi.waitFor(() => expect(acknowledged).toEqual([1, 2, 3]));
    expect([reader.waiting, reader.buffer.length]).toEqual([0, 20_001]);
  });

  it('closes the reading, even one that is still being opened', async () => {
    const { client, lines, closed } = scripted();
    reader = new LogReader(client, 'c');
    reader.close();
    lines(5);
    await frame();
    expect(closed).toEqual([1]);
    expect(reader.buffer.length).toBe(0);
  });

  it('tells an end from a failure', () => {
    const { client, end } = scripted();
    reader = new LogReader(client, 'c');
    end(null);
    expect(reader.phase).toBe('ended');
    reader.open();
    expect(reader.phase).toBe('opening');
    end({ code: 'engine.gone', facts: {}, raw: '', actions: [] });
    expect([reader.phase, reader.problem?.code]).toEqual(['failed', 'engine.gone']);
  });

  it('shows only hits when it is asked to, and new ones as they come', async () => {
    const { client, lines, acknowledged } = scripted();
    reader = new LogReader(client, 'c');
    lines(10, 'one');
    reader.find('one 3');
    reader.filter(true);
    await vi.waitFor(() => expect(reader.search.count).toBe(1));
    lines(10, 'one');
    await vi.waitFor(() => expect(acknowledged).toContain(2));
    expect([reader.heights.end - reader.heights.first, reader.numberAt(0), reader.numberAt(1)]).toEqual([
      2, 3, 13,
    ]);
  });

  it('estimates heights from the width', () => {
    const { client, lines } = scripted();
    reader = new LogReader(client, 'c');
    lines(1, 'x'.repeat(95));
    reader.wrapAt(10);
    expect(reader.heights.total).toBe(10);
    reader.wrapAt(0);
    expect(reader.heights.total).toBe(1);
  });

  it('stays small while a million lines pass through, a batch in well under 50 ms', async () => {
    const { client, lines } = scripted();
    reader = new LogReader(client, 'c');
    reader.wrapAt(40);
    reader.find('text 1999');
    const times: number[] = [];
    for (let batch = 0; batch < 500; batch++) {
      const started = performance.now();
      lines(2000, 'some text that is about as long as the lines of logs often are, give or take; text');
      times.push(performance.now() - started);
      if (batch % 50 === 0) await frame();
    }
    await vi.waitFor(() => expect(reader.search.done).toBe(true), { timeout: 10_000 });
    expect(reader.buffer.length).toBe(100_000);
    expect([reader.heights.first, reader.heights.end]).toEqual([900_000, 1_000_000]);
    expect(reader.search.count).toBe(50);
    // The middle of them: a computer that tests on all cores has pauses that are not ours.
    expect(times.sort((a, b) => a - b)[250]).toBeLessThan(50);
  }, 60_000);
});
