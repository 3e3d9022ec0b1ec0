/** One resident's protected share of a study: in which cell she is, worked out on her phone from her own facts. */
import type { Fact, FactKey, FactValue } from './fact.ts';
import { cellCount, type Dimension, type Study, type StudyClass } from './study.ts';

export interface OwnCell {
  /** 0 to `cellCount - 1`, or `cellCount` itself: « nothing to say ». */
  readonly cell: number;
  /** Facts that are not there, or that fit no class: why it is « nothing to say ». */
  readonly missing: readonly FactKey[];
}

/** Any fact that is not there, or that fits no class, makes the whole « nothing to say »: half a cell is no cell. */
export function ownCell({ dimensions }: Pick<Study, 'dimensions'>, facts: readonly Fact[]): OwnCell {
  let cell = 0;
  const missing: FactKey[] = [];
  for (const dimension of dimensions) {
    const value = facts.find(({ key }) => key === dimension.fact)?.value;
    const place = value === undefined ? -1 : classOf(dimension, value);
    if (place < 0) missing.push(dimension.fact);
    cell = cell * dimension.classes.length + Math.max(0, place);
  }
  return missing.length > 0 ? { cell: cellCount(dimensions), missing } : { cell, missing };
}

/** Place of the class that a value falls into, or -1. */
function classOf({ classes }: Dimension, value: FactValue): number {
  return classes.findIndex((entry) => holds(entry, value));
}

function holds({ values, from, to }: StudyClass, value: FactValue): boolean {
  if (typeof value === 'string' || typeof value === 'boolean') return values?.includes(value) === true;
  if (typeof value === 'number') return from !== undefined && from <= value && value < (to ?? Infinity);
  if ('code' in value)
    return values?.some((code) => typeof code === 'string' && value.code.startsWith(code)) === true;
  if ('from' in value) {
    // A band that reaches over the edge of a class is in neither.
    return from !== undefined && from <= value.from && value.to <= (to ?? Infinity);
  }
  return false;
}

/** The measurement of Prio3MultihotCountVec: one 1 among zeros. */
export function measurementOf({ vdaf }: Pick<Study, 'vdaf'>, cell: number): boolean[] {
  return Array.from({ length: vdaf.length }, (_, at) => at === cell);
}
