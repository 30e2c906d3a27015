import { afterEach, describe, expect, it } from 'vitest';
import { catalogue as german } from './de';
import { catalogue as english } from './en';
import { actionLabel, problemWords, speak, t } from './index';
import { spokenOf } from './language.svelte';

afterEach(() => speak('en'));

/** Every text of a catalogue with its place; functions are called with harmless values. */
function texts(node: unknown, place = ''): [string, string][] {
  if (typeof node === 'string') return [[place, node]];
  if (typeof node === 'function') {
    const args = Array.from({ length: node.length }, () => 2);
    return [[place, String(node(...args))]];
  }
  return Object.entries(node as object).flatMap(([key, value]) => texts(value, `${place}.${key}`));
}

describe('catalogues', () => {
  it('change with the language', () => {
    speak('de');
    expect(t().home.title).toBe(german.home.title);
    expect(document.documentElement.lang).toBe('de');
  });

  it.each(Object.entries({ english, german }))(
    '%s has words for everything and shouts nowhere',
    (_, catalogue) => {
      for (const [place, text] of texts(catalogue)) {
        expect(text.trim(), place).not.toBe('');
        expect(text, place).not.toMatch(/!|—/);
      }
    },
  );

  it('take the first language that we speak', () => {
    expect(spokenOf(['fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(spokenOf(['ja'])).toBe('en');
  });
});

describe('problems', () => {
  it('without words still say that something is wrong', () => {
    expect(problemWords({ code: 'no.such.code', facts: {} }).title).toBe('Something went wrong');
  });
  it('without a label show the action', () => {
    expect(actionLabel({ id: 'noSuchAction', value: null })).toBe('noSuchAction');
  });
});
