import { t } from '$lib/i18n';
import type { FixView } from '$lib/ipc';

/** How to mend something, in a sentence. */
export function fixSentence({ how, target }: FixView): string {
  const words = t().findings.fix;
  if (how === 'wait') return words.wait;
  return target ? words[`${how}To`](target) : words[how];
}

/** The same in a few words, for a row or a button: "Update to 1.27.4". */
export function fixShort({ how, target }: FixView): string {
  const words = t().findings.short;
  if (how === 'wait') return words.wait;
  return target ? words[`${how}To`](target) : words[how];
}

/** How likely an attack somewhere is (EPSS), in words; the number is for whoever wants it. */
export function likelihoodWord(likelihood: number): string {
  const words = t().findings.likely;
  if (likelihood >= 0.1) return words.high;
  return likelihood >= 0.01 ? words.some : words.low;
}
