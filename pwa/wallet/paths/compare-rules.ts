// Old rules against new ones on the resident's own facts, here: what a change of rules would do to this person. The party
// learns nothing of it, because what is told (a new yes is asked for) is told of the declaration and to everybody.

import type { Declaration } from '../../../policy/declaration.ts';
import type { Fact } from '../../../policy/fact.ts';
import { type Gain, type Goal, goalOf } from '../../../policy/goal.ts';
import { heldSignal } from '../vault/open.ts';
import { questionFor, type RulesReason } from './ask-rules.ts';
import { PathFault } from './fault.ts';
import { requireGrant } from './kept-grant.ts';
import { newestFacts } from './play.ts';
import { declarationOf, requireCalculation, sentFacts } from './recompute.ts';
import { here, type Surroundings } from './surroundings.ts';

/** `goal` names the result that was compared and whether more of it is better; `null` where a side has no rules. */
export interface PersonalChange extends Gain {
  readonly goal: Goal | null;
  /** Why it is impossible, a code with a sentence in `pwa/words`; `null` otherwise. */
  readonly why: RulesReason | 'facts-gone' | 'input-new' | null;
}

/** `of`: the id of a grant (facts as sent last) or the digest of a calculation (facts as it was made on). */
export async function compareRules(
  of: string,
  after: Declaration,
  around: Surroundings = here,
): Promise<PersonalChange> {
  const { declaration: before, facts } = knownOf(of);
  const goal = goalOf(after);
  const impossible = (why: PersonalChange['why']): PersonalChange => {
    return { verdict: 'impossible', before: null, after: null, difference: null, goal, why };
  };
  if (goal === null || goalOf(before)?.key !== goal.key) return impossible('rules-none');
  if (facts.length === 0) return impossible('facts-gone');
  // A result at a default that stands for no one would pass for this person's.
  const isNew = ({ key, necessity, ruleInput }: Declaration['inputs'][number]) =>
    ruleInput !== undefined && necessity === 'required' && !facts.some((fact) => fact.key === key);
  if (after.inputs.some(isNew)) return impossible('input-new');
  const [from, to] = [await questionFor(before, facts, around), await questionFor(after, facts, around)];
  if ('code' in from) return impossible(from.code as RulesReason);
  if ('code' in to) return impossible(to.code as RulesReason);
  const answer = await around.runRules('compare', { before: from, after: to, goal });
  if ('code' in answer) return impossible(answer.code as RulesReason);
  const { gain } = answer;
  return { ...gain, goal, why: gain.verdict === 'impossible' ? 'evaluation-failed' : null };
}

function knownOf(of: string): { declaration: Declaration; facts: readonly Fact[] } {
  const isGrant = heldSignal.value.grant.has(of);
  const kept = isGrant ? requireGrant(of) : requireCalculation(of);
  const declaration = declarationOf(kept);
  if (declaration === null)
    throw new PathFault('calculation-unknown', 'its declaration is not in this vault');
  return { declaration, facts: isGrant ? newestFacts(of) : sentFacts(requireCalculation(of)) };
}
