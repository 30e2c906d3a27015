import { shortId } from '$lib/design';
import { format, problemWords, t } from '$lib/i18n';
import type { ContainerFreshness, ImageFreshness, ManagedBy, Problem } from '$lib/ipc';
import { newerSteps, type Subject, standingOf, tagOf, withTag } from './standing';

/** The status in a word or two: "Newer one online"; `short` for where there is little room. */
export function standingWord(subject: Subject, short = false): string {
  const words = t().updates.standing;
  const standing = standingOf(subject);
  if (standing === 'newerTag') return words.newerTag(subject.best ?? '');
  if (short && standing === 'pulledNotApplied') return t().updates.shortPulled;
  return words[standing];
}

/** Why it could not be checked, short enough for a row; the app's own sentence where it has one. */
export function reasonWord(reason: string | null, problem: Problem | null): string {
  const words: Record<string, string> = t().updates.reasons;
  if (reason && words[reason]) return words[reason];
  return problem ? problemWords(problem).title : (reason ?? '');
}

/** What is new, in a line: "2.4.1 → 2.5.0", "same tag, built 2 days ago", or why nobody knows. */
export function newsOf(subject: Subject, image: ImageFreshness | undefined, now: number): string {
  const words = t().updates.news;
  const built = image?.created ? words.built(format.ago(image.created, now)) : '';
  const digest = image?.remote ? shortId(image.remote) : '';
  switch (standingOf(subject)) {
    case 'updateAvailable':
      // The version that is known is the one of the image that is here.
      return joined(words.sameTag(tagOf(subject.reference)), built);
    case 'held':
      return joined(subject.best ?? digest, built, words.held(waitDaysOf(subject)));
    case 'pulledNotApplied':
      return joined(words.downloaded, image?.version ?? '');
    case 'newerTag':
      return joined(words.tags(tagOf(subject.reference), subject.best ?? ''), others(subject));
    case 'newerApart':
      return words.apart(format.list(newerSteps(subject.newer).map((one) => one.tag)));
    case 'unknown':
      return joined(
        reasonWord(subject.reason, subject.problem),
        subject.lastGood ? words.before(t().updates.lastGood[subject.lastGood]) : '',
      );
    case 'neverChecked':
      return words.neverChecked;
    case 'skipped':
      return words.skipped('choice' in subject ? tagOrDigest(subject.choice.skip ?? '') : '');
    case 'pinned':
      return image?.tagMoved ? words.tagMoved : words.pinned;
    case 'localOnly':
      return reasonWord(subject.reason, null) || words.localOnly;
    default:
      return '';
  }
}

const waitDaysOf = (subject: Subject) => ('choice' in subject ? subject.choice.waitDays : 0);
const tagOrDigest = (text: string) => (text.includes(':') ? shortId(text) : text);

/** Larger steps than the one that a click takes. */
function others(subject: Subject): string {
  const tags = newerSteps(subject.newer).map((one) => one.tag);
  tags.splice(0, tags.indexOf(subject.best ?? '') + 1);
  return tags.length ? t().updates.news.also(format.list(tags)) : '';
}

const joined = (...parts: readonly string[]) => parts.filter(Boolean).join(', ');

/** Who else looks after a container, in words. */
export function managedWord(managed: ManagedBy | null): string {
  const words = t().updates.managed;
  switch (managed?.type) {
    case 'compose':
      return words.compose(managed.project, managed.service);
    case 'swarm':
      return words.swarm(managed.service);
    case 'quadlet':
      return words.quadlet(managed.unit);
    case 'pod':
      return words.pod(managed.pod);
    case 'podInfra':
    case 'kube':
      return words[managed.type];
    default:
      return '';
  }
}

/** What the overlay `update` is opened with for one click: the container, and the tag it moves to when it does. */
export function updateAbout(row: ContainerFreshness): string {
  return [row.id, row.best].filter(Boolean).join(' ');
}

/** What one click makes of it: "nginx:1.27", "notes:2.5.0". */
export function targetOf(row: ContainerFreshness): string {
  return row.best ? withTag(row.reference, row.best) : row.reference;
}
