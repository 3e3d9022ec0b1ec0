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
import { compareFor, type Side } from '../../../policy/gain.ts';
import type { Gain, Goal } from '../../../policy/goal.ts';
import { ruleInputsOf } from '../../../policy/rule-input.ts';
import { readRules } from '../../../policy/rules.ts';
import { findThresholds, leversOf, type Threshold } from '../../../policy/threshold.ts';

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

export interface CompareQuestion {
  readonly before: RulesQuestion;
  readonly after: RulesQuestion;
  readonly goal: Goal;
}

/** A fault in rules or values is an answer here: « cannot be recomputed, because … ». */
export interface RulesRefusal {
  readonly code: string;
  readonly where: string;
}
export interface RulesEvaluation {
  readonly evaluation: Evaluation;
  readonly inputs: RuleInputs;
}
export type RulesAnswer = RulesEvaluation | RulesRefusal;

/** What can be asked, and what comes back unless it is refused. */
export interface RulesTasks {
  evaluate: { question: RulesQuestion; answer: RulesEvaluation };
  thresholds: { question: RulesQuestion; answer: { readonly thresholds: readonly Threshold[] } };
  compare: { question: CompareQuestion; answer: { readonly gain: Gain } };
}
export type RulesTask = keyof RulesTasks;

const tasks: { readonly [T in RulesTask]: (question: RulesTasks[T]['question']) => RulesTasks[T]['answer'] } =
  {
    evaluate: (question) => {
      const { engine, inputs } = sideOf(question);
      return { evaluation: evaluate(engine, inputs, question.entryPoints), inputs };
    },
    thresholds: (question) => {
      const { engine, inputs } = sideOf(question);
      const levers = leversOf(question.inputs);
      return { thresholds: findThresholds(engine, inputs, levers, question.entryPoints) };
    },
    compare: ({ before, after, goal }) => ({ gain: compareFor(sideOf(before), sideOf(after), goal) }),
  };

/** Publicodes keeps what it parsed: an engine per hash, and only the newest few. */
const maxEngines = 3;
const engines = new Map<string, RuleEngine>();

export function runRules<T extends RulesTask>(
  task: T,
  question: RulesTasks[T]['question'],
): RulesTasks[T]['answer'] | RulesRefusal {
  try {
    return tasks[task](question);
  } catch (cause) {
    if (cause instanceof PolicyFault) return { code: cause.code, where: cause.where };
    return { code: 'evaluation-failed', where: '' };
  }
}

function sideOf(question: RulesQuestion): Side {
  const engine = engineFor(question);
  const findPlace = (code: string) => question.places.find((place) => place.code === code);
  return { engine, inputs: ruleInputsOf(engine.rules, question.inputs, question.facts, findPlace) };
}

function engineFor({ hash, text }: RulesQuestion): RuleEngine {
  const engine = engines.get(hash) ?? openRules(readRules(text));
  engines.delete(hash);
  engines.set(hash, engine);
  for (const oldest of engines.keys()) if (engines.size > maxEngines) engines.delete(oldest);
  return engine;
}

export interface RulesMessage {
  readonly number: number;
  readonly task: RulesTask;
  readonly question: RulesTasks[RulesTask]['question'];
}

globalThis.onmessage = ({ data: { number, task, question } }: MessageEvent<RulesMessage>) => {
  postMessage({ number, answer: runRules(task, question) });
};
