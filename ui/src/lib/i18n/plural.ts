type Forms = { one: string; other: string };

function plurals(locale: string) {
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (n: number, forms: Forms) =>
    forms[rules.select(n) === 'one' ? 'one' : 'other'].replace('#', numbers.format(n));
}

/** English words for a number: `en(3, { one: '# layer', other: '# layers' })`. `#` is the number. */
export const en = plurals('en');
/** The same in German. */
export const de = plurals('de');
