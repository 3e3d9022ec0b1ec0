// What can be contested about one calculation, told apart on the phone before anybody is asked. Light: no keys, no relay.

import type { Fact } from '../../../policy/fact.ts';
import type { KeptCalculation } from '../vault/kept/calculation.ts';
import { envelopes } from '../vault/open.ts';

export type ContestTarget = 'result' | 'input' | 'rule' | 'cohort' | 'human' | 'exclusion';

/** Characters of a person's own words; well inside the smallest sealed size that also holds the corrected case. */
export const mostWords = 2000;

/**
 * Where the sums part, the result comes first. Where they are equal the result itself is not in question: what is left
 * is what went in, the rules, and who looked at it.
 */
export function contestTargets(calculation: KeptCalculation): readonly ContestTarget[] {
  const verdict = calculation.recomputation?.verdict;
  const isCompared = calculation.content?.cohort !== null && calculation.content?.cohort !== undefined;
  return [
    ...(verdict === 'same' ? [] : ['result' as const]),
    ...(sentFacts(calculation).length > 0 ? ['input' as const] : []),
    ...(hasPath(calculation) ? ['rule' as const] : []),
    ...(isCompared ? ['cohort' as const] : []),
    'human',
    'exclusion',
  ];
}

/** What this wallet sent for it, from its own snapshot. */
export function sentFacts({ grant, envelope }: KeptCalculation): readonly Fact[] {
  return envelopes.value.get(`${grant}/${envelope}`)?.facts ?? [];
}

function hasPath({ recomputation, content }: KeptCalculation): boolean {
  return (recomputation?.path.length ?? 0) > 0 || content?.path !== undefined;
}
