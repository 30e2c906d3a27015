import type { AdvisoriesView, AdvisoryList, Problem } from '../../generated';
import { ago, settings } from '../data';

const hour = 3600;
const day = 24 * hour;

const unreachable: Problem = {
  code: 'advisories.fetchFailed',
  facts: {
    ecosystem: 'Go',
    host: 'osv-vulnerabilities.storage.googleapis.com',
    reason: 'the name could not be looked up',
  },
  raw: 'error sending request: dns error: failed to lookup address information',
  actions: [{ id: 'retry', value: null }],
};

function list(
  ecosystem: string,
  records: number,
  bytes: number,
  age: number,
  more: Partial<AdvisoryList> = {},
): AdvisoryList {
  const present = records > 0;
  return {
    ecosystem,
    needed: true,
    present,
    records,
    bytes,
    fetchedAt: present ? ago(age) : null,
    newest: present ? ago(age + 2 * hour) : null,
    problem: null,
    ...more,
  };
}

/** How the lists are: those of this morning, those of seven weeks ago, or none at all. */
export function advisories(how: 'fresh' | 'old' | 'none'): AdvisoriesView {
  const none = how === 'none';
  const age = how === 'old' ? 50 * day : 5 * hour;
  const n = (records: number) => (none ? 0 : records);
  const lists = [
    list('Debian', n(58_214), n(2_840_000), age),
    list('Alpine', n(2_442), n(31_000), age),
    list('PyPI', n(24_491), n(1_310_000), age),
    list('npm', n(9_804), n(640_000), age),
    how === 'old' ? list('Go', 0, 0, age, { problem: unreachable }) : list('Go', n(6_125), n(220_000), age),
    list('Maven', n(5_804), n(390_000), 9 * day, { needed: false }),
  ];
  return {
    source: settings.scan.advisorySource,
    lists: none ? lists.filter((one) => one.needed) : lists,
    oldest: how === 'fresh' ? ago(age) : null,
    bytes: lists.reduce((sum, one) => sum + one.bytes, 0),
    job: null,
    cacheBytes: none ? 0 : 42_300_000,
  };
}

/** The lists once they were fetched. */
export function fetched(view: AdvisoriesView): AdvisoriesView {
  const lists = view.lists.map((one) =>
    one.needed
      ? list(one.ecosystem, one.records || 4_291, one.bytes || 260_000, 0, { newest: ago(hour) })
      : one,
  );
  return {
    ...view,
    lists,
    oldest: ago(0),
    bytes: lists.reduce((sum, one) => sum + one.bytes, 0),
    job: null,
  };
}
