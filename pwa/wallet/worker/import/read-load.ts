// A load curve of the French network, in the forms that its portal has given over the years (docs/formats/import.md). Of
// the lines before the table only unit, step and direction are looked at; the number of the meter goes nowhere.

import { fold } from '../../../../policy/commune.ts';
import { importLimits } from '../../../../policy/import.ts';
import {
  type LoadRow,
  type LoadSummary,
  type LoadUnit,
  loadUnits,
  sumUpLoad,
} from '../../../../policy/load.ts';
import { type LocalTime, readStamp, secondTime } from '../../../../policy/local-time.ts';
import { readNumber } from '../../../../policy/table.ts';
import { ImportFault } from './fault.ts';
import { type Row, rowsOf } from './rows.ts';
import { refuseRow, type Tally } from './tally.ts';

export interface LoadReading {
  read(name: string, text: AsyncIterable<string>): Promise<void>;
  end(): { readonly summary: LoadSummary; readonly isUnitAssumed: boolean };
}

const labels: ReadonlySet<string> = new Set([
  'identifiant prm',
  'type de donnees',
  'type de comptage',
  'date de debut',
  'date de fin',
  'grandeur physique',
  'grandeur metier',
  'etape metier',
  'unite',
  'pas',
  'pas en minutes',
]);
const maxHeadRows = 60;
/** `null`: this column is not there. */
interface Columns {
  readonly time: number;
  readonly value: number;
  readonly unit: number;
  readonly step: number;
  readonly direction: number;
}

/** What one file says of all its rows. */
interface Said {
  readonly columns: Columns;
  readonly unit: LoadUnit | null;
  readonly stepMinutes: number | null;
}

/** What rows read so far agree on. */
interface Agreed {
  unit: LoadUnit | null;
  stepMinutes: number | null;
  isUnitAssumed: boolean;
}

export function readLoads(tally: Tally): LoadReading {
  const rows: LoadRow[] = [];
  const lines: { name: string; line: number }[] = [];
  const agreed: Agreed = { unit: null, stepMinutes: null, isUnitAssumed: false };
  return {
    async read(name, text) {
      let head: Row[] = [];
      let said: Said | null = null;
      let lastMs = Number.NEGATIVE_INFINITY;
      for await (const piece of rowsOf(text)) {
        for (const row of piece) {
          if (said === null) {
            head.push(row);
            said = saidIn(head);
            if (said !== null) head = [];
            else if (head.length > maxHeadRows) throw notLoad(head);
            continue;
          }
          tally.rowsRead += 1;
          if (tally.rowsRead > importLimits.rows)
            throw new ImportFault('import-many-rows', `expected at most ${importLimits.rows} rows`);
          const read = readRow(row, said, agreed, lastMs);
          if (typeof read === 'string') refuseRow(tally, name, row.line, read);
          else {
            lastMs = read.at.ms;
            rows.push({ ...read, line: lines.length });
            lines.push({ name, line: row.line });
          }
        }
      }
      if (said === null) throw notLoad(head);
    },
    end() {
      if (rows.length === 0) {
        const produced = tally.counts.get('row-production') ?? 0;
        throw produced > 0
          ? new ImportFault('import-production', 'expected consumption')
          : new ImportFault('import-no-row', 'found no row');
      }
      const { summary, refusal, twice } = sumUpLoad(rows, agreed.unit ?? 'W', agreed.stepMinutes);
      for (const { line } of twice) {
        const at = lines[line];
        if (at !== undefined) refuseRow(tally, at.name, at.line, 'row-twice');
      }
      if (summary === null)
        throw new ImportFault(
          refusal === 'step-unclear' ? 'import-step' : 'import-no-whole-day',
          refusal ?? '',
        );
      return { summary, isUnitAssumed: agreed.isUnitAssumed };
    },
  };
}

function readRow({ cells }: Row, said: Said, agreed: Agreed, lastMs: number) {
  const { columns } = said;
  const cell = (at: number) => (at < 0 ? '' : (cells[at] ?? '').trim());
  if (cells.length <= Math.max(columns.time, columns.value)) return 'columns-missing' as const;
  if (isProduction(cell(columns.direction))) return 'row-production' as const;
  const at = timeOf(cell(columns.time), lastMs);
  if (at === null) return 'time-invalid' as const;
  const written = cell(columns.value);
  if (written === '') return 'value-absent' as const;
  const value = /^\d{1,9}$/.test(written)
    ? Number(written)
    : readNumber(written, written.includes(',') ? ',' : '.');
  if (value === null) return 'value-invalid' as const;
  if (value < 0) return 'value-negative' as const;
  agree(agreed, said, cell(columns.unit), cell(columns.step));
  return { at, value };
}

/** Written without a zone, the hour that comes twice in October is told apart by coming after itself. */
function timeOf(text: string, lastMs: number): LocalTime | null {
  const first = readStamp(text);
  return first !== null && first.ms <= lastMs && !/[Z+]|-\d\d:?\d\d$/.test(text.slice(11))
    ? (secondTime(first) ?? first)
    : first;
}

/** Values of another unit or step cannot be summed with those before. */
function agree(agreed: Agreed, said: Said, unitCell: string, stepCell: string): void {
  const unit = unitCell === '' ? said.unit : unitIn(unitCell);
  if (unitCell !== '' && unit === null) throw new ImportFault('import-unit', 'expected W, kW, Wh or kWh');
  if (unit === null) agreed.isUnitAssumed = true;
  const used = unit ?? 'W';
  if ((agreed.unit ?? used) !== used) throw new ImportFault('import-unit', 'expected one unit');
  agreed.unit = used;
  const step = (stepCell === '' ? null : minutesIn(stepCell)) ?? said.stepMinutes;
  if (step === null) return;
  if ((agreed.stepMinutes ?? step) !== step) throw new ImportFault('import-step', 'expected one step');
  agreed.stepMinutes = step;
}

const isProduction = (text: string) => /^(?:prod|inj)/.test(fold(text));
const unitIn = (text: string): LoadUnit | null =>
  loadUnits.find((unit) => unit.toLowerCase() === text.trim().toLowerCase()) ?? null;

/** « PT30M », « PT1H », « 30 ». */
function minutesIn(text: string): number | null {
  const [, iso, unit, plain] = /^(?:PT(\d{1,3})([HM])|(\d{1,3})(?: ?min)?)$/i.exec(text.trim()) ?? [];
  if (plain !== undefined) return Number(plain);
  return iso === undefined ? null : Number(iso) * (unit?.toUpperCase() === 'H' ? 60 : 1);
}

/** Null until the line that names the columns has come. */
function saidIn(head: readonly Row[]): Said | null {
  const names = (head.at(-1)?.cells ?? []).map(fold);
  const time = names.findIndex((name) => name.startsWith('horodate'));
  if (time < 0) return null;
  const value = names.findIndex((name) => /^(?:valeur|puissance)/.test(name));
  if (value < 0 || names.some((name) => name.startsWith('type de releve'))) throw notLoad(head);
  const said = saidAbove(head.slice(0, -1));
  if (isProduction(said('grandeur metier')) || /production|injection/.test(fold(said('type de donnees'))))
    throw new ImportFault('import-production', 'expected consumption');
  if (/puissance max|index/.test(fold(`${said('type de donnees')} ${said('grandeur physique')}`)))
    throw notLoad(head);
  const inName = /(?:^| )(?:en )?(k?wh?)$/.exec(names[value] ?? '')?.[1] ?? '';
  const written = said('unite') || inName;
  const unit = unitIn(written);
  if (written !== '' && unit === null) throw new ImportFault('import-unit', 'expected W, kW, Wh or kWh');
  return {
    columns: {
      time,
      value,
      unit: names.indexOf('unite'),
      step: names.indexOf('pas'),
      direction: names.indexOf('grandeur metier'),
    },
    unit,
    stepMinutes: minutesIn(said('pas en minutes') || said('pas')),
  };
}

/** The lines before the table: names above values, or each name before its value. */
function saidAbove(rows: readonly Row[]): (label: string) => string {
  const folded = rows.map(({ cells }) => cells.map(fold));
  return (label) => {
    for (const [at, names] of folded.entries()) {
      const column = names.indexOf(label);
      if (column < 0) continue;
      const isTable =
        names.filter((name) => labels.has(name)).length >
        names.filter((name) => name !== '').length / 2 + 0.5;
      const found = isTable ? rows[at + 1]?.cells[column] : rows[at]?.cells[column + 1];
      return (found ?? '').trim();
    }
    return '';
  };
}

/** A table of days is no load curve, and the portal gives both: it is said how to go on. */
function notLoad(head: readonly Row[]): ImportFault {
  const isDaily = head.some(
    ({ cells }) => fold(cells[0] ?? '') === 'date' && /^valeur|kwh/.test(fold(cells[1] ?? '')),
  );
  return isDaily
    ? new ImportFault('import-daily', 'expected half-hours')
    : new ImportFault('import-not-load', 'expected a load curve');
}
