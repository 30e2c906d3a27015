import { plainLine } from '$lib/design';
import type { FindingView } from '$lib/ipc';

/** A finding as it may be shown: what strangers wrote about it in lines that turn or hide nothing around them. */
export function plainFinding(finding: FindingView): FindingView {
  const { package: of, summary, fixedIn, aliases } = finding;
  return {
    ...finding,
    id: plainLine(finding.id, 200),
    aliases: aliases.slice(0, 20).map((alias) => plainLine(alias, 80)),
    package: {
      ...of,
      name: plainLine(of.name),
      version: plainLine(of.version),
      path: plainLine(of.path, 400),
    },
    ...(summary !== undefined && { summary: plainLine(summary, 600) }),
    ...(fixedIn !== undefined && { fixedIn: plainLine(fixedIn) }),
  };
}
