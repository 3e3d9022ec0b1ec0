/**
 * From any table with a column of dates and a column of numbers to one fact. The person says which columns and what they
 * mean; the guesses below only propose. Nothing of the other columns goes on.
 */
import {
  catalogue,
  type FactKey,
  type FactKind,
  type FactValue,
  factKey,
  factKind,
  readFactValue,
} from './fact.ts';
import { byMonth, type DayOrder, dayOrders, guessDayOrder } from './local-time.ts';
import { object, oneOf, reader, whole } from './read.ts';

export const foldings = ['mean', 'sum', 'last', 'count'] as const;
/** What becomes of many numbers. */
export type Folding = (typeof foldings)[number];

export const decimalSigns = [',', '.'] as const;
export type DecimalSign = (typeof decimalSigns)[number];

/** `all`: over all rows. `month`: over the rows of each month, and then the mean of the months. */
export const tablePeriods = ['all', 'month'] as const;
export type TablePeriod = (typeof tablePeriods)[number];

export const maxColumns = 200;

export interface Mapping {
  readonly dayColumn: number;
  readonly dayOrder: DayOrder;
  readonly numberColumn: number;
  readonly decimal: DecimalSign;
  readonly fact: FactKey;
  readonly folding: Folding;
  readonly period: TablePeriod;
}

const column = whole(0, maxColumns - 1);
export const readMapping: (value: unknown) => Mapping = reader(
  object({
    dayColumn: column,
    dayOrder: oneOf(dayOrders),
    numberColumn: column,
    decimal: oneOf(decimalSigns),
    fact: factKey,
    folding: oneOf(foldings),
    period: oneOf(tablePeriods),
  }),
  'fact-invalid',
);

/** Facts that are a number. */
export const foldedFacts: readonly FactKind[] = catalogue.filter(({ type }) =>
  ['amount', 'count', 'parts', 'distance'].includes(type),
);

const grouped = /^[+-]?\d{1,3}(?:[ .,]\d{3})+$/;

/**
 * « 1 234,56 €», « 1.234,56 », "1,234.56": the sign of the other language may part thousands and nothing else. Null for
 * what is no number; a unit behind it is left out.
 */
export function readNumber(text: string, decimal: DecimalSign): number | null {
  const bare = text
    .slice(0, 60)
    .replace(/[\u00a0\u202f'’]/g, ' ')
    .trim()
    .replace(/\s*(?:[€$£]|[a-zA-Z]{1,6}(?:\/[a-zA-Z]{1,6})?)$/, '');
  const at = bare.lastIndexOf(decimal);
  const before = at < 0 ? bare : bare.slice(0, at);
  const after = at < 0 ? '' : bare.slice(at + 1);
  if (!/^\d*$/.test(after) || (at >= 0 && after === '')) return null;
  const isPlain = /^[+-]?\d+$/.test(before);
  if (!isPlain && !(grouped.test(before) && !before.includes(decimal))) return null;
  const value = Number(`${before.replace(/[ .,+]/g, '')}.${after || '0'}`);
  return Number.isFinite(value) ? value : null;
}

export interface Guess {
  readonly dayColumn: number | null;
  readonly dayOrder: DayOrder;
  readonly numberColumn: number | null;
  readonly decimal: DecimalSign;
}

/** From the first rows, the head left out. A column of dates is none of numbers. */
export function guessColumns(rows: readonly (readonly string[])[]): Guess {
  const width = Math.min(maxColumns, Math.max(0, ...rows.map((row) => row.length)));
  const cells = Array.from({ length: width }, (_, at) => rows.map((row) => (row[at] ?? '').trim()));
  const orders = cells.map(guessDayOrder);
  const dayColumn = orders.findIndex((order) => order !== null);
  const scores = cells.map((entries, at) => (orders[at] === null ? numberScore(entries) : 0));
  const best = Math.max(0, ...scores);
  const numberColumn = best > 0 ? scores.indexOf(best) : -1;
  return {
    dayColumn: dayColumn < 0 ? null : dayColumn,
    dayOrder: orders[dayColumn] ?? 'day-first',
    numberColumn: numberColumn < 0 ? null : numberColumn,
    decimal: guessDecimal(cells[numberColumn] ?? []),
  };
}

/** A column that varies is more likely to be measured than one that repeats, such as a number of a contract. */
function numberScore(cells: readonly string[]): number {
  const numbers = cells.filter((cell) => readNumber(cell, ',') !== null || readNumber(cell, '.') !== null);
  if (numbers.length * 10 < cells.length * 7 || numbers.some((cell) => cell.length > 12)) return 0;
  return numbers.length + new Set(numbers).size;
}

export function guessDecimal(cells: readonly string[]): DecimalSign {
  const count = (sign: DecimalSign) => cells.filter((cell) => readNumber(cell, sign) !== null).length;
  return count('.') > count(',') ? '.' : ',';
}

export interface TableRow {
  readonly day: string;
  readonly value: number;
}

export interface TableMonth {
  readonly month: string;
  readonly rows: number;
  readonly value: number;
}

/** What is kept of one table. */
export interface TableSummary {
  readonly kind: 'table';
  readonly from: string;
  readonly until: string;
  readonly rows: number;
  readonly fact: FactKey;
  readonly folding: Folding;
  readonly period: TablePeriod;
  /** As it came out, and as the fact takes it; null where it does not fit the fact. */
  readonly folded: number;
  readonly value: FactValue | null;
  readonly months: readonly TableMonth[];
}

/** Null where there is no row. */
export function sumUpTable(
  found: readonly TableRow[],
  { fact, folding, period }: Pick<Mapping, 'fact' | 'folding' | 'period'>,
): TableSummary | null {
  const rows = found.toSorted((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day)));
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return null;
  const groups = byMonth(rows, ({ day }) => day);
  const months = [...groups].map(([month, group]) => ({
    month,
    rows: group.length,
    value: fold(group, folding),
  }));
  const monthly = months.map(({ month, value }) => ({ day: month, value }));
  const folded = period === 'all' ? fold(rows, folding) : fold(monthly, 'mean');
  return {
    kind: 'table',
    from: first.day,
    until: last.day,
    rows: rows.length,
    fact,
    folding,
    period,
    folded,
    value: fitted(fact, folded),
    months,
  };
}

const twelveDigits = (value: number) => Number(value.toPrecision(12));

function fold(rows: readonly TableRow[], folding: Folding): number {
  if (folding === 'count') return rows.length;
  if (folding === 'last') return rows.at(-1)?.value ?? 0;
  const sum = rows.reduce((total, { value }) => total + value, 0);
  return twelveDigits(folding === 'sum' ? sum : sum / rows.length);
}

/** To the steps that the fact has: whole ones, quarters, cents, or tenths of a unit. */
function fitted(key: FactKey, value: number): FactValue | null {
  const parts = { count: 1, parts: 4, amount: 100 }[factKind(key).type as string] ?? 10;
  try {
    return readFactValue(key, Math.round(value * parts) / parts);
  } catch {
    return null;
  }
}
