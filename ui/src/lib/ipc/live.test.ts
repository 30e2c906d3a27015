import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Live } from './live.svelte';
import { MemoryClient } from './memory';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const hide = (hidden: boolean) => {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event('visibilitychange'));
};

function counting(client = new MemoryClient()) {
  const read = vi.fn(async () => read.mock.calls.length);
  return { client, read, live: new Live(client, ['images'], read) };
}

describe('Live', () => {
  it('reads at once, and again when its resource changed', async () => {
    const { client, read, live } = counting();
    await vi.runAllTimersAsync();
    expect(live.data).toBe(1);
    client.announce('containers');
    await vi.runAllTimersAsync();
    expect(read).toHaveBeenCalledTimes(1);
    client.announce('images', 'jobs');
    await vi.runAllTimersAsync();
    expect(live.data).toBe(2);
  });

  it('counts a burst once', async () => {
    const { client, read } = counting();
    await vi.runAllTimersAsync();
    for (let i = 0; i < 10_000; i++) client.announce('images');
    await vi.runAllTimersAsync();
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('waits while nobody looks', async () => {
    const { client, read } = counting();
    await vi.runAllTimersAsync();
    hide(true);
    client.announce('images');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(read).toHaveBeenCalledTimes(1);
    hide(false);
    await vi.runAllTimersAsync();
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('keeps what it had when reading fails, and fails when it had nothing', async () => {
    const client = new MemoryClient();
    let works = false;
    const live = new Live(client, ['images'], async () => {
      if (!works) throw new Error('broken');
      return 'data';
    });
    await vi.runAllTimersAsync();
    expect(live.face).toBe('failed');
    works = true;
    await live.refresh();
    works = false;
    await live.refresh();
    expect(live.face).toBe('ready');
    expect(live.data).toBe('data');
    expect(live.problem?.raw).toBe('broken');
  });

  it('is deaf once ended', async () => {
    const { client, read, live } = counting();
    await vi.runAllTimersAsync();
    live.end();
    client.announce('images');
    await vi.runAllTimersAsync();
    expect(read).toHaveBeenCalledTimes(1);
  });
});
