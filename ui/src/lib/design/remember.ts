/** A number that survives a restart: the width of a panel. Lives in the window, not in the settings. */
export function remembered(name: string, fallback: number): number {
  const kept = Number(localStorage.getItem(`mooring.${name}`) ?? Number.NaN);
  return Number.isFinite(kept) ? kept : fallback;
}

/** Keeps a number for `remembered`. */
export function remember(name: string, value: number): void {
  localStorage.setItem(`mooring.${name}`, String(value));
}
