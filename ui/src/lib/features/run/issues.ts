import type { RunIssue } from '$lib/ipc';
import type { Built, Draft, ListName } from './draft';

/** The parts of the form, each behind its tab. */
export type Part = 'main' | 'more';

/** An issue with the field it stands at, counted as the form counts its rows. */
export interface PlacedIssue {
  field: string;
  part: Part;
  issue: RunIssue;
}

const ofMain: readonly string[] = ['name', 'ports', 'mounts', 'env', 'restart'];

/** Fields that stand in one control each. Issues with anything else are shown above the form. */
const ofMore: readonly string[] = [
  'command',
  'entrypoint',
  'user',
  'workingDir',
  'hostname',
  'network',
  'platform',
  'memory',
  'cpus',
  'shmSize',
  'labels',
  'extraHosts',
  'capAdd',
  'capDrop',
  'devices',
  'securityOpt',
  'dns',
];

/** Puts each issue at its field. `questions` are the names of the variables that are asked for. */
export function placed(
  issues: readonly RunIssue[],
  built: Built,
  draft: Draft,
  questions: readonly string[],
): PlacedIssue[] {
  return issues.map((issue) => {
    const [name = '', ...rest] = issue.field.split('.');
    const detail = rest.join('.');
    if (name === 'env') return { field: envField(detail, draft, questions), part: 'main', issue };
    const rows = built.rows[name as ListName];
    const at = rows && detail ? rows[Number(detail)] : undefined;
    const known = ofMain.includes(name) || ofMore.includes(name);
    const field = known ? (at === undefined ? name : `${name}.${at}`) : '';
    return { field, part: ofMore.includes(name) ? 'more' : 'main', issue };
  });
}

/** A variable's field: its question, its row, or the list as a whole. */
function envField(key: string, draft: Draft, questions: readonly string[]): string {
  if (questions.includes(key)) return `env.${key}`;
  const row = draft.spec.env.findLastIndex((env) => env.key === key && (env.key || env.value));
  return row < 0 ? 'env' : `envRow.${row}`;
}

/** What stands at a field. */
export function at(field: string, issues: readonly PlacedIssue[]): RunIssue[] {
  return issues.filter((one) => one.field === field).map((one) => one.issue);
}

/** The first issue that stops the run, in the order of the form. */
export function firstBlocking(issues: readonly PlacedIssue[]): PlacedIssue | undefined {
  const blocking = issues.filter((one) => one.issue.blocking);
  return blocking.find((one) => one.part === 'main') ?? blocking[0];
}
