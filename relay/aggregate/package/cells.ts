import { toUtf8 } from '../../../crypto/encode.ts';
import type { PublishedTable } from '../../../policy/release/table.ts';
import type { Study } from '../../../policy/study.ts';
import { columnsOf } from './columns.ts';
import { cellsCsv } from './csv.ts';
import { cellsMetadata } from './csvw.ts';
import { cellsJsonStat } from './json-stat.ts';
import { cellsParquet } from './parquet.ts';

/** The table in its forms. Whoever checks a package makes them again from the signed counts. */
export function cellFiles(study: Study, digest: string, table: PublishedTable): Map<string, Uint8Array> {
  const columns = columnsOf(study);
  return new Map([
    ['cells.csv', toUtf8(cellsCsv(columns, table))],
    ['cells.csv-metadata.json', toUtf8(cellsMetadata(study, digest, columns))],
    ['cells.parquet', cellsParquet(study, digest, columns, table)],
    ['cells.json', toUtf8(cellsJsonStat(study, digest, table))],
  ]);
}
