import type { JobLineView } from '$lib/ipc';

/** A step of a build with what it said. */
export interface BuildStep {
  /** From 1, over all stages. */
  place: number;
  number: number;
  total: number;
  /** The line of the Dockerfile. */
  command: string;
  lines: JobLineView[];
  /** Lines said before the first one kept. */
  dropped: number;
}

/** Everything a build said, sorted under its steps. What came before the first has no number. */
export interface Transcript {
  steps: readonly BuildStep[];
  last: number;
}

export const nothingSaid: Transcript = { steps: [], last: 0 };

/** Of one step this many lines are kept, the newest. */
export const kept = 500;

/** `Step 3/7 : RUN make` (Docker), `STEP 3/7: RUN make` and `[2/2] STEP 3/7: RUN make` (Podman). */
const heading = /^(?:\[\d+\/\d+\] )?step (\d+)\/(\d+) ?: (.*)$/i;
const escapeSign = String.fromCharCode(27);
const bell = String.fromCharCode(7);
/** Colors and cursor movements of terminals, which mean nothing here. */
const escapes = new RegExp(`${escapeSign}\\[[0-9;?]*[ -/]*[@-~]|${escapeSign}\\][^${bell}]*${bell}`, 'g');

/** The transcript with more lines. Lines that were there already count once. */
export function heard(said: Transcript, lines: readonly JobLineView[]): Transcript {
  const steps = [...said.steps];
  let last = said.last;
  for (const { number, text } of lines) {
    if (number <= last) continue;
    last = number;
    const plain = text.replace(escapes, '');
    const [, at, total, command] = heading.exec(plain) ?? [];
    if (command !== undefined) {
      steps.push({ ...blank(steps.length + 1), number: Number(at), total: Number(total), command });
    } else {
      const step = steps.pop() ?? blank(0);
      steps.push(withLine(step, { number, text: plain }));
    }
  }
  return { steps, last };
}

function blank(place: number): BuildStep {
  return { place, number: 0, total: 0, command: '', lines: [], dropped: 0 };
}

function withLine(step: BuildStep, line: JobLineView): BuildStep {
  const lines = [...step.lines, line];
  const over = Math.max(0, lines.length - kept);
  return { ...step, lines: lines.slice(over), dropped: step.dropped + over };
}
