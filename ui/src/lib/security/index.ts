// The door of what is known about safety: what images, Home, Run, Discover, Updates and the Security place share.
export { default as CheckList } from './CheckList.svelte';
export { dayWord } from './days';
export { default as FindingDetail } from './FindingDetail.svelte';
export { default as FindingList } from './FindingList.svelte';
export { default as FindingsBadge } from './FindingsBadge.svelte';
export { fixShort } from './fix';
export { default as IgnoredBy } from './IgnoredBy.svelte';
export { default as Prose } from './Prose.svelte';
export { default as ScanNotes } from './ScanNotes.svelte';
export { default as SeverityMark } from './SeverityMark.svelte';
export { Security } from './security.svelte';
export { default as TrustCard } from './TrustCard.svelte';
export { default as Unknowns } from './Unknowns.svelte';
export { default as VerdictMark } from './VerdictMark.svelte';
export { compareImages, type ImageVerdict, type Lists, meaningOfVerdict, verdictOf } from './verdict';
