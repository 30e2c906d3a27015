import { describe, expect, it } from 'vitest';
import type { Problem, TagDetail } from '../../ipc';
import { TagDetails } from './details.svelte';

const told = (tag: string, more: Partial<TagDetail> = {}): TagDetail => ({
  tag,
  digest: 'sha256:ab',
  created: null,
  platforms: ['linux/amd64'],
  size: 1,
  fits: true,
  problem: null,
  ...more,
});
const limited: Problem = { code: 'freshness.rateLimited', facts: {}, raw: '', actions: [] };
const calm = () => new Promise((done) => setTimeout(done, 400));

describe('details of tags', () => {
  it('are asked for together, each once, at most 24 at a time', async () => {
    const batches: string[][] = [];
    const details = new TagDetails(async (tags) => {
      batches.push(tags);
      return tags.map((tag) => told(tag));
    });
    for (let at = 0; at < 30; at++) details.want(`${at}`);
    details.want('0');
    await calm();
    expect(batches.map((batch) => batch.length)).toEqual([24, 6]);
    details.want('0');
    await calm();
    expect(batches).toHaveLength(2);
    expect(details.of('29')?.size).toBe(1);
  });

  it('are not asked for when nobody looks any more, but are while one still does', async () => {
    const batches: string[][] = [];
    const details = new TagDetails(async (tags) => {
      batches.push(tags);
      return [];
    });
    details.want('gone')();
    details.want('kept');
    details.want('kept')();
    await calm();
    expect(batches).toEqual([['kept']]);
    expect(details.of('kept')).toMatchObject({ digest: null, problem: null });
  });

  it('stop at a limit, and go on when asked again', async () => {
    let full = true;
    const details = new TagDetails(async (tags) =>
      tags.map((tag) => (full ? told(tag, { problem: limited, platforms: [], fits: false }) : told(tag))),
    );
    details.want('1');
    await calm();
    expect(details.problem).toEqual(limited);
    details.want('2');
    await calm();
    expect(details.of('2')).toBeUndefined();
    full = false;
    details.again();
    await calm();
    expect(details.problem).toBeNull();
    expect([details.of('1')?.size, details.of('2')?.size]).toEqual([1, 1]);
  });

  it('that could not be asked for at all say why', async () => {
    const details = new TagDetails(() => Promise.reject(limited));
    details.want('1');
    await calm();
    expect(details.problem).toEqual(limited);
    expect(details.misfits.size).toBe(0);
  });
});
