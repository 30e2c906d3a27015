import Activity from '@lucide/svelte/icons/activity';
import Keyboard from '@lucide/svelte/icons/keyboard';
import Moon from '@lucide/svelte/icons/moon';
import Plug from '@lucide/svelte/icons/plug';
import Sun from '@lucide/svelte/icons/sun';
import SunMoon from '@lucide/svelte/icons/sun-moon';
import { t } from '$lib/i18n';
import type { Shell } from '$lib/shell/context';
import { places } from './places';

/** The actions and problem buttons of the frame itself. */
export function registerShell(shell: Shell): void {
  shell.actions.register(() => {
    const words = t().shell;
    const theme = (theme: 'light' | 'dark' | 'system') => () => void shell.preferences.change({ theme });
    return [
      ...Object.entries(places).map(([name, place]) => ({
        id: `go ${name}`,
        label: words.goTo(place.title()),
        icon: place.icon,
        keys: `G ${place.letter}`,
        run: () => shell.router.go(`/${name}`),
      })),
      {
        id: 'activity',
        label: words.shortcuts.activity,
        icon: Activity,
        keys: 'Mod+J',
        run: () => (shell.activityOpen = true),
      },
      {
        id: 'engines',
        label: words.engine.found,
        words: 'docker podman',
        icon: Plug,
        run: () => (shell.enginesOpen = true),
      },
      { id: 'light', label: words.theme.light, words: 'theme', icon: Sun, run: theme('light') },
      { id: 'dark', label: words.theme.dark, words: 'theme', icon: Moon, run: theme('dark') },
      { id: 'system', label: words.theme.system, words: 'theme', icon: SunMoon, run: theme('system') },
      {
        id: 'shortcuts',
        label: words.shortcuts.help,
        icon: Keyboard,
        keys: '?',
        run: () => (shell.shortcutsOpen = true),
      },
    ];
  });
  shell.problems.register({
    chooseEngine: () => (shell.enginesOpen = true),
    searchEngines: () => void shell.attempt(() => shell.client.engineSearch()),
    startEngine: () => void shell.attempt(() => shell.client.engineStart()),
    showContainer: (container) => shell.router.go(`/containers/${encodeURIComponent(container ?? '')}`),
    showLog: (container) => shell.router.go(`/containers/${encodeURIComponent(container ?? '')}/logs`),
    startContainer: (container) => void shell.attempt(() => shell.client.containerStart(container ?? '')),
    stopContainer: (container) => void shell.attempt(() => shell.client.containerStop(container ?? '')),
  });
}
