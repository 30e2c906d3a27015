import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { clock } from './clock.svelte';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-26T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Looks at the clock, and tells how often it was told the time. */
function look(moment: string) {
  const told: number[] = [];
  const end = $effect.root(() => {
    $effect(() => {
      told.push(clock.since(moment));
    });
  });
  flushSync();
  const wait = (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      vi.advanceTimersByTime(1000);
      flushSync();
    }
    flushSync();
    return told.length;
  };
  return { wait, end };
}

it('is told every second while the moment is fresh, and rarely later', async () => {
  const { wait, end } = look('2026-11-26T11:59:50Z');
  expect(wait(20)).toBe(21);
  wait(40);
  await Promise.resolve();
  const before = wait(0);
  expect(wait(300) - before).toBe(10);
  end();
});

it('rests while the window is out of sight, and is right at once when it is seen again', () => {
  const { wait, end } = look('2026-11-26T11:59:50Z');
  const sight = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  document.dispatchEvent(new Event('visibilitychange'));
  const before = wait(0);
  expect(wait(20)).toBe(before);
  sight.mockReturnValue(false);
  document.dispatchEvent(new Event('visibilitychange'));
  expect(wait(0)).toBe(before + 1);
  end();
});

it('stops when nobody looks', async () => {
  const { wait, end } = look('2026-11-26T11:00:00Z');
  wait(1);
  expect(vi.getTimerCount()).toBe(1);
  end();
  await Promise.resolve();
  expect(vi.getTimerCount()).toBe(0);
});
