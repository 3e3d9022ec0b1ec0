// Two hundred tables that the true one may have been: each released count minus a fresh sample of both noises. The chance
// is public, made from the results themselves, so that anybody draws the same.

import { toUtf8 } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { canonicalText } from '../../../policy/canonical.ts';
import type { PublishedTable, ReleaseResults } from '../../../policy/release/table.ts';
import type { Study } from '../../../policy/study.ts';
import { dimensionColumns, drawColumn, suppressedWord } from './columns.ts';
import { writeCsv } from './csv.ts';

export const drawCount = 200;
const seedLabel = 'vav/draws/1';

/** SHA-256(seed ‖ counter as 8 bytes, big-endian), block after block, where seed = SHA-256 of label, study and results. */
export function publicChance(
  digest: string,
  results: ReleaseResults,
): (length: number) => Uint8Array<ArrayBuffer> {
  const { outcome, counts, cells } = results;
  const seed = sha256(toUtf8(`${seedLabel}\n${digest}\n${canonicalText({ outcome, counts, cells })}`));
  const place = new Uint8Array(8);
  let counter = 0n;
  let left = new Uint8Array(0);
  return (length) => {
    const out = new Uint8Array(length);
    for (let filled = 0; filled < length; ) {
      if (left.length === 0) {
        new DataView(place.buffer).setBigUint64(0, counter++);
        left = new Uint8Array(sha256(seed, place));
      }
      const part = left.subarray(0, length - filled);
      out.set(part, filled);
      filled += part.length;
      left = left.subarray(part.length);
    }
    return out;
  };
}

/** `noises`: two a draw, the draws of a cell one after another, cell after cell that is told. */
export function drawsCsv(study: Study, table: PublishedTable, noises: readonly bigint[]): string {
  const names = dimensionColumns(study.dimensions).map(({ id }) => id);
  const head = ['cell', ...names, ...Array.from({ length: drawCount }, (_, at) => drawColumn(at + 1))];
  let next = 0;
  const noise = () => Number(noises[next++]);
  const rows = table.cells.map(({ cell, classes, estimate }) => {
    const draws = Array.from({ length: drawCount }, () =>
      estimate === null ? suppressedWord : estimate - noise() - noise(),
    );
    return [cell, ...classes.map(({ id }) => id), ...draws];
  });
  return writeCsv(head, rows);
}
