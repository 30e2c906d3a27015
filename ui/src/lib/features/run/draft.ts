import type { EnvQuestion, RunForm, RunSpec } from '$lib/ipc';
import { answerOf, asksOf, chosenOf } from './questions';

/**
 * A form while it is filled in. It differs from what is sent: rows may still be empty, what is asked for stands apart
 * from other variables, and an alternative that is not chosen keeps what was typed for it.
 */
export interface Draft {
  /** Everything else as it is sent; `env` holds what was not asked for. */
  spec: RunSpec;
  /** By variable. */
  answers: Record<string, string>;
  /** The chosen alternative of each group, by the group's first variable. */
  chosen: Record<string, string>;
}

/** What is sent, and where its rows stand in the draft: `rows.ports[0]` is the place of the first port. */
export interface Built {
  spec: RunSpec;
  rows: Record<ListName, number[]>;
}

/** The lists that issues point into by number. */
export const listNames = [
  'ports',
  'mounts',
  'labels',
  'extraHosts',
  'capAdd',
  'capDrop',
  'devices',
  'securityOpt',
  'dns',
] as const;
export type ListName = (typeof listNames)[number];

/** A draft of a proposal, or of another spec for the same image, such as a pasted line. */
export function draftOf(form: RunForm, given: RunSpec = form.spec): Draft {
  const spec = structuredClone(given);
  const keys = new Set(form.questions.map((question) => question.key));
  const answers = Object.fromEntries(
    form.questions.map((question): [string, string] => [question.key, valueIn(spec, question) ?? '']),
  );
  const chosen = Object.fromEntries(asksOf(form.questions).map((ask) => [ask.id, chosenOf(ask, answers)]));
  spec.env = spec.env.filter((env) => !keys.has(env.key));
  return { spec, answers, chosen };
}

function valueIn(spec: RunSpec, question: EnvQuestion): string | undefined {
  return spec.env.findLast((env) => env.key === question.key)?.value;
}

/** The spec of a draft: without empty rows, and with the answers among its variables. */
export function specOf(draft: Draft, questions: readonly EnvQuestion[]): Built {
  const { spec } = draft;
  const rows = Object.fromEntries(
    listNames.map((name) => [name, spec[name].flatMap((row, at) => (isBlank(row) ? [] : [at]))]),
  ) as Built['rows'];
  const answered = asksOf(questions).flatMap((ask) =>
    ask.choices.map((question) => ({
      key: question.key,
      value: answerOf(ask, question, draft.answers, draft.chosen),
    })),
  );
  return {
    spec: {
      ...spec,
      ports: kept(spec.ports, rows.ports),
      mounts: kept(spec.mounts, rows.mounts),
      labels: kept(spec.labels, rows.labels),
      extraHosts: kept(spec.extraHosts, rows.extraHosts),
      capAdd: kept(spec.capAdd, rows.capAdd),
      capDrop: kept(spec.capDrop, rows.capDrop),
      devices: kept(spec.devices, rows.devices),
      securityOpt: kept(spec.securityOpt, rows.securityOpt),
      dns: kept(spec.dns, rows.dns),
      env: [...answered.filter((env) => env.value), ...spec.env.filter((env) => env.key || env.value)],
    },
    rows,
  };
}

function kept<T>(list: readonly T[], places: readonly number[]): T[] {
  return list.filter((_, at) => places.includes(at));
}

/** A row that was added and not yet filled in says nothing. */
function isBlank(row: RunSpec[ListName][number]): boolean {
  if (typeof row === 'string') return row.trim() === '';
  if ('target' in row) return !row.target && !row.source;
  return !row.containerPort && row.hostPort === null;
}
