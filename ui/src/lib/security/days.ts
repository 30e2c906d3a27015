import { spoken } from '$lib/i18n';

/** How long something is ignored, as people choose it; the words are keyed by it. */
export type Span = 'month' | 'quarter' | 'year' | 'never' | 'own';
export const spans: readonly Span[] = ['month', 'quarter', 'year', 'never', 'own'];

/** `2027-01-31` of a moment, in the reader's own time zone. */
export function dayOf(moment: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** The last day of a span that begins now; nothing for ever. The 31st plus a month is the month's last day. */
export function lastDay(span: Span, now: Date): string | null {
  const months = { month: 1, quarter: 3, year: 12, never: 0, own: 0 }[span];
  if (!months) return null;
  const end = new Date(now.getFullYear(), now.getMonth() + months + 1, 0);
  return dayOf(new Date(end.getFullYear(), end.getMonth(), Math.min(now.getDate(), end.getDate())));
}

/** `2027-01-31` → "31 Jan 2027"; what is no day stays as it is. */
export function dayWord(day: string): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const moment = new Date(year, month - 1, date);
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(moment.getTime())) return day;
  return new Intl.DateTimeFormat(spoken(), { dateStyle: 'medium' }).format(moment);
}
