import type { Problem } from '$lib/ipc';
import type { Draft } from './draft';

/**
 * What the buttons under a problem do to a form. `field` is where the problem stood; a run that failed has none, so the
 * place is found by what the problem says.
 */

export function usePort(draft: Draft, problem: Problem, field: string, value: string | null): void {
  const wanted = Number(value);
  const at = /^ports\.(\d+)$/.exec(field)?.[1];
  const ports = draft.spec.ports;
  const port =
    at === undefined ? ports.find((one) => String(one.hostPort) === problem.facts.port) : ports[Number(at)];
  if (port && Number.isInteger(wanted) && wanted > 0) port.hostPort = wanted;
}

export function useName(draft: Draft, value: string | null): void {
  draft.spec.name = value ?? '';
}

export function useVolume(draft: Draft, problem: Problem, field: string): void {
  const at = /^mounts\.(\d+)$/.exec(field)?.[1];
  const mounts = draft.spec.mounts;
  const mount =
    at === undefined ? mounts.find((one) => one.source === problem.facts.path) : mounts[Number(at)];
  if (!mount) return;
  mount.kind = 'volume';
  mount.source = volumeName(draft.spec.name, mount.target);
}

/** `blog` and `/var/lib/postgresql/data` make `blog-data`, as the app itself proposes them. */
export function volumeName(container: string, target: string): string {
  const last = target.replace(/\/+$/, '').split('/').pop() ?? '';
  const part = last.replace(/[^\w.-]/g, '').replace(/^\.+/, '') || 'data';
  return `${container || 'data'}-${part}`;
}

/** A shell waits for somebody to type, so it gets a terminal. */
export function useShell(draft: Draft): void {
  draft.spec.entrypoint = null;
  draft.spec.command = ['sh'];
  runWithTerminal(draft);
}

export function runWithTerminal(draft: Draft): void {
  draft.spec.tty = true;
  draft.spec.interactive = true;
}

const mebibyte = 2 ** 20;

/** Twice as much, and never less than most programs need to start. */
export function raiseMemory(draft: Draft): void {
  draft.spec.memory = Math.max((draft.spec.memory ?? 0) * 2, 256 * mebibyte);
}

/** Makes room for a variable, unless there is one. */
export function setVariable(draft: Draft, key: string): void {
  if (key in draft.answers || draft.spec.env.some((env) => env.key === key)) return;
  draft.spec.env.push({ key, value: '' });
}
