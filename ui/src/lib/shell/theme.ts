import type { Theme } from '$lib/ipc';

const dark = matchMedia('(prefers-color-scheme: dark)');
let chosen: Theme = 'system';

/** Shows a theme from now on, and remembers it for `theme.js`, which runs before the next first paint. */
export function showTheme(theme: Theme): void {
  chosen = theme;
  localStorage.setItem('mooring.theme', theme);
  paint();
}

function paint() {
  const isDark = chosen === 'dark' || (chosen === 'system' && dark.matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
}

dark.addEventListener('change', paint);
