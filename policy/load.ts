/**
 * From a load curve (how much electricity in each half-hour) to what a day takes, when the most of it goes, and what winter
 * adds. Only whole days count: a day with holes would look thrifty. A day has 46 half-hours when summer time begins and 50
 * when it ends. What is missing, double or of the future is counted and said.
 */
import { dateMs } from './instant.ts';
import { byMonth, hoursOfDay, inParis, type LocalTime, wallDay, wallHour } from './local-time.ts';
import { oneDigit } from './measure.ts';

/** One row of a meter. `wh`: energy in the step. `line`: where it stood, to be told of. */
export interface LoadRow {
  /** The stamp as it was written; whether it begins or ends the step shows in all of them. */
  readonly at: LocalTime;
  readonly value: number;
  readonly line: number;
}

export const loadUnits = ['W', 'kW', 'Wh', 'kWh'] as const;
export type LoadUnit = (typeof loadUnits)[number];

/** Hours from (inclusive) to (exclusive), as in the catalogue's `electricity-peak`. */
export const loadBands = [
  { id: 'night', from: 22, to: 6 },
  { id: 'morning', from: 6, to: 10 },
  { id: 'day', from: 10, to: 17 },
  { id: 'evening', from: 17, to: 22 },
] as const;
export type LoadBand = (typeof loadBands)[number]['id'];

export const seasonLevels = ['less-in-winter', 'flat', 'more-in-winter', 'much-more-in-winter'] as const;
/** Ids of the catalogue's `electricity-winter`. */
export type SeasonLevel = (typeof seasonLevels)[number];

export interface LoadMonth {
  readonly month: string;
  /** Whole days, the only ones that count. */
  readonly days: number;
  readonly dayKwh: number;
}

/** What is kept of one load curve. */
export interface LoadSummary {
  readonly kind: 'load';
  readonly from: string;
  readonly until: string;
  readonly days: number;
  /** Days of which something is missing: left out. */
  readonly holedDays: number;
  readonly stepMinutes: number;
  /** On an average whole day. */
  readonly dayKwh: number;
  /** kWh an hour in each band. */
  readonly hourKwh: Readonly<Record<LoadBand, number>>;
  readonly peak: LoadBand;
  /** Another band has nearly as much: the peak is not to be relied on. */
  readonly isPeakClose: boolean;
  /** Null where one half of the year has too few days to say anything. */
  readonly season: {
    readonly level: SeasonLevel;
    readonly winterKwh: number;
    readonly restKwh: number;
  } | null;
  readonly months: readonly LoadMonth[];
}

export type LoadRefusal = 'step-unclear' | 'no-whole-day';
export interface TwiceRow {
  readonly line: number;
}

export interface LoadFound {
  readonly summary: LoadSummary | null;
  readonly refusal: LoadRefusal | null;
  /** Rows whose time another row already had: the first one counts. */
  readonly twice: readonly TwiceRow[];
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const steps: ReadonlySet<number> = new Set([5, 10, 15, 20, 30, 60]);
/** A peak that leads by less than a tenth. */
const closeLead = 1.1;
const leastSeasonDays = 14;
const threeDigits = (value: number) => Math.round(value * 1000) / 1000;

/** `stepMinutes`: as the file says it; null where it does not. */
export function sumUpLoad(found: readonly LoadRow[], unit: LoadUnit, stepMinutes: number | null): LoadFound {
  const twice: TwiceRow[] = [];
  const sorted = found.toSorted((a, b) => a.at.ms - b.at.ms || a.line - b.line);
  const rows = sorted.filter((row, at) => {
    const isTwice = row.at.ms === sorted[at - 1]?.at.ms;
    if (isTwice) twice.push({ line: row.line });
    return !isTwice;
  });
  const refused = (refusal: LoadRefusal): LoadFound => ({ summary: null, refusal, twice });
  const minutes = stepMinutes ?? usualGap(rows);
  if (!steps.has(minutes)) return refused('step-unclear');
  const days = daysOf(rows, unit, minutes);
  const whole = [...days].filter(([day, { count }]) => count === (hoursOfDay(day) * 60) / minutes);
  if (whole.length === 0) return refused('no-whole-day');
  return { summary: summaryOf(whole, days, minutes), refusal: null, twice };
}

/** The gap that most neighbours have. */
function usualGap(rows: readonly LoadRow[]): number {
  const counts = new Map<number, number>();
  for (const [at, row] of rows.entries()) {
    const before = rows[at - 1];
    if (before === undefined) continue;
    const gap = (row.at.ms - before.at.ms) / minuteMs;
    counts.set(gap, (counts.get(gap) ?? 0) + 1);
  }
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best), [0, 0])[0];
}

interface LoadDay {
  count: number;
  wh: number;
  readonly whInBand: Record<LoadBand, number>;
}

/**
 * The network's portal stamps the end of a step (the first of a day is 00:30), older files its beginning. A curve ends
 * with a whole day, so its last stamp tells: midnight is an end.
 */
function endsAtStamp(rows: readonly LoadRow[]): boolean {
  const isMidnight = (row: LoadRow | undefined) => row !== undefined && row.at.wallMs % dayMs === 0;
  return isMidnight(rows.at(-1)) || !isMidnight(rows[0]);
}

function daysOf(rows: readonly LoadRow[], unit: LoadUnit, minutes: number): ReadonlyMap<string, LoadDay> {
  const whOf = (value: number) => {
    const inWatts = unit === 'kW' || unit === 'kWh' ? value * 1000 : value;
    return unit === 'W' || unit === 'kW' ? (inWatts * minutes) / 60 : inWatts;
  };
  const backMs = endsAtStamp(rows) ? minutes * minuteMs : 0;
  const days = new Map<string, LoadDay>();
  for (const { at, value } of rows) {
    const start = startOf(at, backMs);
    const day = wallDay(start);
    let found = days.get(day);
    if (found === undefined) {
      found = { count: 0, wh: 0, whInBand: { night: 0, morning: 0, day: 0, evening: 0 } };
      days.set(day, found);
    }
    const wh = whOf(value);
    found.count += 1;
    found.wh += wh;
    found.whInBand[bandOf(wallHour(start))] += wh;
  }
  return days;
}

/** Back on the wall too; across a change of clocks in Paris the wall is asked, anywhere else it keeps its distance. */
function startOf(at: LocalTime, backMs: number): LocalTime {
  if (backMs === 0) return at;
  const ms = at.ms - backMs;
  return inParis(at.ms).wallMs === at.wallMs ? inParis(ms) : { ms, wallMs: at.wallMs - backMs };
}

function bandOf(hour: number): LoadBand {
  return (
    loadBands.find(({ from, to }) => (from < to ? hour >= from && hour < to : hour >= from || hour < to)) ??
    loadBands[0]
  ).id;
}

type Day = readonly [day: string, load: LoadDay];

function summaryOf(whole: readonly Day[], all: ReadonlyMap<string, LoadDay>, minutes: number): LoadSummary {
  const hours = { night: 0, morning: 0, day: 0, evening: 0 };
  const hourKwh = { night: 0, morning: 0, day: 0, evening: 0 };
  for (const { id, from, to } of loadBands) {
    hours[id] = (to - from + 24) % 24;
    const wh = whole.reduce((sum, [, { whInBand }]) => sum + whInBand[id], 0);
    hourKwh[id] = threeDigits(wh / 1000 / whole.length / hours[id]);
  }
  const ranked = loadBands.map(({ id }) => id).toSorted((a, b) => hourKwh[b] - hourKwh[a]);
  const [peak, next] = ranked as [LoadBand, LoadBand];
  return {
    kind: 'load',
    from: whole[0]?.[0] ?? '',
    until: whole.at(-1)?.[0] ?? '',
    days: whole.length,
    holedDays: all.size - whole.length + daysWithout(all),
    stepMinutes: minutes,
    dayKwh: oneDigit(meanKwh(whole)),
    hourKwh,
    peak,
    isPeakClose: hourKwh[peak] < hourKwh[next] * closeLead,
    season: seasonOf(whole),
    months: monthsOf(whole),
  };
}

/** Days between the first and the last of which there is nothing at all. */
function daysWithout(all: ReadonlyMap<string, LoadDay>): number {
  const days = [...all.keys()];
  const [first = '', last = ''] = [days[0], days.at(-1)];
  return (dateMs(last) - dateMs(first)) / dayMs + 1 - all.size;
}

const meanKwh = (days: readonly Day[]) => days.reduce((sum, [, { wh }]) => sum + wh, 0) / 1000 / days.length;

/** November to March is when the French network counts winter. */
const isWinter = (day: string) => ['11', '12', '01', '02', '03'].includes(day.slice(5, 7));

function seasonOf(whole: readonly Day[]): LoadSummary['season'] {
  const winter = whole.filter(([day]) => isWinter(day));
  const rest = whole.filter(([day]) => !isWinter(day));
  if (winter.length < leastSeasonDays || rest.length < leastSeasonDays) return null;
  const [winterKwh, restKwh] = [meanKwh(winter), meanKwh(rest)];
  return { level: levelOf(winterKwh, restKwh), winterKwh: oneDigit(winterKwh), restKwh: oneDigit(restKwh) };
}

function levelOf(winter: number, rest: number): SeasonLevel {
  if (winter >= rest * 2 && winter > 0) return 'much-more-in-winter';
  if (winter >= rest * 1.2 && winter > 0) return 'more-in-winter';
  return winter < rest * 0.8 ? 'less-in-winter' : 'flat';
}

function monthsOf(whole: readonly Day[]): LoadMonth[] {
  const months = byMonth(whole, ([day]) => day);
  return [...months].map(([month, days]) => ({ month, days: days.length, dayKwh: oneDigit(meanKwh(days)) }));
}
