export { type Catalogue, format, type Spoken, speak, spoken, t } from './language.svelte';
export { actionLabel, type ProblemWords, problemWords, purposeLabel } from './problems';
