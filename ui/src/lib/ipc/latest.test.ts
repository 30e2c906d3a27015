import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Latest } from './latest.svelte';

describe('a question asked while typing', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is asked once after the pause', async () => {
    const ask = vi.fn(async (text: string) => text.toUpperCase());
    const latest = new Latest(ask, 150);
    latest.ask('n');
    latest.ask('ng');
    expect(latest.waiting).toBe(true);
    await vi.advanceTimersByTimeAsync(200);
    expect(ask).toHaveBeenCalledTimes(1);
    expect(latest.answer).toBe('NG');
    expect(latest.waiting).toBe(false);
  });

  it('takes no answer that a newer question has overtaken', async () => {
    const slow = (wait: number) => new Promise<number>((done) => setTimeout(done, wait, wait));
    const latest = new Latest(slow, 0);
    const first = latest.now(500);
    void latest.now(100);
    await vi.advanceTimersByTimeAsync(600);
    expect(await first).toBeUndefined();
    expect(latest.answer).toBe(100);
  });

  it('keeps the last answer when one fails, and says why', async () => {
    const latest = new Latest(async (n: number) => (n > 1 ? Promise.reject(new Error('no')) : n), 0);
    await latest.now(1);
    await latest.now(2);
    expect(latest.answer).toBe(1);
    expect(latest.problem?.raw).toBe('no');
    latest.clear();
    expect(latest.answer).toBeUndefined();
  });
});
