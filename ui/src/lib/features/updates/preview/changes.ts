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
  ports: 'ports',
  port: 'ports',
  volumes: 'volumes',
  volume: 'volumes',
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
    const value = setting.new ?? setting.old ?? setting.key ?? '';
    if (kind === 'restart') found.restart = true;
    else if (kind === 'networks') found.networks.push(setting.key ?? value);
    else if (kind === 'ports' || kind === 'volumes') found[kind].push(value);
    else found[kind]++;
  }
  return found;
}
