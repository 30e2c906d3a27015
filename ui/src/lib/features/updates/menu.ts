import Box from '@lucide/svelte/icons/box';
import CircleSlash from '@lucide/svelte/icons/circle-slash';
import CloudOff from '@lucide/svelte/icons/cloud-off';
import Download from '@lucide/svelte/icons/download';
import ListFilter from '@lucide/svelte/icons/list-filter';
import RefreshCw from '@lucide/svelte/icons/refresh-cw';
import Undo2 from '@lucide/svelte/icons/undo-2';
import type { MenuItem } from '$lib/design';
import { isWaiting, newerSteps } from '$lib/freshness';
import { t } from '$lib/i18n';
import { isUpdatable, type Row, type Updates } from './updates.svelte';

/** What can be done with a row, by right click, by key and by its three dots. */
export function rowMenu(updates: Updates, row: Row): MenuItem[] {
  const words = t().updates;
  const { subject } = row;
  const check: MenuItem = {
    id: 'check',
    label: words.check.one,
    icon: RefreshCw,
    keys: 'C',
    run: () => void updates.ask([subject.reference]),
  };
  const show: MenuItem = { id: 'show', label: words.row.show, icon: Box, run: () => updates.show(row) };
  if (row.type === 'image')
    return [
      { id: 'pull', label: words.image.pull, icon: Download, keys: 'U', run: () => updates.update(row) },
      check,
    ];
  const { choice, undoUntil } = row.subject;
  const items: MenuItem[] = [
    {
      id: 'update',
      label: isWaiting(subject) && isUpdatable(subject) ? words.row.update : words.row.see,
      icon: Download,
      keys: 'U',
      run: () => updates.update(row),
    },
  ];
  if (newerSteps(subject.newer).length)
    items.push({ id: 'choose', label: words.row.choose, icon: ListFilter, run: () => updates.update(row) });
  if (isWaiting(subject) && subject.status !== 'pulledNotApplied')
    items.push({
      id: 'skip',
      label: words.row.skip,
      icon: CircleSlash,
      keys: 'S',
      run: () => void updates.skip(row.subject),
    });
  if (choice.skip !== null)
    items.push({
      id: 'unskip',
      label: words.row.unskip,
      icon: CircleSlash,
      keys: 'S',
      run: () => void updates.choose(row.subject, { skip: null }),
    });
  items.push(check, {
    id: 'localOnly',
    label: choice.localOnly ? words.row.notLocalOnly : words.row.localOnly,
    icon: CloudOff,
    run: () => void updates.choose(row.subject, { localOnly: !choice.localOnly }),
  });
  if (undoUntil)
    items.push({ id: 'undo', label: words.row.undo, icon: Undo2, keys: 'Z', run: () => updates.undo(row) });
  return [...items, { ...show, apart: true }];
}
