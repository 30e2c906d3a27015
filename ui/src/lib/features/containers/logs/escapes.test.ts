import { describe, expect, it } from 'vitest';
import { stretches } from './ansi';
import { lastState, plain } from './escapes';

describe('what can be read of a line', () => {
  it.each([
    ['plain', 'just text\tand a tab', 'just text\tand a tab'],
    ['colors', '\x1b[31mred\x1b[0m', 'red'],
    ['a title', '\x1b]0;owned\x07text', 'text'],
    ['a title ended by ST', '\x1b]2;owned\x1b\\text', 'text'],
    ['a link', '\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\', 'click'],
    ['a title without an end hides nothing', '\x1b]0;still here', '␛]0;still here'],
    ['cursor moves and clearing', 'a\x1b[2J\x1b[1;1H\x1b[10Ab', 'ab'],
    ['private modes', '\x1b[?1049h\x1b[?25lx', 'x'],
    ['a clipboard write', '\x1b]52;c;ZXZpbA==\x07x', 'x'],
    ['a device string', '\x1bP1$r0m\x1b\\x', 'x'],
    ['charset and reset', '\x1b(0\x1bcx\x1b7', 'x'],
    ['C1 forms', '\x9b31mred\x9d0;title\x9cx', 'redx'],
    ['a lone escape', 'a\x1b', 'a␛'],
    ['an unfinished sequence', 'a\x1b[12;', 'a␛[12;'],
    ['controls', 'a\x00\x07\x08b\x7f', 'a␀␇␈b␡'],
    ['directions', 'safe\u202eexe.txt\u202c', 'safe<202E>exe.txt<202C>'],
    ['isolates and marks', '\u2066a\u2069\u200f\ufeff\u200b', '<2066>a<2069><200F><FEFF><200B>'],
    ['line separators', 'a\u2028b', 'a<2028>b'],
    ['markup is text', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['emoji and other scripts stay', 'مرحبا 👩‍💻 日本', 'مرحبا 👩‍💻 日本'],
  ])('%s', (_, text, expected) => expect(plain(text)).toBe(expected));

  it.each([
    ['a progress bar', '10%\r50%\r100%', '100%'],
    ['a Windows end', 'text\r', 'text'],
    ['erasing before the next state', '10%\r\x1b[K', '10%'],
    ['nothing but returns', '\r\r', ''],
  ])('%s', (_, text, expected) => expect(lastState(text)).toBe(expected));

  it('takes a hostile line of 64 kB apart quickly', () => {
    for (const text of ['\x1b[', '\x1b]', '\x1b]0;', '\x1b[31', '\r', '\x1b[38;2;', '\x9d'].map((part) =>
      part.repeat(65_536 / part.length),
    )) {
      const started = performance.now();
      stretches(lastState(text));
      expect(performance.now() - started).toBeLessThan(500);
    }
  });
});

describe('colors', () => {
  const only = (text: string) => stretches(text)[0]?.style;

  it.each([
    ['\x1b[31mx', { color: 1 }],
    ['\x1b[91mx', { color: 9 }],
    ['\x1b[44mx', { ground: 4 }],
    ['\x1b[102mx', { ground: 10 }],
    ['\x1b[1;4;3;9mx', { bold: true, underline: true, italic: true, struck: true }],
    ['\x1b[38;5;196mx', { color: [255, 0, 0] }],
    ['\x1b[38;5;244mx', { color: [128, 128, 128] }],
    ['\x1b[48;2;1;2;3mx', { ground: [1, 2, 3] }],
    ['\x1b[38:2::10:20:30mx', { color: [10, 20, 30] }],
    ['\x1b[38:5:9mx', { color: 9 }],
    ['\x1b[1m\x1b[22mx', { bold: false }],
    ['\x1b[4m\x1b[4:0mx', { underline: false }],
    ['\x1b[38;5;196;1mx', { color: [255, 0, 0], bold: true }],
  ])('%j', (text, style) => expect(only(text)).toMatchObject(style));

  it.each(['\x1b[38;5;999mx', '\x1b[38;2;1;2mx', '\x1b[38mx', '\x1b[999mx', '\x1b[0mx', 'x'])(
    '%j is plain',
    (text) => {
      const style = only(text);
      expect(style?.color ?? null).toBeNull();
    },
  );

  it('ends what a reset ends', () => {
    expect(stretches('a\x1b[1mb\x1b[mc').map(({ text, style }) => [text, style?.bold ?? false])).toEqual([
      ['a', false],
      ['b', true],
      ['c', false],
    ]);
  });
});
