/** Numbers, sizes and times as a person reads them. Made for one locale; `format` in the door follows the language. */
export class Format {
  #locale: string;
  #relative: Intl.RelativeTimeFormat;
  #moments: Intl.DateTimeFormat;
  #days: Intl.DateTimeFormat;
  #hours: Intl.DateTimeFormat;
  #months: Intl.DateTimeFormat;
  #lists: Intl.ListFormat;
  #made = new Map<string, Intl.NumberFormat>();

  constructor(locale: string) {
    this.#locale = locale;
    this.#relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
    this.#moments = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium' });
    this.#days = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' });
    this.#hours = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
    this.#months = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
    this.#lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  }

  number(n: number): string {
    return this.#numbers().format(n);
  }

  /** `1234567` → "1.2M": where only the size of a number matters. */
  about(n: number): string {
    return this.#numbers({ notation: 'compact', maximumFractionDigits: n < 1000 ? 0 : 1 }).format(n);
  }

  /** `0.62` → "62%". */
  percent(share: number): string {
    return this.#numbers({ style: 'percent', maximumFractionDigits: 0 }).format(share);
  }

  /** `117000000` → "117 MB"; at most three digits. */
  bytes(n: number): string {
    const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
    let value = Math.max(0, n);
    let unit = 0;
    // 999,600 is 1 MB and not 1,000 kB.
    while (value >= 999.5 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    const digits = unit > 0 && value < 9.95 ? 1 : 0;
    return this.#numbers({
      style: 'unit',
      unit: units[unit],
      unitDisplay: unit === 0 ? 'long' : 'short',
      maximumFractionDigits: digits,
    }).format(value);
  }

  /** `117000000` → "117,000,000 bytes". */
  exactBytes(n: number): string {
    return this.#numbers({ style: 'unit', unit: 'byte', unitDisplay: 'long' }).format(n);
  }

  /** Bytes per second: "9 MB/s". */
  speed(bytesPerSecond: number): string {
    return `${this.bytes(bytesPerSecond)}/s`;
  }

  /** `90` → "2 min". Seconds, minutes and hours by their signs, longer in words. */
  duration(seconds: number): string {
    const s = Math.max(0, seconds);
    if (s < 59.5) return `${this.number(Math.ceil(s))} s`;
    if (s < 3600 - 30) return `${this.number(Math.round(s / 60))} min`;
    if (s < 86_400 - 1800) return `${this.number(Math.round(s / 3600))} h`;
    return this.#unit(Math.round(s / 86_400), 'day');
  }

  /** "3 weeks ago", "yesterday", "just now" is "now". A clock that is ahead of ours counts as now. */
  ago(at: string, now: number): string {
    const seconds = Math.max(0, (now - Date.parse(at)) / 1000);
    if (Number.isNaN(seconds)) return '';
    const [n, unit] = coarse(seconds);
    return this.#relative.format(-n, unit);
  }

  /** How long since: "3 days". */
  since(at: string, now: number): string {
    const seconds = Math.max(0, (now - Date.parse(at)) / 1000);
    if (Number.isNaN(seconds)) return '';
    const [n, unit] = coarse(seconds);
    return unit === 'second' ? this.duration(Math.max(1, Math.floor(seconds))) : this.#unit(n, unit);
  }

  /** A moment near now by day and hour: "today 14:05", "tomorrow 09:00"; further away by its date. */
  moment(at: string, now: number): string {
    const time = Date.parse(at);
    if (Number.isNaN(time)) return at;
    const midnight = (moment: number) => new Date(moment).setHours(0, 0, 0, 0);
    const days = Math.round((midnight(time) - midnight(now)) / 86_400_000);
    const hour = this.#hours.format(time);
    return `${Math.abs(days) <= 1 ? this.#relative.format(days, 'day') : this.#days.format(time)} ${hour}`;
  }

  /** A day by month and year: "June 2028". What is no day stays as it is. */
  month(day: string): string {
    const time = Date.parse(day);
    return Number.isNaN(time) ? day : this.#months.format(time);
  }

  exactTime(at: string): string {
    const time = Date.parse(at);
    if (Number.isNaN(time)) return at;
    return this.#moments.format(time);
  }

  /** "a, b and c". */
  list(items: readonly string[]): string {
    return this.#lists.format(items);
  }

  /** Making a formatter takes far longer than using one, and a list uses one per cell. */
  #numbers(options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
    const key = `${options.notation} ${options.style} ${options.unit} ${options.unitDisplay} ${options.maximumFractionDigits}`;
    const made = this.#made.get(key) ?? new Intl.NumberFormat(this.#locale, options);
    this.#made.set(key, made);
    return made;
  }

  #unit(n: number, unit: string): string {
    return this.#numbers({ style: 'unit', unit, unitDisplay: 'long' }).format(n);
  }
}

/** The largest unit that fits, as people count: 13 days are days, 15 are weeks. */
function coarse(seconds: number): [number, Intl.RelativeTimeFormatUnitSingular] {
  const minute = 60;
  const hour = 60 * minute;
  const day = 24 * hour;
  if (seconds < 45) return [0, 'second'];
  if (seconds < 45 * minute) return [Math.max(1, Math.round(seconds / minute)), 'minute'];
  if (seconds < 22 * hour) return [Math.max(1, Math.round(seconds / hour)), 'hour'];
  if (seconds < 14 * day) return [Math.max(1, Math.round(seconds / day)), 'day'];
  if (seconds < 60 * day) return [Math.round(seconds / (7 * day)), 'week'];
  if (seconds < 540 * day) return [Math.round(seconds / (30.44 * day)), 'month'];
  return [Math.round(seconds / (365.25 * day)), 'year'];
}
