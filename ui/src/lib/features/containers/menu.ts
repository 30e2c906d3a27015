import Copy from '@lucide/svelte/icons/copy';
import Pause from '@lucide/svelte/icons/pause';
import Pencil from '@lucide/svelte/icons/pencil';
import Play from '@lucide/svelte/icons/play';
import RotateCw from '@lucide/svelte/icons/rotate-cw';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import Square from '@lucide/svelte/icons/square';
import Trash2 from '@lucide/svelte/icons/trash-2';
import Zap from '@lucide/svelte/icons/zap';
import type { MenuItem } from '$lib/design';
import { t } from '$lib/i18n';
import type { ContainerRow } from '$lib/ipc';
import type { Containers } from './containers.svelte';
import { applies, isRunning } from './status';

/** What can be done with one container, for the menu of its row; the keys are those of the list. */
export function rowMenu(containers: Containers, row: ContainerRow): MenuItem[] {
  const words = t().containers.actions;
  const busy = containers.pending(row) !== null;
  const running = isRunning(row);
  return [
    running
      ? {
          id: 'stop',
          label: words.stop,
          icon: Square,
          keys: 'S',
          disabled: busy,
          run: () => void containers.stop(row),
        }
      : {
          id: 'start',
          label: words.start,
          icon: Play,
          keys: 'S',
          disabled: busy || !applies('start', row),
          run: () => void containers.start(row),
        },
    {
      id: 'restart',
      label: words.restart,
      icon: RotateCw,
      keys: 'R',
      disabled: busy || !applies('restart', row),
      run: () => void containers.restart(row),
    },
    { id: 'logs', label: words.logs, icon: ScrollText, keys: 'L', run: () => containers.showLog(row) },
    ...rareItems(containers, row),
  ];
}

/** What is asked of a container more rarely. */
export function rareItems(containers: Containers, row: ContainerRow, command?: () => void): MenuItem[] {
  const words = t().containers.actions;
  const busy = containers.pending(row) !== null;
  const items: MenuItem[] = [];
  if (row.state === 'paused')
    items.push({
      id: 'unpause',
      label: words.unpause,
      icon: Play,
      disabled: busy,
      run: () => void containers.unpause(row),
    });
  if (row.state === 'running')
    items.push({
      id: 'pause',
      label: words.pause,
      icon: Pause,
      disabled: busy,
      run: () => void containers.pause(row),
    });
  // Force is for when asking did not help: it can be chosen while a stop is under way.
  if (isRunning(row))
    items.push({
      id: 'kill',
      label: words.kill,
      icon: Zap,
      run: () => containers.ask({ about: row.autoRemove ? 'remove' : 'kill', id: row.id }),
    });
  items.push({
    id: 'rename',
    label: words.rename,
    icon: Pencil,
    disabled: busy,
    run: () => containers.ask({ about: 'rename', id: row.id }),
  });
  if (command) items.push({ id: 'command', label: words.copyCommand, icon: Copy, run: command });
  items.push({
    id: 'remove',
    label: words.remove,
    icon: Trash2,
    keys: 'Delete',
    danger: true,
    apart: true,
    disabled: busy,
    run: () => containers.ask({ about: 'remove', id: row.id }),
  });
  return items.map((item, index) => (index === 0 && !item.apart ? { ...item, apart: true } : item));
}
