import type { Meaning } from '$lib/design';
import { format, t } from '$lib/i18n';
import type { JobStatus, JobView, ProgressView } from '$lib/ipc';

/** What a job is about, in words: "Pulling postgres:17", later "Pulled postgres:17". */
export function jobTitle(job: JobView): string {
  const words = t().jobs;
  return (job.status === 'succeeded' ? words.done : words.kind)[job.kind](job.subject);
}

/** What a step is called; one that we have no word for keeps its own. */
export function stepTitle(id: string): string {
  const words: Record<string, string> = t().jobs.step;
  return words[id] ?? id;
}

/** "84 MB of 166 MB · 9 MB/s · 8 s left". */
export function progressLine(progress: ProgressView): string {
  const words = t().jobs;
  const bytes = progress.unit === 'bytes';
  const count = bytes ? format.bytes : format.number;
  const total = progress.total;
  const parts = [
    !bytes && total !== null && progress.unit === 'steps'
      ? words.steps(progress.current, total)
      : total === null
        ? count(progress.current)
        : words.of(count(progress.current), count(total)),
    bytes && progress.perSecond ? format.speed(progress.perSecond) : '',
    progress.secondsLeft ? words.left(format.duration(progress.secondsLeft)) : '',
  ];
  return parts.filter(Boolean).join(' · ');
}

/** The shorter one of the status bar: "62% · 9 MB/s · 8 s left". */
export function shortProgress(progress: ProgressView): string {
  if (!progress.total || progress.unit !== 'bytes') return progressLine(progress);
  const parts = [
    format.percent(progress.current / progress.total),
    progress.perSecond ? format.speed(progress.perSecond) : '',
    progress.secondsLeft ? t().jobs.left(format.duration(progress.secondsLeft)) : '',
  ];
  return parts.filter(Boolean).join(' · ');
}

const meanings: Record<JobStatus, Meaning> = {
  running: 'busy',
  cancelling: 'busy',
  succeeded: 'fine',
  failed: 'broken',
  cancelled: 'off',
  interrupted: 'look',
};

export function jobMeaning(status: JobStatus): Meaning {
  return meanings[status];
}
