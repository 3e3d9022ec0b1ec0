/**
 * A trial of several ways (A/B) on people. It is said before the yes, the record of a calculation names the resident's own
 * arm, and leaving is one sentence in the next envelope: see `envelope.ts`.
 */
import type { CalculationContent } from './calculation.ts';
import type { Declaration } from './declaration.ts';
import type { EnvelopeContent } from './envelope.ts';

type Experiment = Declaration['experiments'][number];

/** The arms that people may be in on the day of `at`; both days included. */
export function runningArms({ experiments }: Pick<Declaration, 'experiments'>, at: string): Experiment[] {
  const day = at.slice(0, 10);
  return experiments.filter(({ from, to }) => from <= day && day <= to);
}

/**
 * What a calculation says of the resident's part in a trial. `left-named`: somebody who had left was put in an arm all the
 * same; `unnamed`: a trial runs and the record is silent; `undeclared`: an arm that the declaration does not have running.
 */
export type ArmState = 'none' | 'own' | 'left' | 'left-named' | 'unnamed' | 'undeclared';

export function armState(
  { arm }: Pick<CalculationContent, 'arm'>,
  { experiment }: Pick<EnvelopeContent, 'experiment'>,
  running: readonly Experiment[],
): ArmState {
  if (arm !== undefined) {
    if (experiment === 'left') return 'left-named';
    return running.some((entry) => entry.arm === arm) ? 'own' : 'undeclared';
  }
  if (running.length === 0) return 'none';
  return experiment === 'left' ? 'left' : 'unnamed';
}
