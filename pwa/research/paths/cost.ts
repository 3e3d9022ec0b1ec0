// What a study does to a number and to a person's year, in figures that a sentence can hold.

import { Noise } from '../../../policy/interval.ts';
import { epsilonOf, type Mechanism, yearlyMillionths } from '../../../policy/study/budget.ts';

export interface InWords {
  /** Persons, up or down, 19 times out of 20: one cell, both aggregators' noise. */
  readonly halfWidth: number;
  /** How many studies of this cost fit into one person's year. */
  readonly aYear: number;
  readonly epsilon: number;
}

export function inWords(mechanism: Mechanism, costMillionths: number): InWords {
  return {
    halfWidth: new Noise(mechanism, 1).halfWidth(),
    aYear: Math.floor(yearlyMillionths / costMillionths),
    epsilon: epsilonOf(mechanism),
  };
}
