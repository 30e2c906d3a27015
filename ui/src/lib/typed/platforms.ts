import { t } from '$lib/i18n';

/** What images are commonly made for. */
const common = [
  'linux/amd64',
  'linux/arm64',
  'linux/arm/v7',
  'linux/386',
  'linux/ppc64le',
  'linux/riscv64',
  'linux/s390x',
];

/** Platforms to choose from, the engine's own first. `given` is one that is chosen already, however rare. */
export function platformOptions(own: string | undefined, given = ''): { value: string; label: string }[] {
  const words = t().typed;
  const others = given && !common.includes(given) ? [...common, given] : common;
  return [
    { value: '', label: own ? words.ownPlatform(own) : words.anyPlatform },
    ...others.map((platform) => ({ value: platform, label: platform })),
  ];
}
