import { type OwnCell, ownCell } from '../../../../policy/contribution.ts';
import type { Dimension, Study, StudyClass } from '../../../../policy/study.ts';
import { facts } from '../../vault/open.ts';

/** The cell of this moment. Reads signals: a fact typed on the screen counts at once. */
export const ownCellNow = (study: Pick<Study, 'dimensions'>): OwnCell =>
  ownCell(study, [...facts.value.values()]);

/** The class of one dimension alone; undefined where the fact is not there or fits none. */
export function classNow(dimension: Dimension): StudyClass | undefined {
  const { cell, missing } = ownCellNow({ dimensions: [dimension] });
  return missing.length > 0 ? undefined : dimension.classes[cell];
}
