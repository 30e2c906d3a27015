import { matches } from '$lib/design';
import { isWaiting, updateAbout } from '$lib/freshness';
import { t } from '$lib/i18n';
import type { ContainerFreshness, DocumentFormat, ImageSecurity, JobView } from '$lib/ipc';
import { isUnderWay } from '$lib/jobs';
import { compareImages, fixShort, verdictOf } from '$lib/security';
import type { Shell } from '$lib/shell/context';

/** What the Security place is looking at, and what can be asked of its images. */
export class Safety {
  filter = $state('');
  /** Somebody wants to see the images although there is no list to compare with. */
  anyway = $state(false);
  #shell: Shell;
  /** The job that looks into an image, as far as it was asked here. */
  #looking = $state.raw<ReadonlyMap<string, string>>(new Map());

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  readonly all: readonly ImageSecurity[] = $derived.by(() =>
    [...this.#shell.security.images].sort(compareImages(this.#shell.security.lists)),
  );

  readonly rows: readonly ImageSecurity[] = $derived.by(() =>
    this.all.filter((row) =>
      matches(
        this.filter,
        nameOf(row),
        row.image.id,
        t().findings.verdict[verdictOf(row, this.#shell.security.lists)],
        row.fix ? fixShort(row.fix) : '',
      ),
    ),
  );

  find(id: string | undefined): ImageSecurity | undefined {
    return this.all.find(({ image }) => image.id === id || (!!id && image.reference === id));
  }

  /** The job that looks into all images. */
  readonly lookingAll: JobView | undefined = $derived.by(() => {
    const id = this.#shell.security.live.data?.job;
    const job = id ? this.#shell.jobs.byId(id) : undefined;
    return job && isUnderWay(job.status) ? job : undefined;
  });

  /** The job that looks into one image. */
  job(row: ImageSecurity): JobView | undefined {
    const asked = this.#looking.get(row.image.id);
    const job = asked
      ? this.#shell.jobs.byId(asked)
      : this.#shell.jobs.running.find(
          (one) => one.kind === 'imageScan' && !!row.image.reference && one.subject === row.image.reference,
        );
    return job && isUnderWay(job.status) ? job : undefined;
  }

  async look(id: string): Promise<void> {
    await this.#shell.attempt(async () => {
      const job = await this.#shell.client.imageScan(id);
      this.#looking = new Map(this.#looking).set(id, job);
    });
  }

  async lookAll(): Promise<void> {
    await this.#shell.attempt(() => this.#shell.client.scanAll());
    await this.#shell.security.live.refresh();
  }

  /** Containers made from an image that one click updates. */
  updatable(row: ImageSecurity): ContainerFreshness[] {
    const users = this.#shell.images.data?.find((one) => one.id === row.image.id)?.usedBy ?? [];
    return users.flatMap((user) => {
      const container = this.#shell.freshness.container(user.id);
      return container?.updatable && isWaiting(container) ? [container] : [];
    });
  }

  /** Begins what mends most, where that is a newer image. */
  update(row: ImageSecurity): void {
    const [first, ...others] = this.updatable(row);
    if (first && others.length)
      this.#shell.open('updateAll', [first, ...others].map(({ id }) => id).join(' '));
    else if (first) this.#shell.open('update', updateAbout(first));
    else this.#shell.open('pull', row.fix?.target ?? row.image.reference ?? '');
  }

  async save(id: string, format: DocumentFormat): Promise<void> {
    await this.#shell.attempt(async () => {
      const path = await this.#shell.client.documentSave(id, format);
      if (path) this.#shell.toasts.say(t().security.detail.saved(path));
    });
  }
}

export const nameOf = ({ image }: ImageSecurity): string => image.reference ?? t().security.unnamed;

/** Asks for a VEX document and says what came of it. */
export async function importVex(shell: Shell): Promise<void> {
  await shell.attempt(async () => {
    const taken = await shell.client.vexImport();
    if (taken !== null) shell.toasts.say(t().security.vex.imported(taken));
  });
}
