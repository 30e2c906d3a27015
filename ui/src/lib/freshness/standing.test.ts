import { describe, expect, it } from 'vitest';
import { speak } from '$lib/i18n';
import type { ContainerFreshness } from '$lib/ipc';
import { groupOf, isWaiting, meaningOf, newerSteps, standingOf, tagOf, withTag } from './standing';
import { newsOf, standingWord, targetOf } from './words';

const row = (more: Partial<ContainerFreshness>): ContainerFreshness => ({
  id: 'a',
  name: 'web',
  reference: 'nginx:1.27',
  status: 'upToDate',
  reason: null,
  problem: null,
  newer: null,
  best: null,
  checkedAt: null,
  choice: { follow: null, skip: null, waitDays: 0, preReleases: false, localOnly: false },
  managed: null,
  undoUntil: null,
  updatable: true,
  lastGood: null,
  ...more,
});

describe('how something stands', () => {
  it.each([
    ['updateAvailable', {}, 'waiting'],
    ['pulledNotApplied', {}, 'waiting'],
    ['newerTag', { best: '1.28' }, 'waiting'],
    ['newerTag', { newer: { major: '2' } }, 'current'],
    ['updating', {}, 'waiting'],
    ['unknown', { lastGood: 'upToDate' }, 'unchecked'],
    ['upToDate', {}, 'current'],
    ['pinned', {}, 'apart'],
    ['localOnly', {}, 'apart'],
    ['skipped', {}, 'apart'],
  ] as const)('%s %o is in the group %s', (status, more, group) => {
    expect(groupOf(row({ status, ...more }))).toBe(group);
  });

  it('never shows what is not known as fine, whatever it was before', () => {
    expect(meaningOf(row({ status: 'unknown', lastGood: 'upToDate' }))).toBe('off');
    expect(isWaiting(row({ status: 'unknown', lastGood: 'updateAvailable' }))).toBe(false);
  });

  it('waits with what is new when the user wants to', () => {
    const choice = { ...row({}).choice, waitDays: 7 };
    const held = row({ status: 'updateAvailable', updatable: false, choice });
    expect([standingOf(held), isWaiting(held), groupOf(held)]).toEqual(['held', false, 'apart']);
    // What somebody else makes anew is told as it is.
    const unit = row({ ...held, managed: { type: 'quadlet', unit: 'web.container' } });
    expect(isWaiting(unit)).toBe(true);
    expect(standingOf(row({ status: 'upToDate', updatable: false, choice }))).toBe('upToDate');
  });

  it('tells a next major version and lets nobody wait for it', () => {
    const apart = row({ status: 'newerTag', newer: { major: '18' } });
    expect(standingOf(apart)).toBe('newerApart');
    expect(isWaiting(apart)).toBe(false);
  });
});

describe('tags', () => {
  it.each([
    ['nginx', 'latest'],
    ['nginx:1.27', '1.27'],
    ['host.tld:5000/a', 'latest'],
    ['host.tld:5000/a:x', 'x'],
    ['caddy:2@sha256:abc', '2'],
  ])('of %s is %s', (reference, tag) => expect(tagOf(reference)).toBe(tag));

  it('are put in the place of others', () => {
    expect(withTag('host.tld:5000/a', '2')).toBe('host.tld:5000/a:2');
    expect(withTag('nginx:1.27', '1.28')).toBe('nginx:1.28');
    expect(targetOf(row({ status: 'newerTag', best: '1.28' }))).toBe('nginx:1.28');
  });

  it('are named once, the smallest step first', () => {
    const newer = { major: '3.0', minor: '2.5', patch: '2.5' };
    expect(newerSteps(newer).map(({ step, tag }) => `${step} ${tag}`)).toEqual(['patch 2.5', 'major 3.0']);
    expect(newerSteps(null)).toEqual([]);
  });
});

describe('in words', () => {
  speak('en');
  const now = Date.parse('2026-11-26T12:00:00Z');

  it('a newer tag says what one click takes, and larger steps only', () => {
    const newer = { patch: '2.4.3', minor: '2.5.0', major: '3.0.0' };
    const found = row({ reference: 'notes:2.4.1', status: 'newerTag', newer, best: '2.5.0' });
    expect(standingWord(found)).toBe('2.5.0 available');
    expect(newsOf(found, undefined, now)).toBe('2.4.1 → 2.5.0, also 3.0.0');
  });

  it('what is not known says why, and what was known before', () => {
    const found = row({ status: 'unknown', reason: 'rateLimited', lastGood: 'upToDate' });
    expect(newsOf(found, undefined, now)).toBe('The registry’s limit is used up, before: current');
  });

  it('a reason without a word of ours is shown as it is', () => {
    expect(newsOf(row({ status: 'unknown', reason: 'eclipse' }), undefined, now)).toBe('eclipse');
  });
});
