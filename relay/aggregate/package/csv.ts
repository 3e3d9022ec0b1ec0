import { stringify } from 'csv-stringify/sync';
import type { PublishedTable } from '../../../policy/release/table.ts';
import { type Column, suppressedWord } from './columns.ts';

/**
 * RFC 4180. A text that a spreadsheet would run as a formula (= + - @ in front) gets an apostrophe; a number never does.
 */
export function writeCsv(names: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return stringify([names, ...rows], {
    record_delimiter: 'windows',
    quote_record_delimiter: true,
    escape_formulas: true,
    cast: { number: (value) => String(value) },
  });
}

export function cellsCsv(columns: readonly Column[], table: PublishedTable): string {
  const rows = table.cells.map((row) =>
    columns.map(({ value }) => {
      const found = value(row, table);
      return found ?? suppressedWord;
    }),
  );
  return writeCsv(
    columns.map(({ name }) => name),
    rows,
  );
}
