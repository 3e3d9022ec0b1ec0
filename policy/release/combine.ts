/**
 * Cells put together by a reader, with an interval that is already right. A sum and a difference are exact: their noise is
 * the noise of the cells that remain. A ratio holds at least as often as stated, also when both sides share cells.
 */
import { PolicyFault } from '../fault.ts';
import { confidence, confidenceOfEachOfTwo, intervalAround, noiseOf } from '../interval.ts';
import { isSuppressed, type PublishedTable } from './table.ts';

/** Cells by their number in the table; the number after the last one is the last bucket, « nothing to say ». */
export interface Combination {
  readonly kind: 'sum' | 'difference' | 'ratio';
  readonly over: readonly number[];
  /** What is taken away, or divided by; none for a sum. */
  readonly under?: readonly number[];
}

export type Combined =
  | {
      readonly outcome: 'told';
      readonly estimate: number;
      readonly low: number;
      readonly high: number;
      /** How often such an interval holds the truth: for a sum or a difference exactly, for a ratio at least. */
      readonly coverage: number;
    }
  /** One of the sides is under what the study tells. */
  | { readonly outcome: 'suppressed' }
  /** The interval of what is divided by reaches 0: the ratio may be anything. */
  | { readonly outcome: 'cannot-be-said' };

export function combine({ kind, over, under }: Combination, table: PublishedTable): Combined {
  const { signed, accepted } = table;
  const left = checked(over, 'over', signed.cells.length);
  if (kind === 'sum') {
    if (under !== undefined)
      throw new PolicyFault('release-invalid', 'expected no `under` of a sum', 'under');
    return plain([...left], [], table, 0, accepted);
  }
  const right = checked(under ?? [], 'under', signed.cells.length);
  if (kind === 'ratio') return ratio([...left], [...right], table);
  // A cell on both sides is taken from itself, its noise too.
  const plus = [...left].filter((cell) => !right.has(cell));
  const minus = [...right].filter((cell) => !left.has(cell));
  return plain(
    [...plus],
    [...minus],
    table,
    minus.length === 0 ? 0 : -accepted,
    plus.length === 0 ? 0 : accepted,
  );
}

function checked(cells: readonly number[], where: string, buckets: number): Set<number> {
  const set = new Set(cells);
  const isKnown = (cell: number) => Number.isInteger(cell) && cell >= 0 && cell < buckets;
  if (cells.length === 0 || set.size !== cells.length || !cells.every(isKnown))
    throw new PolicyFault('release-invalid', 'expected cells of the table, each once', where);
  return set;
}

const sumOf = ({ signed }: PublishedTable, cells: readonly number[]): number =>
  cells.reduce((sum, cell) => sum + (signed.cells[cell] ?? 0), 0);

const mayTell = (table: PublishedTable, cells: readonly number[]): boolean =>
  cells.length === 0 || !isSuppressed(sumOf(table, cells), table.signed.suppressBelow);

function plain(
  plus: readonly number[],
  minus: readonly number[],
  table: PublishedTable,
  least: number,
  most: number,
): Combined {
  if (!mayTell(table, plus) || !mayTell(table, minus)) return { outcome: 'suppressed' };
  const cells = plus.length + minus.length;
  if (cells === 0) return { outcome: 'told', estimate: 0, low: 0, high: 0, coverage: 1 };
  const noise = noiseOf(table.signed.mechanism, cells);
  const halfWidth = noise.halfWidth(confidence);
  const estimate = sumOf(table, plus) - sumOf(table, minus);
  const coverage = noise.coverage(halfWidth);
  return { outcome: 'told', estimate, ...intervalAround(estimate, halfWidth, least, most), coverage };
}

/** Two intervals that hold together at least 95 times in 100, and the smallest and largest ratio within both. */
function ratio(over: readonly number[], under: readonly number[], table: PublishedTable): Combined {
  if (!mayTell(table, over) || !mayTell(table, under)) return { outcome: 'suppressed' };
  const [top, bottom] = [side(over, table), side(under, table)];
  if (bottom.low <= 0) return { outcome: 'cannot-be-said' };
  const isPart = over.every((cell) => under.includes(cell));
  const most = isPart ? 1 : Number.POSITIVE_INFINITY;
  return {
    outcome: 'told',
    estimate: top.estimate / bottom.estimate,
    low: Math.min(top.low / bottom.high, most),
    high: Math.min(top.high / bottom.low, most),
    coverage: top.coverage + bottom.coverage - 1,
  };
}

function side(cells: readonly number[], table: PublishedTable) {
  const noise = noiseOf(table.signed.mechanism, cells.length);
  const halfWidth = noise.halfWidth(confidenceOfEachOfTwo);
  const estimate = sumOf(table, cells);
  const interval = intervalAround(estimate, halfWidth, 0, table.accepted);
  return { estimate, ...interval, coverage: noise.coverage(halfWidth) };
}
