/**
 * Two results of one person set beside each other: better, worse, by how much. Apart from `gain.ts`, because a screen
 * needs it and must not load the engine.
 */
import type { Declaration } from './declaration.ts';
import type { Measure } from './measure.ts';

/** The result that is looked at, and whether a person is better off with more of it (a grant) or less (a price). */
export interface Goal {
  readonly key: string;
  readonly better: 'more' | 'less';
}

/** The first entry point is the one that the party names first; of a price less is better. */
export function goalOf({ logic, decision }: Pick<Declaration, 'logic' | 'decision'>): Goal | null {
  const key = logic.rules?.entryPoints[0];
  return key === undefined ? null : { key, better: decision.kind === 'price' ? 'less' : 'more' };
}

export type GainVerdict = 'same' | 'better' | 'worse' | 'impossible';

export interface Gain {
  readonly verdict: GainVerdict;
  /** `null` where that side gave no result at all, which is not the same as a result of nothing. */
  readonly before: Measure | null;
  readonly after: Measure | null;
  /** After minus before, in the unit of the results: cents of money. `null` where it cannot be told. */
  readonly difference: number | null;
}

export function gainBetween(before: Measure | null, after: Measure | null, { better }: Goal): Gain {
  const sides = { before: bare(before), after: bare(after) };
  const impossible: Gain = { verdict: 'impossible', ...sides, difference: null };
  if (before === null || after === null) return impossible;
  const [from, to] = [amountOf(before), amountOf(after)];
  if (from === null || to === null) {
    // Words have no more and no less: equal, or for the person to judge.
    return before.value === after.value ? { verdict: 'same', ...sides, difference: null } : impossible;
  }
  // Nothing has no unit; two amounts of different units cannot be set off against each other.
  if (from !== 0 && to !== 0 && before.unit !== after.unit) return impossible;
  const difference = Number((to - from).toPrecision(12));
  const isMore = difference > 0;
  const verdict = difference === 0 ? 'same' : isMore === (better === 'more') ? 'better' : 'worse';
  return { verdict, ...sides, difference };
}

const bare = (side: Measure | null): Measure | null =>
  side === null
    ? null
    : side.unit === undefined
      ? { value: side.value }
      : { value: side.value, unit: side.unit };

/** What does not concern the person is worth nothing to them; a yes is worth more than a no. */
function amountOf({ value }: Measure): number | null {
  if (value === null) return 0;
  return typeof value === 'string' ? null : Number(value);
}
