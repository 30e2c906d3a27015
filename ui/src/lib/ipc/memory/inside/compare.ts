import type { Comparison, ImageRow, PackageChange, PackageView, SettingDifference } from '../../generated';
import { described, insideOf, packagesOf } from './derive';

/** The differences between two images of the twin. */
export function compare(before: ImageRow, after: ImageRow): Comparison {
  const [one, two] = [described(before), described(after)];
  const shared = one.layers.findIndex((layer, at) => layer !== two.layers[at]);
  return {
    before: { id: before.id, reference: before.names[0] },
    after: { id: after.id, reference: after.names[0] },
    bytesBefore: insideOf(before, 'en', true).bytes,
    bytesAfter: insideOf(after, 'en', true).bytes,
    sharedLayers: shared < 0 ? one.layers.length : shared,
    packages: changes(packagesOf(before), packagesOf(after)),
    settings: [
      ...differences('command', one.settings.command.join(' '), two.settings.command.join(' ')),
      ...differences('entrypoint', one.settings.entrypoint.join(' '), two.settings.entrypoint.join(' ')),
      ...differences('user', one.settings.user, two.settings.user),
      ...differences('port', one.settings.ports.join(' '), two.settings.ports.join(' ')),
      ...differences('healthcheck', one.settings.healthcheck ?? '', two.settings.healthcheck ?? ''),
    ],
    fixed: [],
    new: [],
  };
}

function changes(before: readonly PackageView[], after: readonly PackageView[]): PackageChange[] {
  const key = (one: PackageView) => `${one.ecosystem} ${one.name}`;
  const old = new Map(before.map((one) => [key(one), one]));
  const now = new Map(after.map((one) => [key(one), one]));
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((each): PackageChange[] => {
    const [was, is] = [old.get(each), now.get(each)];
    const named = { name: (was ?? is)?.name ?? '', ecosystem: (was ?? is)?.ecosystem ?? '' };
    const [first, second] = [was?.version ?? null, is?.version ?? null];
    if (was && is && first === second) return [];
    const newer = (first ?? '').localeCompare(second ?? '', 'en', { numeric: true }) < 0;
    const change = !was ? 'added' : !is ? 'removed' : newer ? 'up' : 'down';
    return [{ ...named, change, before: first, after: second }];
  });
}

function differences(setting: string, before: string, after: string): SettingDifference[] {
  return before === after ? [] : [{ setting, before: before || null, after: after || null }];
}
