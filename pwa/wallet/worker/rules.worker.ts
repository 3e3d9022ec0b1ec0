// What the rules worker does with a question. It sees rules and facts and has no way to the network.

import type { Commune } from '../../../policy/commune.ts';
import type { DeclaredInput } from '../../../policy/declaration.ts';
import {
  type Evaluation,
  evaluate,
  openRules,
  type RuleEngine,
  type RuleInputs,
} from '../../../policy/evaluate.ts';
import type { Fact } from '../../../policy/fact.ts';
import { PolicyFault } from '../../../policy/fault.ts';
import { ruleInputsOf } from '../../../policy/rule-input.ts';
import { readRules } from '../../../policy/rules.ts';

export interface RulesQuestion {
  /** Of the rules' text; the caller has verified it. */
  readonly hash: string;
  readonly text: string;
  /** The declaration's inputs: which fact becomes which input of the rules. */
  readonly inputs: readonly Pick<DeclaredInput, 'key' | 'ruleInput'>[];
  readonly facts: readonly Fact[];
  /** What the rules ask about the places among the facts. */
  readonly places: readonly Commune[];
  readonly entryPoints: readonly string[];
}

/** A fault in rules or values is an answer here: « cannot be recomputed, because … ». */
export type RulesAnswer =
  | { readonly evaluation: Evaluation; readonly inputs: RuleInputs }
  | { readonly code: string; readonly where: string };

/** Publicodes keeps what it parsed: an engine per hash, and only the newest few. */
const maxEngines = 3;
const engines = new Map<string, RuleEngine>();

export function runRules(question: RulesQuestion): RulesAnswer {
  try {
    const engine = engineFor(question);
    const placeOf = (code: string) => question.places.find((place) => place.code === code);
    const inputs = ruleInputsOf(engine.rules, question.inputs, question.facts, placeOf);
    return { evaluation: evaluate(engine, inputs, question.entryPoints), inputs };
  } catch (cause) {
    if (cause instanceof PolicyFault) return { code: cause.code, where: cause.where };
    return { code: 'evaluation-failed', where: '' };
  }
}

function engineFor({ hash, text }: RulesQuestion): RuleEngine {
  const engine = engines.get(hash) ?? openRules(readRules(text));
  engines.delete(hash);
  engines.set(hash, engine);
  for (const oldest of engines.keys()) if (engines.size > maxEngines) engines.delete(oldest);
  return engine;
}

globalThis.onmessage = ({ data }: MessageEvent<{ number: number; question: RulesQuestion }>) => {
  postMessage({ number: data.number, answer: runRules(data.question) });
};
