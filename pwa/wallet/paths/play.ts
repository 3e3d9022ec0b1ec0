// « Essayer »: a party's published rules on facts that may be changed at will. Everything happens in the rules worker;
// nothing is kept and nothing is sent but the wish for published rules, which anyone may read.

import { calculated } from '../../../policy/calculated.ts';
import type { CalculationResult } from '../../../policy/calculation.ts';
import type { Declaration } from '../../../policy/declaration.ts';
import { aboutMe, coarsen, type Fact, type FactKey } from '../../../policy/fact.ts';
import { fictionalFacts } from '../../../policy/fictional.ts';
import { gainBetween, goalOf } from '../../../policy/goal.ts';
import { dateText } from '../../../policy/instant.ts';
import type { Assumption, PathStep, PathTotals } from '../../../policy/trace.ts';
import { facts as heldFacts, heldSignal } from '../vault/open.ts';
import { questionFor, type RulesReason } from './ask-rules.ts';
import { PathFault } from './fault.ts';
import { requireGrant } from './kept-grant.ts';
import { declarationOf, requireCalculation, sentFacts } from './recompute.ts';
import { here, type Surroundings } from './surroundings.ts';

/** What is played with. A screen may make one of its own: from a request's declaration and the facts on screen. */
export interface Play {
  readonly declaration: Declaration;
  readonly facts: readonly Fact[];
  /** A person who does not exist; said on the screen as long as it is true. */
  readonly isFictional: boolean;
}

export type Changes = Readonly<Partial<Record<FactKey, unknown>>>;

export interface Tried {
  readonly figures: readonly CalculationResult[];
  readonly path: readonly PathStep[];
  readonly totals: PathTotals | null;
  readonly assumed: readonly Assumption[];
  /** Why there are no figures; `null` when there are. */
  readonly why: RulesReason | null;
}

export interface NearThreshold {
  readonly key: FactKey;
  readonly way: 'below' | 'above';
  /** From this value on, in the unit of the fact, the figures are these. */
  readonly value: number;
  readonly figures: readonly CalculationResult[];
}

export interface RefusalCost {
  /** The result that is compared, by its name in the rules; its meaning stands in the declaration's outputs. */
  readonly key: string;
  readonly verdict: 'same' | 'better' | 'worse';
  readonly withYes: CalculationResult;
  readonly withNo: CalculationResult;
  /** No minus yes: cents of money. `null` where it is not a number. */
  readonly difference: number | null;
}

/** A result that was received: its declaration, and the facts as this wallet sent them. */
export function playOfCalculation(digest: string): Play {
  const calculation = requireCalculation(digest);
  const declaration = declarationOf(calculation);
  if (declaration === null)
    throw new PathFault('calculation-unknown', 'its declaration is not in this vault');
  return { declaration, facts: sentFacts(calculation), isFictional: false };
}

/** An agreement: the facts that were sent last. */
export function playOfGrant(grantId: string): Play {
  const grant = requireGrant(grantId);
  const declaration = declarationOf(grant);
  if (declaration === null) throw new PathFault('grant-unknown', 'its declaration is not in this vault');
  return { declaration, facts: newestFacts(grantId), isFictional: false };
}

/** From a public page or a request: own facts where all that the rules read are there, else the fictional person's. */
export function playOf(declaration: Declaration, around: Surroundings = here): Play {
  const read = declaration.inputs.filter(
    ({ ruleInput, necessity }) => ruleInput !== undefined && necessity === 'required',
  );
  if (!read.every(({ key }) => heldFacts.value.has(key))) return playFictional(declaration, around);
  const own = declaration.inputs.flatMap(({ key, precision }) => {
    const held = heldFacts.value.get(key);
    return held === undefined ? [] : [{ ...held, value: coarsen(key, held.value, precision) }];
  });
  return { declaration, facts: own, isFictional: false };
}

export function playFictional(declaration: Declaration, around: Surroundings = here): Play {
  return { declaration, facts: fictionalFacts(declaration, dateText(around.now())), isFictional: true };
}

let newest = 0;
let running: Promise<unknown> = Promise.resolve();

/**
 * For a finger that slides: one calculation at a time, and of those that wait only the newest. `null` for a try that a
 * newer one overtook.
 */
export function tryAt(play: Play, changes: Changes, around: Surroundings = here): Promise<Tried | null> {
  newest += 1;
  const mine = newest;
  const tried = running.then(() => (mine === newest ? tryOnce(play, changes, around) : null));
  running = tried.catch(() => undefined);
  return tried;
}

async function tryOnce(play: Play, changes: Changes, around: Surroundings): Promise<Tried> {
  const none = (why: string): Tried => ({
    figures: [],
    path: [],
    totals: null,
    assumed: [],
    why: why as RulesReason,
  });
  const question = await questionFor(play.declaration, changedFacts(play, changes, around), around);
  if ('code' in question) return none(question.code);
  const answer = await around.runRules('evaluate', question);
  if ('code' in answer) return none(answer.code);
  const { path, totals, assumed } = answer.evaluation;
  return { figures: calculated(answer.inputs, answer.evaluation).results, path, totals, assumed, why: null };
}

/** For each number that the rules read, the nearest value below and above at which a result changes. */
export async function thresholdsNear(play: Play, around: Surroundings = here): Promise<NearThreshold[]> {
  const question = await questionFor(play.declaration, play.facts, around);
  if ('code' in question) return [];
  const answer = await around.runRules('thresholds', question);
  if ('code' in answer) return [];
  const keyOf = new Map(play.declaration.inputs.map(({ key, ruleInput }) => [ruleInput, key]));
  return answer.thresholds.flatMap(({ name, way, value, results }) => {
    const key = keyOf.get(name);
    return key === undefined ? [] : [{ key, way, value, figures: results.map(figureOf) }];
  });
}

/**
 * What a no costs: the published rules without any fact, at their published defaults, beside the same with them.
 * Only where the declaration promises that a no is treated so (`refusal.computable`); else `null`.
 */
export async function refusalCost(play: Play, around: Surroundings = here): Promise<RefusalCost | null> {
  const goal = goalOf(play.declaration);
  if (!play.declaration.refusal.computable || goal === null) return null;
  const yes = await tryOnce(play, {}, around);
  const no = await tryOnce({ ...play, facts: [] }, {}, around);
  const [withYes, withNo] = [figureNamed(yes, goal.key), figureNamed(no, goal.key)];
  if (withYes === undefined || withNo === undefined) return null;
  const { verdict, difference } = gainBetween(measureOf(withYes), measureOf(withNo), goal);
  return verdict === 'impossible' ? null : { key: goal.key, verdict, withYes, withNo, difference };
}

const figureOf = ({
  key,
  value,
  unit,
}: {
  key: string;
  value: CalculationResult['value'];
  unit?: string;
}) => ({
  key,
  value,
  unit: unit ?? null,
});

const figureNamed = ({ figures }: Tried, key: string) => figures.find((figure) => figure.key === key);

const measureOf = ({ value, unit }: CalculationResult) => (unit === null ? { value } : { value, unit });

function changedFacts({ facts }: Play, changes: Changes, around: Surroundings): readonly Fact[] {
  const on = dateText(around.now());
  const changed = new Map<FactKey, Fact>(facts.map((fact) => [fact.key, fact]));
  for (const [key, value] of Object.entries(changes)) {
    changed.set(key as FactKey, aboutMe(key as FactKey, value, 'self', on));
  }
  return [...changed.values()];
}

/** Envelopes are numbered; the one with the highest number is what the party can read. */
export function newestFacts(grantId: string): readonly Fact[] {
  const sent = [...heldSignal.value.envelope.values()].filter(({ grant }) => grant === grantId);
  return (
    sent.reduce<(typeof sent)[number] | undefined>(
      (last, entry) => (last === undefined || entry.n > last.n ? entry : last),
      undefined,
    )?.facts ?? []
  );
}
