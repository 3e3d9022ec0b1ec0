// A question to the rules worker: published rules by the hash that a declaration names, and facts of this wallet. The
// rules come from the relay or the browser's cache; the facts go nowhere but into the worker.

import type { Commune } from '../../../policy/commune.ts';
import type { Declaration } from '../../../policy/declaration.ts';
import type { Fact } from '../../../policy/fact.ts';
import { engineVersion } from '../../../policy/rules.ts';
import { LinkFault } from '../link/fault.ts';
import { readRulesText } from '../link/rules.ts';
import type { RulesQuestion, RulesRefusal } from '../worker/rules.worker.ts';
import type { Surroundings } from './surroundings.ts';

/** Why rules give no answer here; each has a sentence in `pwa/words`. */
export type RulesReason =
  | 'rules-none'
  | 'rules-unreached'
  | 'rules-invalid'
  | 'rules-slow'
  | 'rules-unreadable'
  | 'engine-other'
  | 'evaluation-failed';

export async function questionFor(
  { logic: { rules }, inputs }: Pick<Declaration, 'logic' | 'inputs'>,
  facts: readonly Fact[],
  around: Surroundings,
): Promise<RulesQuestion | RulesRefusal> {
  const refuse = (code: RulesReason): RulesRefusal => ({ code, where: '' });
  if (rules === undefined) return refuse('rules-none');
  // Another engine may round or order differently: what it gives would not be what the party gives.
  if (rules.engineVersion !== engineVersion) return refuse('engine-other');
  const { hash, entryPoints } = rules;
  try {
    const text = await readRulesText(around.reach, hash);
    return { hash, text, inputs, facts, places: await placesOf(facts, around), entryPoints };
  } catch (cause) {
    if (cause instanceof LinkFault) return refuse('rules-unreached');
    throw cause;
  }
}

async function placesOf(facts: readonly Fact[], around: Surroundings): Promise<Commune[]> {
  const codes = facts.flatMap(({ value }) =>
    typeof value === 'object' && 'code' in value ? [value.code] : [],
  );
  if (codes.length === 0) return [];
  const list = await around.communes();
  return codes.flatMap((code) => list.byCode.get(code) ?? []);
}
