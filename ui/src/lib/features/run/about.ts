/** What the run dialog is opened with. */
export type About =
  | { kind: 'empty' }
  | { kind: 'image'; reference: string }
  /** A pasted line is to be read. */
  | { kind: 'line' }
  /** The form of an earlier run. */
  | { kind: 'job'; id: string; reference: string }
  /** The like of a container, with something put right. */
  | { kind: 'container'; id: string; repair: string; value: string };

/**
 * Reads what an overlay is opened with: `nginx`, `$` for a line, `#job-3 nginx` for an earlier run, or
 * `@<container id> setVariable POSTGRES_PASSWORD`. No reference begins with one of these signs.
 */
export function aboutOf(text: string): About {
  const [first = '', second = '', ...rest] = text.slice(1).split(' ');
  if (text === '') return { kind: 'empty' };
  if (text === '$') return { kind: 'line' };
  if (text.startsWith('#')) return { kind: 'job', id: first, reference: second };
  if (text.startsWith('@')) return { kind: 'container', id: first, repair: second, value: rest.join(' ') };
  return { kind: 'image', reference: text };
}
