import { expect, it } from 'vitest';
import { plainLine } from '../../design';
import { speak } from '../../i18n';
import { kindWord, seriesOf, whyGood } from './tag';

it.each([
  ['plain words', 'plain words'],
  ['  two\n\nlines\tand a tab ', 'two lines and a tab'],
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u202eturned\u2066 around\u200b', 'turned around'],
  ['<b>bold</b>', '<b>bold</b>'],
  ['', ''],
])('%j is shown as %j', (text, line) => expect(plainLine(text)).toBe(line));

it('cuts what is too long, between letters', () => {
  expect(plainLine('😀'.repeat(50), 10)).toBe(`${'😀'.repeat(9)}…`);
  expect([...plainLine('x'.repeat(1_000_000))].length).toBe(240);
});

it.each([
  ['1.27', '1.27'],
  ['v3.5', '3.5'],
  ['1.27-alpine3.22', '1.27'],
  ['alpine', 'alpine'],
  ['17-bookworm', '17'],
])('the series of %s is %s', (tag, series) => expect(seriesOf(tag)).toBe(series));

it('says what a tag will do in the language in use', () => {
  speak('en');
  const row = { tag: '1.27-alpine', kind: 'series', preRelease: false, present: false } as const;
  expect(kindWord(row)).toBe('moves within 1.27');
  expect(whyGood(row)).toMatch(/^Gets fixes within 1\.27/);
  speak('de');
  expect(kindWord(row)).toBe('folgt innerhalb von 1.27');
});
