export { default as JobCenter } from './JobCenter.svelte';
export { default as JobParts } from './JobParts.svelte';
export { default as JobProgress } from './JobProgress.svelte';
export { default as JobRow } from './JobRow.svelte';
export { default as JobSteps } from './JobSteps.svelte';
export { isUnderWay, Jobs, share } from './jobs.svelte';
export { jobMeaning, jobTitle, progressLine, shortProgress, stepTitle } from './words';
