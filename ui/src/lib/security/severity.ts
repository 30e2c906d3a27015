import type { Meaning } from '$lib/design';
import type { FindingView, SeverityLevel, Verdict } from '$lib/ipc';

/** From worst to not rated. */
export const severities: readonly SeverityLevel[] = ['critical', 'high', 'medium', 'low', 'unknown'];

/** How many of the four bars of its shape are filled. */
export const barsOf = (severity: SeverityLevel): number => 4 - severities.indexOf(severity);

/** What nobody can fix does not shout: it has no color, whatever its severity. */
export function meaningOfFinding({ severity, state, knownExploited }: FindingView): Meaning {
  if (state !== 'fixable') return 'off';
  if (severity === 'critical' || knownExploited) return 'broken';
  return severity === 'high' ? 'look' : 'off';
}

/** A check's verdict as a meaning: what is merely good to know has no color. */
export const meaningOfCheck: Record<Verdict, Meaning> = {
  pass: 'fine',
  info: 'off',
  warn: 'look',
  fail: 'broken',
};
