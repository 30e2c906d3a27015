import type { RegistryView } from '$lib/ipc';
import { hub, partsOf } from '$lib/registries';

/** Why a name cannot be pushed under. */
export type Unfit = 'local' | 'digest' | 'noAccount';

/** Whether an image can be pushed under this name, and if not, why. */
export function unfit(reference: string): Unfit | undefined {
  const { host, path, digest } = partsOf(reference);
  if (digest) return 'digest';
  if (host === 'localhost') return 'local';
  return host === hub && !path.includes('/') ? 'noAccount' : undefined;
}

/** Names to push an image under, likeliest first: its own at accounts that are signed in, one per account, its others. */
export function suggested(names: readonly string[], signIns: readonly RegistryView[]): string[] {
  const own = names.filter((name) => !unfit(name));
  const ours = own.filter((name) => signInFor(name, signIns) && !stranger(name, signIns));
  const parts = partsOf(names[0] ?? 'app');
  const app = parts.path.split('/').pop() ?? 'app';
  const made = signIns.flatMap(({ host, username, inUse }) => {
    if (!inUse || !username || !/^[a-z0-9][a-z0-9._-]*$/.test(username)) return [];
    const registry = host === hub ? '' : `${host}/`;
    // A place of its own below the host, such as `quay.io/acme`, names the account already.
    const account = host.includes('/') ? '' : `${username}/`;
    return [`${registry}${account}${app}:${parts.tag ?? 'latest'}`];
  });
  return [...new Set([...ours, ...made, ...own])].slice(0, 6);
}

/** On Docker Hub a name begins with an account: the one it begins with, when that is not who is signed in. */
export function stranger(
  reference: string,
  signIns: readonly RegistryView[],
): { owner: string; user: string } | undefined {
  const { host, path } = partsOf(reference);
  const user = signInFor(reference, signIns)?.username;
  const owner = path.split('/')[0] ?? '';
  return host === hub && user && owner !== user ? { owner, user } : undefined;
}

/** The sign-in that a push to this name uses: the nearest place in use, as Podman's files may name one per account. */
export function signInFor(reference: string, signIns: readonly RegistryView[]): RegistryView | undefined {
  const { host, path } = partsOf(reference);
  const whole = `${host}/${path}`;
  return signIns
    .filter((row) => row.inUse && (row.host === host || whole.startsWith(`${row.host}/`)))
    .sort((a, b) => b.host.length - a.host.length)[0];
}

/** What the push does in a terminal. */
export function commandOf(engine: string, source: string, target: string, tags: boolean): string {
  const push = `${engine} push ${target}`;
  return tags ? `${engine} tag ${source} ${target}\n${push}` : push;
}

/** What the dialog is opened with: an image by name or id, and perhaps the name that was typed before. */
export function pushAbout(text: string): { source: string; target: string } {
  const [source = '', target = ''] = text.split(' ');
  return { source, target };
}
