import type { FindingView, IgnoreRequest } from '$lib/ipc';

/** Where something is ignored; the words are keyed by it. */
export type Scope = 'here' | 'package' | 'image' | 'everywhere';

/** The narrowest first. An image without a name cannot be meant by its name. */
export const scopesFor = (image: string | undefined): readonly Scope[] =>
  image ? ['here', 'package', 'image', 'everywhere'] : ['package', 'everywhere'];

/** A package URL without version, qualifiers and subpath: what "this package" means from one version to the next. */
export const withoutVersion = (purl: string): string =>
  /^[^?#]*?(?=@[^@/?#]*(?:[?#]|$)|[?#]|$)/.exec(purl)?.[0] ?? purl;

export function scopeOf(
  scope: Scope,
  { package: { purl } }: FindingView,
  image: string | undefined,
): Pick<IgnoreRequest, 'package' | 'image'> {
  return {
    package: scope === 'here' || scope === 'package' ? withoutVersion(purl) : null,
    image: scope === 'here' || scope === 'image' ? (image ?? null) : null,
  };
}
