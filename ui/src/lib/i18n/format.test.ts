import { describe, expect, it } from 'vitest';
import { Format } from './format';
import { de, en } from './plural';

const english = new Format('en');
const german = new Format('de');
const now = Date.parse('2026-11-26T12:00:00Z');
const before = (seconds: number) => new Date(now - seconds * 1000).toISOString();

describe('sizes', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [13_300, '13 kB'],
    [117_000_000, '117 MB'],
    [1_640_000_000, '1.6 GB'],
    [999_600, '1 MB'],
    [4_000_000_000_000_000, '4,000 TB'],
  ])('%d bytes are %s', (bytes, text) => expect(english.bytes(bytes)).toBe(text));

  it('follow the language', () => expect(german.bytes(1_640_000_000)).toBe('1,6\u00a0GB'));
  it('have an exact form', () => expect(english.exactBytes(117_000_000)).toBe('117,000,000 bytes'));
});

it.each([
  [0, '0', '0'],
  [999, '999', '999'],
  [21_000, '21K', '21.000'],
  [1_250_000, '1.3M', '1,3\u00a0Mio.'],
  [12_800_000_000, '12.8B', '12,8\u00a0Mrd.'],
])('%d is about %s', (n, inEnglish, inGerman) => {
  expect(english.about(n)).toBe(inEnglish);
  expect(german.about(n)).toBe(inGerman);
});

describe('times', () => {
  const day = 86_400;
  it.each([
    [5, 'now', 'jetzt'],
    [120, '2 minutes ago', 'vor 2 Minuten'],
    [3 * 3600, '3 hours ago', 'vor 3 Stunden'],
    [26 * 3600, 'yesterday', 'gestern'],
    [3 * day, '3 days ago', 'vor 3 Tagen'],
    [21 * day, '3 weeks ago', 'vor 3 Wochen'],
    [90 * day, '3 months ago', 'vor 3 Monaten'],
    [1100 * day, '3 years ago', 'vor 3 Jahren'],
  ])('%d seconds', (seconds, inEnglish, inGerman) => {
    expect(english.ago(before(seconds), now)).toBe(inEnglish);
    expect(german.ago(before(seconds), now)).toBe(inGerman);
  });

  it('of a clock that is ahead are now', () => expect(english.ago(before(-500), now)).toBe('now'));
  it('that are none are nothing', () => expect(english.ago('never', now)).toBe(''));
  it('run since', () => expect(english.since(before(3 * day), now)).toBe('3 days'));
  it.each([
    [0.2, '1 s'],
    [8, '8 s'],
    [59.8, '1 min'],
    [125, '2 min'],
    [7200, '2 h'],
    [3 * day, '3 days'],
  ])('%d seconds last %s', (seconds, text) => expect(english.duration(seconds)).toBe(text));
});

describe('plurals', () => {
  it('agree with the number', () => {
    expect(en(1, { one: '# layer', other: '# layers' })).toBe('1 layer');
    expect(en(1200, { one: '# layer', other: '# layers' })).toBe('1,200 layers');
    expect(de(0, { one: '# Schicht', other: '# Schichten' })).toBe('0 Schichten');
  });
});

describe('a moment near now', () => {
  const now = new Date('2026-11-26T12:00:00').getTime();
  const at = (text: string) => new Date(text).toISOString();

  it.each([
    ['2026-11-26T14:05:00', 'today 14:05', 'heute 14:05'],
    ['2026-11-27T09:00:00', 'tomorrow 09:00', 'morgen 09:00'],
    ['2026-11-25T23:30:00', 'yesterday 23:30', 'gestern 23:30'],
    ['2026-12-01T08:00:00', 'Tue 1 Dec 08:00', 'Di., 1. Dez. 08:00'],
  ])('%s is %s', (moment, english, german) => {
    expect(new Format('en-GB').moment(at(moment), now).replace(',', '')).toBe(english);
    expect(new Format('de').moment(at(moment), now)).toBe(german);
  });
});
