import { createSubscriber } from 'svelte/reactivity';

/** The time of day, told every half minute while anybody looks and the window is in sight. */
class Clock {
  #subscribe = createSubscriber((update) => {
    const tick = () => document.hidden || update();
    const timer = setInterval(tick, 30_000);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  });

  get now(): number {
    this.#subscribe();
    return Date.now();
  }
}

export const clock = new Clock();
