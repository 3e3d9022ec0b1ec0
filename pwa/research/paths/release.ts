// A release as a page shows it: read, tied to its study, and made into rows by `policy/release/table`, as anybody can.

import { splitRecord } from '../../../policy/record.ts';
import type { Figure, PublishedTable } from '../../../policy/release/table.ts';
import { type Release, readRelease as readReleaseBody } from '../../../policy/release.ts';
import { pathOf } from '../../../policy/routes.ts';
import type { Study, StudyClass } from '../../../policy/study.ts';
import { ReadFault } from '../link/fault.ts';
import { readReleaseText } from '../link/study.ts';
import type { KnownStudy } from './study.ts';

const known = new Map<string, Promise<Release>>();

export function readRelease({ digest }: KnownStudy): Promise<Release> {
  const found = known.get(digest) ?? readReleaseText(digest).then((text) => releaseOf(text, digest));
  known.set(digest, found);
  found.catch(() => known.delete(digest));
  return found;
}

export function releaseOf(text: string, digest: string): Release {
  const { type, body } = splitRecord(text);
  if (type !== 'release') throw new ReadFault('answer-invalid', 'expected a release');
  const release = readReleaseBody(body);
  if (release.statement.study !== digest) throw new ReadFault('answer-invalid', 'release of another study');
  return release;
}

export interface Row extends Figure {
  readonly id: string;
  readonly classes: readonly StudyClass[];
}

/** `cells`, or the id of a dimension whose classes are shown, each with all its cells together. */
export type View = string;
export type Order = 'study' | 'most' | 'least';

export const cellsView: View = 'cells';
/** More cells than one reads down: the first look is at the classes. */
const manyCells = 36;

export function viewsOf({ dimensions }: Pick<Study, 'dimensions'>): readonly View[] {
  return dimensions.length === 1 ? [cellsView] : [cellsView, ...dimensions.map(({ id }) => id)];
}

export function firstView({ cells, margins }: PublishedTable): View {
  return cells.length > manyCells ? (margins[0]?.dimension ?? cellsView) : cellsView;
}

/** In the study's own order unless somebody asks for another: nobody is ranked by default. */
export function rowsOf(table: PublishedTable, view: View, order: Order): readonly Row[] {
  const rows: readonly Row[] =
    view === cellsView
      ? table.cells.map((cell) => ({ ...cell, id: String(cell.cell) }))
      : table.margins
          .filter(({ dimension }) => dimension === view)
          .map((margin) => ({ ...margin, id: margin.of.id, classes: [margin.of] }));
  if (order === 'study') return rows;
  const sign = order === 'most' ? -1 : 1;
  // What is not told has no place in an order: it comes last.
  return rows.toSorted((a, b) => {
    if (a.estimate === null || b.estimate === null)
      return Number(a.estimate === null) - Number(b.estimate === null);
    return sign * (a.estimate - b.estimate);
  });
}

/** Round numbers from at most the least low to at least the largest high, about four of them. */
export function ticksOf(rows: readonly Figure[]): readonly number[] {
  const least = Math.min(0, ...rows.map(({ low, estimate }) => Math.min(low ?? 0, estimate ?? 0)));
  const most = Math.max(1, ...rows.map(({ high, estimate }) => Math.max(high ?? 0, estimate ?? 0)));
  const rough = (most - least) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10));
  const first = Math.floor(least / step);
  const last = Math.ceil(most / step);
  return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step);
}

/** What the relay offers for download, the same bytes for everybody. */
export const packageAddress = (relay: string, digest: string): string =>
  relay + pathOf('readReleaseFile', { digest });
