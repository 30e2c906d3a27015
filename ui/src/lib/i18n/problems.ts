import german from '$words/de.json';
import english from '$words/en.json';
import { format, type Spoken, spoken } from './language.svelte';

/** What a problem says: what happened, why, what helps. */
export interface ProblemWords {
  title: string;
  why: string;
  help: string;
}

interface Words {
  problems: Record<string, Partial<ProblemWords>>;
  actions: Record<string, string>;
  purposes: Record<string, string>;
}

const words: Record<Spoken, Words> = { en: english, de: german };

const unknown: Record<Spoken, string> = {
  en: 'Something went wrong',
  de: 'Etwas ist schiefgegangen',
};

/** A moment as the app writes it, `2026-11-26T14:05:00Z`. */
const moment = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

function told(fact: string): string {
  return moment.test(fact) ? format.moment(fact, Date.now()) : fact;
}

/** A text with its `{facts}` filled in; a fact that is missing leaves its name. */
function filled(text: string | undefined, facts: Record<string, string | undefined>): string {
  return (text ?? '').replace(/\{(\w+)\}/g, (_, name: string) => told(facts[name] ?? name));
}

interface Coded {
  code: string;
  facts: Record<string, string | undefined>;
}

/** The words for a problem, in the language in use. A code without words still says that something is wrong. */
export function problemWords({ code, facts }: Coded): ProblemWords {
  const known = words[spoken()].problems[code] ?? words.en.problems[code];
  return {
    title: filled(known?.title, facts) || unknown[spoken()],
    why: filled(known?.why, facts),
    help: filled(known?.help, facts),
  };
}

/** The label of a problem's button, or the action's name where there is none. */
export function actionLabel(action: { id: string; value: string | null }): string {
  const label = words[spoken()].actions[action.id] ?? words.en.actions[action.id];
  return filled(label, { value: action.value ?? '' }) || action.id;
}

/** What a variable is for, in words; one that we have no words for keeps its own. */
export function purposeLabel(purpose: string): string {
  return words[spoken()].purposes[purpose] ?? words.en.purposes[purpose] ?? purpose;
}
