import type { EngineState } from '$lib/ipc';

/** The command that pulls, for a platform of one's own choice. */
export function withPlatform(command: string, platform: string): string {
  return platform ? command.replace(/^(\S+ pull) /, `$1 --platform ${platform} `) : command;
}

/** What the engine's own images are made for. */
export function ownPlatform(state: EngineState | undefined): string | undefined {
  if (!state || !('engine' in state)) return undefined;
  return `${state.engine.os}/${state.engine.architecture}`;
}
