import { catalogue as german } from './de';
import { catalogue as english } from './en';
import { Format } from './format';

/** A language the app speaks. */
export type Spoken = 'en' | 'de';
/** Every word of the app. A language that lacks one does not compile. */
export type Catalogue = typeof english;

const catalogues: Record<Spoken, Catalogue> = { en: english, de: german };

/** The first of the reader's languages that we speak. */
export function spokenOf(languages: readonly string[]): Spoken {
  for (const tag of languages) {
    const language = tag.toLowerCase().split('-')[0];
    if (language === 'en' || language === 'de') return language;
  }
  return 'en';
}

/** The reader's own variant of a language (`en-GB`), so that dates look as at home. */
function localeOf(spoken: Spoken, languages: readonly string[]): string {
  return languages.find((tag) => tag.toLowerCase().split('-')[0] === spoken) ?? spoken;
}

class Speech {
  spoken = $state<Spoken>(spokenOf(globalThis.navigator?.languages ?? []));
  words = $derived(catalogues[this.spoken]);
  format = $derived(new Format(localeOf(this.spoken, globalThis.navigator?.languages ?? [])));
}

const speech = new Speech();

/** Changes every word on screen. `system` takes the computer's language. */
export function speak(language: 'system' | Spoken): void {
  speech.spoken = language === 'system' ? spokenOf(navigator.languages) : language;
  document.documentElement.lang = speech.spoken;
}

/** The language in use. */
export function spoken(): Spoken {
  return speech.spoken;
}

/** The words in the language in use: `t().home.title`. Read it where it is shown, so that it follows the language. */
export function t(): Catalogue {
  return speech.words;
}

/** Numbers, sizes and times in the language in use. */
export const format = {
  number: (n: number) => speech.format.number(n),
  about: (n: number) => speech.format.about(n),
  percent: (share: number) => speech.format.percent(share),
  bytes: (n: number) => speech.format.bytes(n),
  exactBytes: (n: number) => speech.format.exactBytes(n),
  speed: (perSecond: number) => speech.format.speed(perSecond),
  duration: (seconds: number) => speech.format.duration(seconds),
  ago: (at: string, now: number) => speech.format.ago(at, now),
  since: (at: string, now: number) => speech.format.since(at, now),
  moment: (at: string, now: number) => speech.format.moment(at, now),
  month: (day: string) => speech.format.month(day),
  exactTime: (at: string) => speech.format.exactTime(at),
  list: (items: readonly string[]) => speech.format.list(items),
};
