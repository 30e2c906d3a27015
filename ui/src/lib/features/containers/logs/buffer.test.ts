import { describe, expect, it } from 'vitest';
import { LogBuffer } from './buffer';
import { Heights } from './heights';
import { LogSearch } from './search';

const line = (text: string) => ({ err: false, at: null, text });

describe('the newest lines', () => {
  it('are kept, and keep their numbers', () => {
    const buffer = new LogBuffer(3);
    for (const text of ['a', 'b', 'c', 'd']) buffer.push(line(text));
    expect([buffer.first, buffer.end, buffer.length]).toEqual([1, 4, 3]);
    expect([0, 1, 3, 4].map((number) => buffer.get(number)?.text)).toEqual([undefined, 'b', 'd', undefined]);
  });

  it('stay within a number of characters', () => {
    const buffer = new LogBuffer(100, 10);
    for (let n = 0; n < 10; n++) buffer.push(line('four'));
    expect(buffer.length).toBe(2);
    buffer.push(line('longer than all of it'));
    expect(buffer.length).toBe(1);
  });

  it('go when they are cleared, and numbers go on', () => {
    const buffer = new LogBuffer(3);
    buffer.push(line('a'));
    buffer.clear();
    buffer.push(line('b'));
    expect([buffer.first, buffer.length, buffer.get(1)?.text]).toEqual([1, 1, 'b']);
  });
});

describe('heights', () => {
  /** The same by adding up one by one. */
  function check(heights: Heights) {
    let top = 0;
    for (let place = heights.first; place < heights.end; place++) {
      if (place % 7 === 0 || place > heights.end - 3) {
        expect(heights.topOf(place)).toBe(top);
        expect(heights.placeAt(top)).toBe(place);
      }
      top += heights.rowsOf(place);
    }
    expect(heights.total).toBe(top);
  }

  it('add up while lines come, go and change', () => {
    const heights = new Heights(1000);
    for (let n = 0; n < 5000; n++) {
      heights.push(1 + (n % 5));
      heights.dropUntil(n - 999);
      if (n % 3 === 0) heights.set(n - 100, 9);
      if (n % 997 === 0) check(heights);
    }
    check(heights);
    heights.reset(70_000);
    heights.push(2);
    heights.push(3);
    check(heights);
  });

  it('say how many rows went', () => {
    const heights = new Heights(10);
    for (const rows of [1, 2, 3]) heights.push(rows);
    expect(heights.dropUntil(2)).toBe(3);
    expect(heights.dropUntil(99)).toBe(3);
    expect(heights.total).toBe(0);
  });
});

describe('searching', () => {
  const all = () => false;

  it('finds what is read, not what is hidden, whatever the case', () => {
    const buffer = new LogBuffer(10);
    for (const text of ['an \x1b[31mEr\x1b[0mror', '\x1b]0;error\x07fine', 'error']) buffer.push(line(text));
    const search = new LogSearch(buffer);
    search.begin('error');
    search.advance(all);
    expect([search.numberAt(0), search.numberAt(1), search.count]).toEqual([0, 2, 2]);
  });

  it('takes signs as they are', () => {
    const buffer = new LogBuffer(10);
    buffer.push(line('a.b(c'));
    buffer.push(line('axb(c'));
    const search = new LogSearch(buffer);
    search.begin('a.b(');
    search.advance(all);
    expect(search.count).toBe(1);
  });

  it('goes on with new lines and forgets those that went', () => {
    const buffer = new LogBuffer(4);
    const search = new LogSearch(buffer);
    search.begin('x');
    for (let n = 0; n < 10; n++) {
      buffer.push(line(n % 2 ? 'x' : '-'));
      search.advance(all);
    }
    expect([search.first, search.end, search.count]).toEqual([3, 5, 2]);
    expect([search.numberAt(3), search.numberAt(4)]).toEqual([7, 9]);
    expect(search.placeFrom(8)).toBe(4);
  });

  it('pauses when it is told to, and goes on from there', () => {
    const buffer = new LogBuffer(1000);
    for (let n = 0; n < 1000; n++) buffer.push(line('x'));
    const search = new LogSearch(buffer);
    search.begin('x');
    search.advance(() => true);
    expect(search.done).toBe(false);
    expect(search.count).toBe(128);
    while (!search.done) search.advance(() => true);
    expect(search.count).toBe(1000);
  });
});
