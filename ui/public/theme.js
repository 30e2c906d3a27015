// Runs before the first paint, as a file of its own because the window allows no inline script.
// `lib/shell/theme.ts` takes over from here and writes the choice that is read here.
(() => {
  const chosen = localStorage.getItem('mooring.theme');
  const dark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
