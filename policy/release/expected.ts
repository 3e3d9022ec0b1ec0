import { PolicyFault } from '../fault.ts';
import { Noise, type NoiseLaw } from '../interval.ts';
import { isSuppressed } from './table.ts';

/** What a study will be able to say, before anybody is asked: the noise does not depend on who takes part. */
export interface ExpectedError {
  /** Persons that a cell is off by, on average. */
  readonly meanAbsolute: number;
  readonly halfWidth: number;
  readonly coverage: number;
  readonly sd: number;
  /** Persons in a cell, if all cells were alike. */
  readonly averageCell: number;
  /** `meanAbsolute` beside such a cell; `null` where nobody is in it. */
  readonly relative: number | null;
  readonly cells: readonly ExpectedCell[];
}

export interface ExpectedCell {
  readonly cell: number;
  readonly persons: number;
  readonly relative: number | null;
  readonly isSuppressed: boolean;
  /** How likely it is that the noise puts it under what the study tells. */
  readonly suppressedChance: number;
}

/**
 * `cells`: how many there are, or, where the researcher has a guess, the share of participants in each; what is left of 1
 * has nothing to say.
 */
export function expectedError(
  mechanism: NoiseLaw,
  participants: number,
  cells: number | readonly number[],
  suppressBelow = 0,
): ExpectedError {
  const shares = typeof cells === 'number' ? evenShares(cells) : cells;
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (shares.length === 0 || shares.some((share) => !(share >= 0)) || total > 1 + 1e-9)
    throw new PolicyFault('study-invalid', 'expected shares of at most 1 together', 'cells');
  if (!Number.isSafeInteger(participants) || participants < 0)
    throw new PolicyFault('study-invalid', 'expected a whole number of participants', 'participants');
  const noise = new Noise(mechanism, 1);
  const halfWidth = noise.halfWidth();
  const meanAbsolute = noise.meanAbsolute();
  const relativeTo = (persons: number) => (persons > 0 ? meanAbsolute / persons : null);
  const averageCell = (participants * total) / shares.length;
  return {
    meanAbsolute,
    halfWidth,
    coverage: noise.coverage(halfWidth),
    sd: noise.sd,
    averageCell,
    relative: relativeTo(averageCell),
    cells: shares.map((share, cell) => {
      const persons = participants * share;
      return {
        cell,
        persons,
        relative: relativeTo(persons),
        isSuppressed: isSuppressed(persons, suppressBelow),
        suppressedChance: suppressBelow > 0 ? noise.below(Math.ceil(suppressBelow - persons)) : 0,
      };
    }),
  };
}

function evenShares(cells: number): number[] {
  if (!Number.isSafeInteger(cells) || cells < 1 || cells > 1000)
    throw new PolicyFault('study-invalid', 'expected 1 to 1000 cells', 'cells');
  return Array.from({ length: cells }, () => 1 / cells);
}
