export {
  type Handlers,
  ProblemHandlers,
  provideProblemHandlers,
  useProblemHandlers,
} from './handlers.svelte';
export { default as ProblemView } from './ProblemView.svelte';
