import type { Shell } from '$lib/shell/context';

/** Home shows what takes the disk. */
export function registerHome(shell: Shell): void {
  shell.problems.register({ showDisk: () => shell.router.go('/home') });
}
