import { createSubscriber } from 'svelte/reactivity';

const minute = 60_000;

/** Tells somebody who looks that time went by; rests while nobody looks or the window is out of sight. */
function ticking(every: number): () => void {
  return createSubscriber((update) => {
    let timer: ReturnType<typeof setInterval> | undefined;
    const follow = () => {
      clearInterval(timer);
      if (!document.hidden) timer = setInterval(update, every);
    };
    const seenAgain = () => {
      follow();
      if (!document.hidden) update();
    };
    follow();
    document.addEventListener('visibilitychange', seenAgain);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', seenAgain);
    };
  });
}

/** The time of day, for what shows how long ago something was. */
class Clock {
  #seconds = ticking(1000);
  #halfMinutes = ticking(minute / 2);

  /** Now. Told every second while the moment (RFC 3339) is less than a minute ago, later every half minute. */
  since(moment: string): number {
    const now = Date.now();
    if (Math.abs(now - Date.parse(moment)) < minute) this.#seconds();
    else this.#halfMinutes();
    return now;
  }
}

export const clock = new Clock();
