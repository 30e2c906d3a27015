import { describe, expect, it } from 'vitest';
import type { FindingView, ImageSecurity, SeverityLevel } from '../ipc';
import { dayOf, dayWord, lastDay } from './days';
import { drawn, linesOf, topsOf } from './lines';
import { plainFinding } from './plain';
import { scopeOf, scopesFor, withoutVersion } from './scope';
import { meaningOfFinding } from './severity';
import { compareImages, listsOf, verdictOf } from './verdict';

function finding(id: string, state: FindingView['state'], severity: SeverityLevel = 'high'): FindingView {
  return {
    id,
    aliases: [],
    package: { purl: `pkg:deb/debian/${id}@1`, name: `of-${id}`, version: '1', layer: 0, path: '/var' },
    severity,
    state,
    knownExploited: false,
    fix: { how: 'wait', target: null, command: null },
    link: null,
  };
}

function image(more: Partial<ImageSecurity>): ImageSecurity {
  return {
    image: { id: 'sha256:1' },
    known: 'yes',
    fixable: 0,
    serious: 0,
    exploited: 0,
    exploitedFixable: 0,
    missing: [],
    packages: 12,
    total: 0,
    warnings: 0,
    worst: null,
    fix: null,
    running: 0,
    scannedAt: null,
    ...more,
  };
}

describe('the verdict of an image', () => {
  it('says fine only when everything was compared', () => {
    expect(verdictOf(image({}), 'all')).toBe('fine');
    expect(verdictOf(image({ missing: ['Debian'] }), 'some')).toBe('nothingFound');
    expect(verdictOf(image({ packages: 0 }), 'all')).toBe('noPackages');
    expect(verdictOf(image({}), 'none')).toBe('notCompared');
    expect(verdictOf(image({ known: 'no' }), 'all')).toBe('notLooked');
    expect(verdictOf(image({ known: 'partly' }), 'all')).toBe('reading');
  });

  it('does not shout what nobody can fix, attackers or not', () => {
    expect(verdictOf(image({ total: 200, exploited: 1 }), 'all')).toBe('waiting');
    expect(verdictOf(image({ total: 9, fixable: 2, exploited: 1, exploitedFixable: 1 }), 'all')).toBe(
      'fixNow',
    );
    expect(verdictOf(image({ total: 9, fixable: 2, exploited: 1 }), 'all')).toBe('fixable');
    expect(verdictOf(image({ total: 9, fixable: 2, serious: 1 }), 'all')).toBe('fixToday');
    expect(verdictOf(image({ total: 9, fixable: 2 }), 'all')).toBe('fixable');
    expect(meaningOfFinding({ ...finding('a', 'unfixed', 'critical'), knownExploited: true })).toBe('off');
    expect(meaningOfFinding(finding('a', 'fixable', 'critical'))).toBe('broken');
  });

  it('puts first what can be done today', () => {
    const rows = [
      image({}),
      image({ total: 300 }),
      image({ fixable: 9, total: 9 }),
      image({ fixable: 1, serious: 1, total: 1 }),
      image({ fixable: 1, exploited: 1, exploitedFixable: 1, total: 1 }),
    ];
    const order = [...rows].sort(compareImages('all')).map((row) => rows.indexOf(row));
    expect(order).toEqual([4, 3, 2, 1, 0]);
  });

  it('knows which lists are here', () => {
    const view = { source: '', oldest: null, bytes: 0, job: null, cacheBytes: 0 };
    const list = (needed: boolean, present: boolean) => ({
      ecosystem: 'PyPI',
      needed,
      present,
      records: 0,
      bytes: 0,
      fetchedAt: null,
      newest: null,
      problem: null,
    });
    expect(listsOf(undefined)).toBe('none');
    expect(listsOf({ ...view, lists: [list(true, false)] })).toBe('none');
    expect(listsOf({ ...view, lists: [list(true, true), list(true, false)] })).toBe('some');
    expect(listsOf({ ...view, lists: [list(true, true), list(false, false)] })).toBe('all');
  });
});

describe('the lines of a list of findings', () => {
  const findings = [
    finding('b', 'unfixed'),
    finding('a', 'fixable'),
    finding('a', 'fixable'),
    finding('c', 'ignored'),
  ];

  it('folds what cannot be fixed, and gives every line a key of its own', () => {
    const lines = linesOf(findings, new Set(['fixable']));
    expect(
      lines.map((line) => (line.type === 'fold' ? `${line.fold} ${line.count}` : line.finding.id)),
    ).toEqual(['fixable 2', 'a', 'a', 'unfixed 1', 'ignored 1']);
    expect(new Set(lines.map((line) => line.key)).size).toBe(lines.length);
  });

  it('finds in closed folds too', () => {
    const lines = linesOf(findings, new Set(), 'of-b');
    expect(lines.map((line) => line.key)).toEqual(['fold unfixed', 'b pkg:deb/debian/b@1 /var']);
  });

  it('draws what is in view, with room for what is open', () => {
    const many = Array.from({ length: 2000 }, (_, at) => finding(`f${at}`, 'fixable'));
    const lines = linesOf(many, new Set(['fixable']));
    const key = lines[1]?.key ?? '';
    const tops = topsOf(lines, key, 300);
    expect(tops[tops.length - 1]).toBe(2001 * 44 + 300);
    const [first, end] = drawn(tops, 40_000, 600);
    expect(end - first).toBeLessThan(30);
    expect(tops[first]).toBeLessThanOrEqual(40_000);
    expect(tops[end]).toBeGreaterThanOrEqual(40_600);
    expect(drawn(new Float64Array(1), 0, 600)).toEqual([0, 0]);
  });
});

describe('ignoring', () => {
  it.each([
    ['pkg:deb/debian/openssl@3.0.11-1~deb12u2?arch=amd64', 'pkg:deb/debian/openssl'],
    ['pkg:npm/%40babel/core@7.0.0', 'pkg:npm/%40babel/core'],
    ['pkg:golang/golang.org/x/net@v0.17.0#html', 'pkg:golang/golang.org/x/net'],
    ['pkg:generic/without', 'pkg:generic/without'],
    ['', ''],
  ])('means %s in any version', (purl, without) => expect(withoutVersion(purl)).toBe(without));

  it('is as narrow as was chosen', () => {
    const one = finding('a', 'fixable');
    expect(scopeOf('here', one, 'nginx:1')).toEqual({ package: 'pkg:deb/debian/a', image: 'nginx:1' });
    expect(scopeOf('everywhere', one, 'nginx:1')).toEqual({ package: null, image: null });
    expect(scopesFor(undefined)).toEqual(['package', 'everywhere']);
  });

  it('ends on a day that exists', () => {
    expect(lastDay('month', new Date(2027, 0, 31))).toBe('2027-02-28');
    expect(lastDay('year', new Date(2026, 10, 27))).toBe('2027-11-27');
    expect(lastDay('never', new Date(2026, 10, 27))).toBeNull();
    expect(dayOf(new Date(2026, 0, 5))).toBe('2026-01-05');
    expect(dayWord('soon')).toBe('soon');
  });
});

it('shows what strangers wrote in lines that turn nothing around', () => {
  const shown = plainFinding({
    ...finding('a', 'fixable'),
    summary: `\u202egnp.exe\u0000 ${'long '.repeat(500)}`,
    aliases: Array.from({ length: 50 }, () => 'x'),
  });
  expect(shown.summary).toMatch(/^gnp\.exe long/);
  expect(shown.summary?.length).toBeLessThanOrEqual(600);
  expect(shown.aliases).toHaveLength(20);
});
