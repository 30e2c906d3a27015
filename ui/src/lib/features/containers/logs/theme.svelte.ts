import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
  const observer = new MutationObserver(update);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
});

/** Whether the window is dark now; whoever asks in a component is told when it changes. */
export function isDark(): boolean {
  subscribe();
  return document.documentElement.dataset.theme === 'dark';
}
