import { isTyping, modHeld } from '$lib/design';
import type { Shell } from './shell.svelte';

/** How long a `g` waits for its second letter, in milliseconds. */
const patience = 1200;

/** The keys that work anywhere. Returns the listener; it takes a press only when it does something with it. */
export function globalKeys(shell: Shell): (event: KeyboardEvent) => void {
  let going = Number.NEGATIVE_INFINITY;

  function command(event: KeyboardEvent): (() => void) | undefined {
    if (modHeld(event) && !event.shiftKey && !event.altKey) {
      if (event.key === 'k') return () => (shell.paletteOpen = !shell.paletteOpen);
      if (event.key === 'j') return () => (shell.activityOpen = !shell.activityOpen);
    }
    if (event.altKey && event.key === 'ArrowLeft') return () => shell.router.back();
    if (event.altKey && event.key === 'ArrowRight') return () => shell.router.forward();
    return undefined;
  }

  function letter(event: KeyboardEvent): (() => void) | undefined {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!plain || isTyping(event.target) || document.querySelector('[role=dialog]')) return undefined;
    if (event.timeStamp - going < patience) {
      const place = shell.actions.all.find((action) => action.keys === `G ${event.key.toUpperCase()}`);
      going = Number.NEGATIVE_INFINITY;
      if (place) return place.run;
    }
    if (event.key === '?') return () => (shell.shortcutsOpen = true);
    if (event.key === '/' && shell.filterInput) return () => shell.filterInput?.focus();
    if (event.key === 'g') {
      return () => {
        going = event.timeStamp;
      };
    }
    return undefined;
  }

  return (event) => {
    const run = command(event) ?? letter(event);
    if (!run) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  };
}
