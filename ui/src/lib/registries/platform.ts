import type { EngineState } from '$lib/ipc';

/** Variants that say nothing new: every arm64 is a v8, and plain amd64 is its first level. */
const plain = (platform: string) => platform.replace(/^(.+\/arm64)\/v8$|^(.+\/amd64)\/v1$/, '$1$2');

/** Whether an image's platform is exactly the engine's own. */
export function isOwnPlatform(platform: string, own: string): boolean {
  return plain(platform) === plain(own);
}

/** What the engine's own images are made for. */
export function ownPlatform(state: EngineState | undefined): string | undefined {
  if (!state || !('engine' in state)) return undefined;
  return `${state.engine.os}/${state.engine.architecture}`;
}
