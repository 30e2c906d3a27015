// The door of what is known about updates: what containers, images, Home and the Updates place share.
export { default as FreshnessBadge } from './FreshnessBadge.svelte';
export { default as FreshnessMark } from './FreshnessMark.svelte';
export { Freshness } from './freshness.svelte';
export { default as HistoryList } from './HistoryList.svelte';
export { default as KeptFacts } from './KeptFacts.svelte';
export { default as RecoveredNotice } from './RecoveredNotice.svelte';
export { changeOf, sideName, sideNames } from './sides';
export {
  type Group,
  groupOf,
  groups,
  isWaiting,
  meaningOf,
  newerSteps,
  type Step,
  type Subject,
  standingOf,
  tagOf,
  withTag,
} from './standing';
export { managedWord, newsOf, reasonWord, standingWord, targetOf, updateAbout } from './words';
