// The same rules on the same facts, here: rules by the hash that the declaration names, facts as this wallet sent them.
// The verdict is computed from the party's published words and the resident's own envelope; nothing is asked of anyone.

import { calculated, hasSameInputs, hasSameResults } from '../../../policy/calculated.ts';
import { type Declaration, readDeclaration } from '../../../policy/declaration.ts';
import { aboutMe, type Fact, type FactKey } from '../../../policy/fact.ts';
import { dateText, minuteText } from '../../../policy/instant.ts';
import { splitRecord } from '../../../policy/record.ts';
import { engineVersion } from '../../../policy/rules.ts';
import { change } from '../vault/hold.ts';
import type { Figure, KeptCalculation, KeptRecomputation, Verdict } from '../vault/kept/calculation.ts';
import { heldSignal } from '../vault/open.ts';
import type { RulesAnswer } from '../worker/rules.worker.ts';
import { questionFor, type RulesReason } from './ask-rules.ts';
import { PathFault } from './fault.ts';
import { here, type Surroundings } from './surroundings.ts';

/** Why a result cannot be recomputed, or what differs beside the figures; each has a sentence in `pwa/words`. */
export type RecomputeReason =
  | RulesReason
  | 'rules-undeclared'
  | 'result-closed'
  | 'facts-gone'
  | 'inputs-other';

export const ourEngine = `publicodes ${engineVersion}`;

/** Recomputes, keeps the verdict beside the calculation, and gives it. */
export async function recompute(digest: string, around: Surroundings = here): Promise<KeptRecomputation> {
  const calculation = requireCalculation(digest);
  const recomputation = await judge(calculation, around);
  await change(async (rows) => {
    const now = await rows.get('calculation', digest);
    if (now !== undefined) rows.put('calculation', digest, { ...now, recomputation });
  });
  return recomputation;
}

/** What if: the same rules with some facts changed. Nothing is kept or sent. Empty where the rules give no answer. */
export async function tryWith(
  digest: string,
  changed: Readonly<Partial<Record<FactKey, unknown>>>,
  around: Surroundings = here,
): Promise<readonly Figure[]> {
  const calculation = requireCalculation(digest);
  const on = dateText(around.now());
  const facts = new Map(sentFacts(calculation).map((fact) => [fact.key, fact]));
  for (const [key, value] of Object.entries(changed))
    facts.set(key as FactKey, aboutMe(key as FactKey, value, 'self', on));
  const answer = await run(calculation, [...facts.values()], around);
  return 'evaluation' in answer ? calculated(answer.inputs, answer.evaluation).results : [];
}

async function judge(calculation: KeptCalculation, around: Surroundings): Promise<KeptRecomputation> {
  const at = minuteText(around.now());
  const impossible = (why: RecomputeReason): KeptRecomputation => ({
    verdict: 'impossible',
    why,
    theirs: calculation.results,
    ours: [],
    path: [],
    totals: null,
    assumed: [],
    engine: ourEngine,
    at,
  });
  if (calculation.content === null) return impossible('result-closed');
  const facts = sentFacts(calculation);
  if (facts.length === 0) return impossible('facts-gone');
  const answer = await run(calculation, facts, around);
  if ('code' in answer) return impossible(answer.code as RecomputeReason);
  const { path, totals, assumed } = answer.evaluation;
  const ours = calculated(answer.inputs, answer.evaluation);
  const why = hasSameInputs(ours, calculation.content) ? null : 'inputs-other';
  const verdict: Verdict = why === null && hasSameResults(ours, calculation.content) ? 'same' : 'different';
  const theirs = calculation.results;
  return { verdict, why, theirs, ours: ours.results, path, totals, assumed, engine: ourEngine, at };
}

async function run(
  calculation: KeptCalculation,
  facts: readonly Fact[],
  around: Surroundings,
): Promise<RulesAnswer> {
  const refuse = (code: RecomputeReason): RulesAnswer => ({ code, where: '' });
  const declared = declarationOf(calculation);
  if (calculation.rulesHash === null || declared?.logic.rules === undefined) return refuse('rules-none');
  if (declared.logic.rules.hash !== calculation.rulesHash) return refuse('rules-undeclared');
  if (calculation.engine !== ourEngine) return refuse('engine-other');
  const question = await questionFor(declared, facts, around);
  return 'code' in question ? question : around.runRules('evaluate', question);
}

/** What this wallet sent, from its own snapshot, and not what the party says it received. */
export function sentFacts({ grant, envelope }: KeptCalculation): readonly Fact[] {
  return heldSignal.value.envelope.get(`${grant}/${envelope}`)?.facts ?? [];
}

export function declarationOf({ declaration }: { readonly declaration: string }): Declaration | null {
  const kept = heldSignal.value.declaration.get(declaration);
  return kept === undefined ? null : readDeclaration(splitRecord(kept.text).body);
}

export function requireCalculation(digest: string): KeptCalculation {
  const kept = heldSignal.value.calculation.get(digest);
  if (kept === undefined) throw new PathFault('calculation-unknown', 'no such calculation in this vault');
  return kept;
}
