import type { Commands } from './commands';
import type { Problem, Resource } from './generated';

/** Ends a subscription. */
export type Stop = () => void;

/**
 * Everything the window can ask of the app. `tauri.ts` asks the real one; `memory.ts` is a twin that lives in the
 * browser.
 */
export interface Client extends Commands {
  /** Hears which resources changed. */
  onChanged(listener: (resources: Resource[]) => void): Stop;
}

/** Whatever was thrown, as a problem that can be shown. */
export function asProblem(error: unknown): Problem {
  if (typeof error === 'object' && error !== null && 'code' in error && 'facts' in error)
    return error as Problem;
  const raw = error instanceof Error ? error.message : String(error);
  return { code: 'unexpected', facts: {}, raw, actions: [] };
}
