// Cells put together by a reader. What is picked stands in the address, so a link to it is a citation: the data is public and
// nobody's picking is sent anywhere.

import type { Combination } from '../../../policy/release/combine.ts';
import type { PublishedTable } from '../../../policy/release/table.ts';
import type { Study, StudyClass } from '../../../policy/study.ts';

/** Classes that were picked, by dimension. None of a dimension: all of it, as in a search that was not narrowed. */
export type Picked = Readonly<Record<string, readonly string[]>>;

export interface Pick {
  readonly kind: Combination['kind'];
  readonly over: Picked;
  readonly under: Picked;
}

const kinds = ['sum', 'difference', 'ratio'] as const;
type Dimensions = { readonly dimensions: Study['dimensions'] };

export const nothingPicked: Pick = { kind: 'sum', over: {}, under: {} };

/** `op=ratio&a=mode:bike.walk~km:0-2&b=mode:bike`. What this study does not have is passed over: a link may be mistyped. */
export function readPick(hash: string, { dimensions }: Dimensions): Pick {
  const said = new URLSearchParams(hash);
  const side = (text: string | null): Picked => {
    const parts = (text ?? '').split('~').map((part) => part.split(':'));
    const found = dimensions.flatMap(({ id, classes }): [string, readonly string[]][] => {
      const named = parts.find(([name]) => name === id)?.[1]?.split('.') ?? [];
      const ids = classes.map((entry) => entry.id).filter((one) => named.includes(one));
      return ids.length === 0 ? [] : [[id, ids]];
    });
    return Object.fromEntries(found);
  };
  return {
    kind: kinds.find((kind) => kind === said.get('op')) ?? 'sum',
    over: side(said.get('a')),
    under: side(said.get('b')),
  };
}

export function writePick({ kind, over, under }: Pick): string {
  const side = (picked: Picked) =>
    Object.entries(picked)
      .filter(([, ids]) => ids.length > 0)
      .map(([id, ids]) => `${id}:${ids.join('.')}`)
      .join('~');
  const parts = [`op=${kind}`];
  if (side(over) !== '') parts.push(`a=${side(over)}`);
  if (kind !== 'sum' && side(under) !== '') parts.push(`b=${side(under)}`);
  return parts.join('&');
}

export function toggle(picked: Picked, dimension: string, of: string): Picked {
  const before = picked[dimension] ?? [];
  const after = before.includes(of) ? before.filter((id) => id !== of) : [...before, of];
  return { ...picked, [dimension]: after };
}

/** The cells of the table that fit what was picked. */
export function cellsOf(picked: Picked, { dimensions }: Dimensions, table: PublishedTable): number[] {
  return table.cells
    .filter(({ classes }) =>
      dimensions.every(({ id }, at) => {
        const ids = picked[id] ?? [];
        return ids.length === 0 || ids.includes(classes[at]?.id ?? '');
      }),
    )
    .map(({ cell }) => cell);
}

/** Classes that narrow, dimension by dimension; empty for all. */
export function narrowed(picked: Picked, { dimensions }: Dimensions): readonly (readonly StudyClass[])[] {
  return dimensions
    .map(({ id, classes }) => classes.filter((entry) => picked[id]?.includes(entry.id) === true))
    .filter((classes) => classes.length > 0);
}

export function combinationOf(pick: Pick, study: Dimensions, table: PublishedTable): Combination {
  const over = cellsOf(pick.over, study, table);
  if (pick.kind === 'sum') return { kind: 'sum', over };
  return { kind: pick.kind, over, under: cellsOf(pick.under, study, table) };
}

/** A part told as so many of a hundred, to one decimal, the interval rounded outwards. */
export function ofHundred({ estimate, low, high }: { estimate: number; low: number; high: number }) {
  const tenths = (value: number, round: (value: number) => number) => round(value * 1000) / 10;
  return {
    estimate: tenths(estimate, Math.round),
    low: tenths(low, Math.floor),
    high: tenths(high, Math.ceil),
  };
}
