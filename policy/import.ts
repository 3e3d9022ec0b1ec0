/**
 * The import of a person's own files: what can be read, what is said of rows that cannot, which facts come out. Raw rows
 * are never kept; what is kept is a summary and, if the person says so, some facts.
 */
import { type Fact, type FactKey, type FactValue, readFactValue } from './fact.ts';
import type { LoadSummary } from './load.ts';
import type { TableSummary } from './table.ts';
import type { TrackSummary } from './trip.ts';

/** track: GPX · load: half-hours of a meter · table: any other, with the person's word for its columns. */
export const importKinds = ['track', 'load', 'table'] as const;
export type ImportKind = (typeof importKinds)[number];

/** Beyond any real file of a person: they bound what a hostile or a wrong one can cost a cheap phone. */
export const importLimits = {
  files: 1000,
  fileBytes: 64_000_000,
  allBytes: 256_000_000,
  /** Points are forgotten one by one, rows of a table wait until all are there. */
  points: 2_000_000,
  rows: 400_000,
  lineChars: 100_000,
  xmlDepth: 32,
  /** Said one by one; of the others only how many. */
  rowFaults: 20,
  /** Kept by name; of the others only how many. */
  fileNames: 20,
} as const;

/** Why a row was left out. */
export type RowFaultCode =
  | 'columns-missing'
  | 'day-invalid'
  | 'time-absent'
  | 'time-invalid'
  | 'time-backwards'
  | 'time-ahead'
  | 'value-absent'
  | 'value-invalid'
  | 'value-negative'
  | 'row-twice'
  | 'row-production'
  | 'position-invalid'
  | 'position-jump';

export interface RowFault {
  readonly file: string;
  readonly line: number;
  readonly code: RowFaultCode;
}

/** Why nothing of a file, or of all of them, was read. */
export type ImportFaultCode =
  | 'import-empty'
  | 'import-large'
  | 'import-many-files'
  | 'import-many-rows'
  | 'import-line-long'
  | 'import-binary'
  | 'import-not-gpx'
  | 'import-nested'
  | 'import-no-trip'
  | 'import-no-time'
  | 'import-not-load'
  | 'import-daily'
  | 'import-production'
  | 'import-unit'
  | 'import-step'
  | 'import-no-whole-day'
  | 'import-not-table'
  | 'import-no-row'
  | 'import-slow'
  | 'import-broken';

/** What the person is told when an import ends without anything read. */
export interface ToldFault {
  readonly code: ImportFaultCode;
  /** The name of the file, where one alone is at fault. */
  readonly file: string | null;
  readonly line: number | null;
  /** The first rows that were wrong before nothing was left. */
  readonly rowFaults: readonly RowFault[];
}

export type ImportSummary = TrackSummary | LoadSummary | TableSummary;

export interface ReadFile {
  readonly name: string;
  /** SHA-256 of its bytes: the same file is known again, and nothing of it. */
  readonly digest: string;
}

/** A whole import, read and not kept yet. */
export interface Found {
  readonly files: readonly ReadFile[];
  readonly rowsRead: number;
  readonly rowsRefused: number;
  /** The first ones. */
  readonly rowFaults: readonly RowFault[];
  readonly summary: ImportSummary;
  /** The file does not say its unit, and watts were taken for granted. */
  readonly isUnitAssumed: boolean;
}

export interface Proposal {
  readonly key: FactKey;
  readonly value: FactValue;
  /** The phone is not sure: it is offered, and not chosen beforehand. */
  readonly isUnsure: boolean;
}

/** The facts that a summary gives. What does not read as a value of its fact is left out. */
export function proposeFacts(summary: ImportSummary): readonly Proposal[] {
  const propose = (key: FactKey, value: unknown, isUnsure = false): Proposal[] => {
    try {
      return [{ key, value: readFactValue(key, value), isUnsure }];
    } catch {
      return [];
    }
  };
  switch (summary.kind) {
    case 'track':
      return [
        ...propose('trip-km', summary.usualKm),
        ...propose('trips-week', summary.perWeek),
        ...propose('travel-mode', summary.mode.mode, summary.mode.sureness === 'unsure'),
      ];
    case 'load':
      return [
        ...propose('electricity-day', summary.dayKwh),
        ...propose('electricity-peak', summary.peak, summary.isPeakClose),
        ...(summary.season === null ? [] : propose('electricity-winter', summary.season.level)),
      ];
    case 'table':
      return summary.value === null ? [] : propose(summary.fact, summary.value);
  }
}

/**
 * Is the proposal chosen before the person has looked? Never over a value of her own, and never where the phone itself is
 * not sure: both values stand side by side, and she says which.
 */
export function isChosenFirst({ value, isUnsure }: Proposal, held: Fact | undefined): boolean {
  if (held !== undefined && isSameValue(held.value, value)) return true;
  return !isUnsure && (held === undefined || held.source === 'phone');
}

export const isSameValue = (a: FactValue, b: FactValue): boolean => JSON.stringify(a) === JSON.stringify(b);
