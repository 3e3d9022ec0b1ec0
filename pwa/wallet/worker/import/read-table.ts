import { importLimits } from '../../../../policy/import.ts';
import { readDay } from '../../../../policy/local-time.ts';
import {
  type Guess,
  guessColumns,
  type Mapping,
  maxColumns,
  readNumber,
  sumUpTable,
  type TableRow,
  type TableSummary,
} from '../../../../policy/table.ts';
import { ImportFault } from './fault.ts';
import { type Row, rowsOf } from './rows.ts';
import { refuseRow, type Tally } from './tally.ts';

/** What the person sees of a table before she says what its columns mean. */
export interface TablePreview {
  /** As the head names them; empty where it does not. */
  readonly columns: readonly string[];
  /** The first rows, cells cut short. */
  readonly rows: readonly (readonly string[])[];
  readonly guess: Guess;
}

const guessedRows = 200;
const shownRows = 4;
const shownChars = 60;

export async function previewTable(text: AsyncIterable<string>): Promise<TablePreview> {
  const first: Row[] = [];
  for await (const piece of rowsOf(text)) {
    first.push(...piece.slice(0, guessedRows - first.length));
    if (first.length >= guessedRows) break;
  }
  const rows = first.map(({ cells }) =>
    cells.slice(0, maxColumns).map((cell) => cell.trim().slice(0, shownChars)),
  );
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (rows.length === 0 || width < 2) throw new ImportFault('import-not-table', 'expected two columns');
  const [head = [], ...body] = rows;
  const guess = guessColumns(body.length > 0 ? body : rows);
  const hasHead =
    body.length > 0 &&
    (guess.dayColumn === null || readDay(head[guess.dayColumn] ?? '', guess.dayOrder) === null);
  return {
    columns: Array.from({ length: width }, (_, at) => (hasHead ? (head[at] ?? '') : '')),
    rows: (hasHead ? body : rows).slice(0, shownRows),
    guess,
  };
}

export interface TableReading {
  read(name: string, text: AsyncIterable<string>): Promise<void>;
  end(): TableSummary;
}

export function readTables(tally: Tally, mapping: Mapping): TableReading {
  const rows: TableRow[] = [];
  return {
    async read(name, text) {
      let isFirst = true;
      for await (const piece of rowsOf(text)) {
        for (const row of piece) {
          const read = readRow(row, mapping);
          // The head of a table is no row of it.
          const isHead =
            isFirst && typeof read === 'string' && /[a-z]/i.test(row.cells[mapping.dayColumn] ?? '');
          isFirst = false;
          if (isHead) continue;
          tally.rowsRead += 1;
          if (tally.rowsRead > importLimits.rows)
            throw new ImportFault('import-many-rows', `expected at most ${importLimits.rows} rows`);
          if (typeof read === 'string') refuseRow(tally, name, row.line, read);
          else rows.push(read);
        }
      }
    },
    end() {
      const summary = sumUpTable(rows, mapping);
      if (summary === null) throw new ImportFault('import-no-row', 'found no row');
      return summary;
    },
  };
}

function readRow(
  { cells }: Row,
  mapping: Mapping,
): TableRow | 'columns-missing' | 'day-invalid' | 'value-absent' | 'value-invalid' {
  const [dayCell, numberCell] = [cells[mapping.dayColumn], cells[mapping.numberColumn]];
  if (dayCell === undefined || numberCell === undefined) return 'columns-missing';
  const day = readDay(dayCell.trim(), mapping.dayOrder);
  if (day === null) return 'day-invalid';
  // Whoever counts rows asks nothing of their numbers.
  if (mapping.folding === 'count') return { day, value: 1 };
  if (numberCell.trim() === '') return 'value-absent';
  const value = readNumber(numberCell, mapping.decimal);
  return value === null ? 'value-invalid' : { day, value };
}
