import type { EnvQuestion } from '$lib/ipc';

/** What is asked together: one question, or alternatives of which one is enough. */
export interface Ask {
  /** The first question's name. */
  id: string;
  required: boolean;
  choices: readonly EnvQuestion[];
}

/** Variables that are answered by being chosen: "make a random password". */
const answeredByChoice: readonly string[] = ['randomPassword', 'noPassword'];

/** Whether there is nothing to type. */
export function isChoiceOnly(question: EnvQuestion): boolean {
  return answeredByChoice.includes(question.purpose);
}

/** Questions in groups, what is required first. */
export function asksOf(questions: readonly EnvQuestion[]): Ask[] {
  const asks = new Map<string, EnvQuestion[]>();
  for (const question of questions) {
    const name = question.group ? `group ${question.group}` : `key ${question.key}`;
    asks.set(name, [...(asks.get(name) ?? []), question]);
  }
  return [...asks.values()]
    .map((choices) => ({
      id: choices[0]?.key ?? '',
      required: choices.some((question) => question.required),
      choices,
    }))
    .sort((a, b) => Number(b.required) - Number(a.required));
}

/** The alternative to begin with: one that has an answer already, or else the first. */
export function chosenOf(ask: Ask, answers: Readonly<Record<string, string>>): string {
  return ask.choices.find((question) => answers[question.key])?.key ?? ask.id;
}

/** The value a question is answered with. Of alternatives only the chosen one has any. */
export function answerOf(
  ask: Ask,
  question: EnvQuestion,
  answers: Readonly<Record<string, string>>,
  chosen: Readonly<Record<string, string>>,
): string {
  if (ask.choices.length > 1 && (chosen[ask.id] ?? ask.id) !== question.key) return '';
  const answer = answers[question.key] ?? '';
  return answer || !isChoiceOnly(question) || ask.choices.length === 1 ? answer : 'yes';
}
