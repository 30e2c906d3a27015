import FileDown from '@lucide/svelte/icons/file-down';
import GitCompare from '@lucide/svelte/icons/git-compare';
import PanelsTopLeft from '@lucide/svelte/icons/panels-top-left';
import Pencil from '@lucide/svelte/icons/pencil';
import Play from '@lucide/svelte/icons/play';
import SquareArrowOutUpRight from '@lucide/svelte/icons/square-arrow-out-up-right';
import Trash2 from '@lucide/svelte/icons/trash-2';
import Upload from '@lucide/svelte/icons/upload';
import { type MenuItem, matches } from '$lib/design';
import { t } from '$lib/i18n';
import type { DocumentFormat, ImageRow } from '$lib/ipc';
import { path, type Shell } from '$lib/shell/context';
import { isShown, type Showing } from './imageRow';
import { saveDocument } from './page/documents';

/** What the image place is looking at: its filters, the ticked rows, and the question that is open. */
export class ImagesView {
  filter = $state('');
  showing = $state<Showing>('all');
  /** Ids that are to be removed, while the question is open. */
  removing = $state.raw<readonly string[]>([]);
  /** Id of the image that gets a name. */
  tagging = $state<string | null>(null);
  /** Id of the image that another one is to be chosen for, to compare the two. */
  comparing = $state<string | null>(null);
  #ticked = $state.raw<ReadonlySet<string>>(new Set());
  #shell: Shell;

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  get all(): readonly ImageRow[] {
    return this.#shell.images.data ?? [];
  }

  rows: readonly ImageRow[] = $derived.by(() =>
    this.all.filter(
      (row) =>
        isShown(row, this.showing) &&
        matches(this.filter, row.id, row.platform, ...row.names, ...row.usedBy.map((user) => user.name)),
    ),
  );

  /** Ticked rows that are in view: nobody removes what they cannot see. */
  checked: ReadonlySet<string> = $derived(
    new Set(this.rows.filter((row) => this.#ticked.has(row.id)).map((row) => row.id)),
  );

  check(ticked: ReadonlySet<string>): void {
    this.#ticked = ticked;
  }

  showAll(): void {
    this.filter = '';
    this.showing = 'all';
  }

  /** Everything that can be done with a row. Removing takes the ticked ones along when the row is one of them. */
  menu = (row: ImageRow): MenuItem[] => {
    const words = t().images.actions;
    const name = row.names[0];
    return [
      {
        id: 'open',
        label: words.open,
        icon: SquareArrowOutUpRight,
        keys: 'Enter',
        run: () => this.#shell.router.go(path('images', row.id)),
      },
      {
        id: 'page',
        label: t().inside.open,
        icon: PanelsTopLeft,
        keys: 'O',
        run: () => this.#shell.router.go(path('images', row.id, 'inside')),
      },
      {
        id: 'run',
        label: words.run,
        icon: Play,
        keys: 'R',
        disabled: !name,
        run: () => this.#shell.open('run', name),
      },
      ...this.#changes(row),
    ];
  };

  /** The menu of an image's own page, whose buttons run it and look inside. */
  pageMenu(row: ImageRow): MenuItem[] {
    const words = t().inside.actions;
    const save = (format: DocumentFormat) => () => void saveDocument(this.#shell, row.id, format);
    return [
      {
        id: 'compare',
        label: words.compare,
        icon: GitCompare,
        run: () => (this.comparing = row.id),
      },
      { id: 'cyclonedx', label: words.cyclonedx, icon: FileDown, run: save('cyclonedx') },
      { id: 'spdx', label: words.spdx, icon: FileDown, run: save('spdx') },
      ...this.#changes(row).map(({ keys: _, ...item }, at) => ({ ...item, apart: item.apart || at === 0 })),
    ];
  }

  #changes(row: ImageRow): MenuItem[] {
    const words = t().images.actions;
    return [
      { id: 'tag', label: words.tag, icon: Pencil, run: () => (this.tagging = row.id) },
      {
        id: 'push',
        label: t().push.action,
        icon: Upload,
        run: () => this.#shell.open('push', row.names[0] ?? row.id),
      },
      {
        id: 'remove',
        label: words.remove,
        icon: Trash2,
        keys: 'Delete',
        danger: true,
        apart: true,
        run: () => (this.removing = this.checked.has(row.id) ? [...this.checked] : [row.id]),
      },
    ];
  }
}
