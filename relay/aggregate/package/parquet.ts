import { type BasicType, type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import type { PublishedTable } from '../../../policy/release/table.ts';
import type { Study } from '../../../policy/study.ts';
import { type Column, type ColumnKind, oneLine } from './columns.ts';
import { licenceName } from './licence.ts';

const types: Readonly<Record<ColumnKind, BasicType>> = {
  name: 'STRING',
  label: 'STRING',
  whole: 'INT64',
  decimal: 'DOUBLE',
  flags: 'STRING',
};

/** The same columns as `cells.csv`; a suppressed number is null, and `flags` says why. */
export function cellsParquet(
  study: Study,
  digest: string,
  columns: readonly Column[],
  table: PublishedTable,
): Uint8Array {
  const columnData = columns.map(({ name, kind, maySuppress, value }): ColumnSource => {
    const data = table.cells.map((row) => {
      const found = value(row, table);
      return kind === 'whole' && typeof found === 'number' ? BigInt(found) : found;
    });
    return { name, data, type: types[kind], nullable: maySuppress };
  });
  const kvMetadata = [
    { key: 'study', value: digest },
    { key: 'title_fr', value: oneLine(study.title.fr) },
    { key: 'title_en', value: oneLine(study.title.en) },
    { key: 'licence', value: licenceName[study.licence] },
    { key: 'suppressed', value: 'null where flags has "suppressed"; it is not 0' },
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData, kvMetadata, createdBy: 'vis-a-vis' }));
}
