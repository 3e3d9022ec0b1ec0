/**
 * Where a result tips: for one number of a resident, the nearest value below and above at which the published rules
 * give something else. Candidates are the limits that the engine compared with while it evaluated; each is then tried
 * on both of its sides, so that nothing is shown which the rules do not do.
 */

import type { DeclaredInput } from './declaration.ts';
import {
  evaluate,
  type Limit,
  limitsMet,
  type RuleEngine,
  type RuleInputs,
  type RuleResult,
} from './evaluate.ts';
import { type FactKey, factKind } from './fact.ts';
import { PolicyFault } from './fault.ts';

/** A number that may be moved: the input's name in the rules, between which values, and by how little. */
export interface Lever {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

export interface FactLever extends Lever {
  readonly key: FactKey;
}

const steps = { amount: 0.01, parts: 0.25, count: 1, year: 1, distance: 0.1 } as const;

/** The numbers among what is declared, as far as rules read them; between which values the catalogue says. */
export function leversOf(declared: readonly Pick<DeclaredInput, 'key' | 'ruleInput'>[]): FactLever[] {
  return declared.flatMap(({ key, ruleInput }) => {
    const { type, min, max } = factKind(key);
    if (ruleInput === undefined || min === undefined || max === undefined || !Object.hasOwn(steps, type))
      return [];
    return [{ key, name: ruleInput, min, max, step: steps[type as keyof typeof steps] }];
  });
}

export interface Threshold {
  readonly name: string;
  readonly way: 'below' | 'above';
  /** The value nearest to the person's own from which on the results are others, in the unit of the input. */
  readonly value: number;
  readonly results: readonly RuleResult[];
}

/** Limits that are tried for one number: enough for brackets, too few to keep a cheap phone busy. */
const maxTried = 40;

/** At most one below and one above for each lever. Rules that give no answer for a value tip nowhere there. */
export function findThresholds(
  engine: RuleEngine,
  inputs: RuleInputs,
  levers: readonly Lever[],
  entryPoints: readonly string[],
): Threshold[] {
  const limits = limitsMet(engine, inputs, entryPoints);
  return levers.flatMap((lever) => {
    const own = inputs[lever.name]?.value;
    if (typeof own !== 'number') return [];
    const scale = scaleOf(engine, inputs, lever, entryPoints);
    const places = placesOf(limits, scale, lever, own);
    return (['below', 'above'] as const).flatMap((way) => nearest(places, scale, lever, own, way) ?? []);
  });
}

/** The lever as whole steps: cents, quarters of a part, persons. Two floating values never stand for one place. */
interface Scale {
  readonly placeOf: (value: number) => number;
  readonly valueAt: (place: number) => number;
  readonly last: number;
  /** What one rule comes to there; `null` where it gives no number. */
  readonly rule: (name: string, place: number) => number | null;
  readonly results: (place: number) => readonly RuleResult[] | null;
}

function scaleOf(
  engine: RuleEngine,
  inputs: RuleInputs,
  { name, min, max, step }: Lever,
  entryPoints: readonly string[],
): Scale {
  const valueAt = (place: number) => Number((min + place * step).toFixed(4));
  const kept = new Map<string, readonly RuleResult[] | null>();
  const at = (place: number, asked: readonly string[]): readonly RuleResult[] | null => {
    const key = `${place} ${asked.join('\n')}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const given = { ...inputs, [name]: { ...inputs[name], value: valueAt(place) } };
    const found = attempt(() => evaluate(engine, given, asked).results);
    kept.set(key, found);
    return found;
  };
  return {
    placeOf: (value) => Math.round((value - min) / step),
    valueAt,
    last: Math.round((max - min) / step),
    rule: (rule, place) => {
      const value = at(place, [rule])?.[0]?.value;
      return typeof value === 'number' ? value : null;
    },
    results: (place) => at(place, entryPoints),
  };
}

function attempt<T>(run: () => T): T | null {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof PolicyFault) return null;
    throw cause;
  }
}

/** Where each limit is crossed while the lever moves: the first place on its far side. Nearest to the person first. */
function placesOf(limits: readonly Limit[], scale: Scale, lever: Lever, own: number): number[] {
  const here = scale.placeOf(own);
  const moved = new Map<string, boolean>();
  const moves = (rule: string): boolean => {
    const known = moved.get(rule);
    if (known !== undefined) return known;
    const [low, high] = [scale.rule(rule, 0), scale.rule(rule, scale.last)];
    moved.set(rule, low !== null && high !== null && low !== high);
    return moved.get(rule) === true;
  };
  const places = new Set<number>();
  for (const { rule, limit } of limits) {
    if (places.size >= maxTried) break;
    if (rule !== lever.name && !moves(rule)) continue;
    const place = crossing(scale, rule, limit);
    if (place !== null) places.add(place);
  }
  return [...places].sort((a, b) => Math.abs(a - here) - Math.abs(b - here));
}

/** The first place at which the rule is no longer on the side of the limit where it begins. */
function crossing(scale: Scale, rule: string, limit: number): number | null {
  const side = (place: number): number | null => {
    const value = scale.rule(rule, place);
    return value === null ? null : Math.sign(value - limit);
  };
  let [low, high] = [0, scale.last];
  const [first, last] = [side(low), side(high)];
  if (first === null || last === null || first === last) return null;
  // Most of what rules compare grows with its input in a straight line: one guess on it, checked, spares the search.
  const [from, to] = [scale.rule(rule, low) as number, scale.rule(rule, high) as number];
  const guess = Math.ceil(((limit - from) / (to - from)) * scale.last);
  for (const place of [guess - 1, guess, guess + 1]) {
    if (place > 0 && place <= scale.last && side(place - 1) === first && side(place) !== first) return place;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (side(middle) === first) low = middle;
    else high = middle;
  }
  return high;
}

/** What a rule came to is known to the cent, its input is too: dividing by twenty parts blurs the place by ten cents. */
const blurOf = (step: number) => (step < 0.1 ? 16 : 1);

function nearest(
  places: readonly number[],
  scale: Scale,
  { name, step }: Lever,
  own: number,
  way: Threshold['way'],
): Threshold | null {
  const here = scale.placeOf(own);
  for (const place of places) {
    const low = stepAcross(scale, place, blurOf(step));
    if (way === 'above' ? low < here : low >= here) continue;
    if (!tips(scale, low)) continue;
    const beyond = way === 'above' ? low + 1 : low;
    const results = scale.results(beyond);
    if (results !== null) return { name, way, value: scale.valueAt(beyond), results };
  }
  return null;
}

/** The place just before the largest step of the results near here: `<` tips at its limit, `<=` one step after it. */
function stepAcross(scale: Scale, place: number, blur: number): number {
  let [low, high] = [Math.max(0, place - blur), Math.min(scale.last, place + blur)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const [left, right] = [scale.results(low), scale.results(high)];
    const between = scale.results(middle);
    if (distance(left, between) >= distance(between, right)) high = middle;
    else low = middle;
  }
  return low;
}

/**
 * What a result does everywhere (a share of a price grows with every cent) is no threshold: the step across must be
 * larger than those beside it.
 */
function tips(scale: Scale, low: number): boolean {
  const across = distance(scale.results(low), scale.results(low + 1));
  if (across === 0) return false;
  const beside = [low - 1, low + 1]
    .filter((place) => place >= 0 && place < scale.last)
    .map((place) => distance(scale.results(place), scale.results(place + 1)));
  return across > 2 * Math.max(0, ...beside.filter(Number.isFinite));
}

/**
 * How far two sets of results are apart: the sum of their numbers' differences, endless where a word or nothing differs.
 * A cent more or less is what rounding does to a straight line.
 */
function distance(a: readonly RuleResult[] | null, b: readonly RuleResult[] | null): number {
  if (a === null || b === null) return a === b ? 0 : Number.POSITIVE_INFINITY;
  let sum = 0;
  for (const [at, { value, unit }] of a.entries()) {
    const other = b[at]?.value;
    if (value === other) continue;
    if (typeof value !== 'number' || typeof other !== 'number') return Number.POSITIVE_INFINITY;
    const apart = Math.abs(value - other);
    if (unit?.startsWith('cent') !== true || apart > 1) sum += apart;
  }
  return sum;
}
