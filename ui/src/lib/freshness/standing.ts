import type { Meaning } from '$lib/design';
import type { ContainerFreshness, ImageFreshness, NewerTags, Status } from '$lib/ipc';

/** Containers and image names, as far as freshness goes. */
export type Subject = ContainerFreshness | ImageFreshness;

/** The groups of the Updates place, in their order. */
export const groups = ['waiting', 'unchecked', 'current', 'apart'] as const;
export type Group = (typeof groups)[number];

/** The steps of a version, the smallest first. */
export const steps = ['rebuild', 'patch', 'minor', 'major'] as const;
export type Step = (typeof steps)[number];

/** Somebody else makes these anew; nothing is done to them here. */
const elsewhere: readonly string[] = ['quadlet', 'podInfra', 'kube'];

/** Something newer is out, and the user wants it to be out for some days first. */
function isHeld(subject: Subject): boolean {
  if (!('updatable' in subject) || subject.updatable || subject.choice.waitDays === 0) return false;
  return subject.status !== 'pulledNotApplied' && !elsewhere.includes(subject.managed?.type ?? '');
}

/**
 * There is something to do here. A newer version that one click would not take (the next major one of a database) is
 * told, and waits for nobody.
 */
export function isWaiting(subject: Subject): boolean {
  const { status, best } = subject;
  const newer =
    status === 'updateAvailable' || status === 'pulledNotApplied' || (status === 'newerTag' && !!best);
  return newer && !isHeld(subject);
}

export function groupOf(subject: Subject): Group {
  const { status } = subject;
  if (status === 'updating' || isWaiting(subject)) return 'waiting';
  if (status === 'unknown') return 'unchecked';
  if (standingOf(subject) === 'held') return 'apart';
  return status === 'upToDate' || status === 'newerTag' ? 'current' : 'apart';
}

/** What the words of a status are keyed by: what waits for nobody, and what is waited with, has its own. */
export type Standing = Status | 'newerApart' | 'neverChecked' | 'held';

export function standingOf(subject: Subject): Standing {
  const offered = subject.status === 'updateAvailable' || (subject.status === 'newerTag' && !!subject.best);
  if (offered && isHeld(subject)) return 'held';
  if (subject.status === 'newerTag' && !isWaiting(subject)) return 'newerApart';
  return subject.status === 'unknown' && subject.reason === 'neverChecked' ? 'neverChecked' : subject.status;
}

const meanings: Record<Standing, Meaning> = {
  upToDate: 'fine',
  newerApart: 'fine',
  updateAvailable: 'look',
  newerTag: 'look',
  pulledNotApplied: 'look',
  updating: 'busy',
  unknown: 'off',
  neverChecked: 'off',
  pinned: 'off',
  localOnly: 'off',
  skipped: 'off',
  held: 'off',
};

/** Unknown is grey and never green: nobody knows. */
export function meaningOf(subject: Subject): Meaning {
  return meanings[standingOf(subject)];
}

/** Each newer tag once, the smallest step first. */
export function newerSteps(newer: NewerTags | null): { step: Step; tag: string }[] {
  const seen = new Set<string>();
  return steps.flatMap((step) => {
    const tag = newer?.[step];
    if (!tag || seen.has(tag)) return [];
    seen.add(tag);
    return [{ step, tag }];
  });
}

/** The tag of a reference as it is typed; none means `latest`. */
export function tagOf(reference: string): string {
  const name = reference.split('@')[0] ?? '';
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? name.slice(colon + 1) : 'latest';
}

/** The reference with another tag. */
export function withTag(reference: string, tag: string): string {
  const name = reference.split('@')[0] ?? '';
  const colon = name.lastIndexOf(':');
  return `${colon > name.lastIndexOf('/') ? name.slice(0, colon) : name}:${tag}`;
}
