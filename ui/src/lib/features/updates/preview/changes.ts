import type { SettingChange } from '$lib/ipc';

/** Labels are notes of tools to themselves; they are folded away. */
const isTechnical = ({ field }: SettingChange) => field === 'labels' || field === 'label';

export function split(changes: readonly SettingChange[]): {
  plain: SettingChange[];
  technical: SettingChange[];
} {
  return {
    plain: changes.filter((change) => !isTechnical(change)),
    technical: changes.filter(isTechnical),
  };
}

/** What an engine's JSON says to a person; a text that is none is shown as it is. */
function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

type Named = Record<string, unknown>;
const named = (value: unknown): Named =>
  typeof value === 'object' && value !== null ? (value as Named) : {};

/** The value of a setting as people write it: a port's number, a volume's name; `set` for what only is or is not. */
export function readable(field: string, value: string | null, set: string): string | null {
  if (value === null) return null;
  if (value === '{}' && (field === 'ports' || field === 'volumes')) return set;
  if (field === 'publishedPorts') {
    const bindings = parsed(value);
    if (!Array.isArray(bindings)) return value;
    const written = bindings
      .map(named)
      .map(({ HostIp, HostPort }) => [HostIp, HostPort].filter(Boolean).join(':'));
    return written.join(', ') || value;
  }
  if (field === 'mounts') {
    const { Source, Type } = named(parsed(value));
    return typeof Source === 'string' && Source ? Source : typeof Type === 'string' ? Type : value;
  }
  return value;
}

/** What of the user's own stays, by kind; `others` counts what has no sentence of its own. */
export interface Staying {
  ports: string[];
  volumes: string[];
  env: number;
  networks: string[];
  restart: boolean;
  others: number;
}

const kinds: Record<string, keyof Staying> = {
  publishedPorts: 'ports',
  mounts: 'volumes',
  env: 'env',
  network: 'networks',
  networks: 'networks',
  restart: 'restart',
};

export function staying(kept: readonly SettingChange[]): Staying {
  const found: Staying = { ports: [], volumes: [], env: 0, networks: [], restart: false, others: 0 };
  for (const setting of kept) {
    const kind = kinds[setting.field] ?? 'others';
    const value = readable(setting.field, setting.new ?? setting.old, '') || (setting.key ?? '');
    if (kind === 'restart') found.restart = true;
    else if (kind === 'networks') found.networks.push(setting.key ?? value);
    else if (kind === 'ports' || kind === 'volumes') found[kind].push(value);
    else found[kind]++;
  }
  return found;
}
