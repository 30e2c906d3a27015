import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { createRawSnippet } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import Table from './Table.svelte';
import { type Column, grouped, offsets, visible } from './table';

interface Thing {
  id: string;
  size: number;
}

const things = (count: number): Thing[] =>
  Array.from({ length: count }, (_, at) => ({ id: `thing-${at}`, size: count - at }));
const cell = createRawSnippet<[Thing]>((thing) => ({ render: () => `<span>${thing().id}</span>` }));
const columns: Column<Thing>[] = [
  { id: 'name', title: 'Name', width: '1fr', cell },
  { id: 'size', title: 'Size', width: '80px', numeric: true, cell, compare: (a, b) => a.size - b.size },
];

function show(rows: Thing[], more: Record<string, unknown> = {}) {
  const onopen = vi.fn();
  const props = {
    label: 'Things',
    rows,
    columns,
    key: (row: Thing) => row.id,
    text: (row: Thing) => row.id,
    onopen,
    ...more,
  };
  return { onopen, props, ...render(Table<Thing>, { props }) };
}

const names = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.id.replace(/^.*?-/, ''));
const active = () => screen.getByRole('grid').getAttribute('aria-activedescendant') ?? '';

describe('Table', () => {
  it('draws only what is in view and says how many there are', () => {
    show(things(2000));
    expect(screen.getAllByRole('row').length).toBeLessThan(40);
    expect(screen.getByRole('grid')).toHaveAttribute('aria-rowcount', '2001');
  });

  it('is moved through by keys and opened with Enter', async () => {
    const user = userEvent.setup();
    const { onopen } = show(things(2000));
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowDown}{ArrowDown}{Enter}');
    expect(onopen).toHaveBeenLastCalledWith(expect.objectContaining({ id: 'thing-1' }), false);
    await user.keyboard('{Home}{Enter}');
    expect(onopen).toHaveBeenLastCalledWith(expect.objectContaining({ id: 'thing-0' }), false);
    await user.keyboard('{End}{Enter}');
    expect(onopen).toHaveBeenLastCalledWith(expect.objectContaining({ id: 'thing-1999' }), false);
  });

  it('finds a row by its first letters', async () => {
    const user = userEvent.setup();
    show(things(30));
    screen.getByRole('grid').focus();
    await user.keyboard('thing-12');
    expect(active()).toMatch(/thing-12$/);
  });

  it('keeps its cursor when rows arrive above it', async () => {
    const user = userEvent.setup();
    const rows = things(3);
    const { props, rerender } = show(rows);
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowDown}');
    await rerender({ ...props, rows: [{ id: 'new', size: 9 }, ...rows] });
    expect(active()).toMatch(/thing-0$/);
  });

  it('ticks with Space, further with Shift, and none with Esc', async () => {
    const user = userEvent.setup();
    let checked = new Set<string>();
    const oncheck = vi.fn((next: Set<string>) => {
      checked = next;
    });
    const { props, rerender } = show(things(5), { checked, oncheck });
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowDown} ');
    await rerender({ ...props, checked });
    await user.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}');
    expect([...checked]).toEqual(['thing-0', 'thing-1', 'thing-2'].slice(0, checked.size));
    await rerender({ ...props, checked });
    await user.keyboard('{Escape}');
    expect(checked.size).toBe(0);
  });

  it('sorts up, down and back', async () => {
    const user = userEvent.setup();
    show(things(3));
    const head = screen.getByRole('button', { name: 'Size' });
    await user.click(head);
    expect(names()[0]).toBe('thing-2');
    expect(screen.getByRole('columnheader', { name: 'Size' })).toHaveAttribute('aria-sort', 'ascending');
    await user.click(head);
    expect(names()[0]).toBe('thing-0');
    await user.click(head);
    expect(screen.getByRole('columnheader', { name: 'Size' })).toHaveAttribute('aria-sort', 'none');
  });

  it('filters 2,000 rows within a frame', () => {
    const rows = things(2000);
    const began = performance.now();
    for (let round = 0; round < 20; round++) {
      visible(
        offsets(
          grouped(
            rows.filter((row) => row.id.includes(String(round))),
            (row) => row.id,
          ),
        ),
        0,
        640,
      );
    }
    expect((performance.now() - began) / 20).toBeLessThan(16);
  });
});

describe('lines in view', () => {
  const lines = grouped(
    things(100),
    (row) => row.id,
    (row) => (row.size > 50 ? 'big' : 'small'),
  );
  const tops = offsets(lines);

  it('begin at any height', () => {
    for (let y = 0; y < (tops.at(-1) ?? 0); y += 7) {
      const [first, end] = visible(tops, y, 300);
      expect(tops[first]).toBeLessThanOrEqual(y);
      expect(tops[end]).toBeGreaterThanOrEqual(Math.min(y + 300, tops.at(-1) ?? 0));
    }
  });
  it('of nothing are none', () => expect(visible(offsets([]), 0, 300)).toEqual([0, 0]));
});
