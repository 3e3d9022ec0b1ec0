/**
 * How much a bike box is needed, from 0 to 100: a logistic regression. It was learned from requests of the year before,
 * it is no set of rules, and a phone cannot do it again: that is said in the declaration.
 */
import type { Yes } from '../../../relay/kit/client.ts';

/** In the order of the model's weights. */
export const features = ['household-persons', 'commute-km', 'travel-mode', 'transit-pass'] as const;
export type Feature = (typeof features)[number];
export type Measured = Readonly<Record<Feature, number>>;

export interface Weight {
  readonly weight: number;
  /** Mean of the requests that it was learned from: what « usual » means. */
  readonly mean: number;
  readonly spread: number;
}

export interface Model {
  readonly version: string;
  readonly intercept: number;
  readonly weights: Readonly<Record<Feature, Weight>>;
  /** Found again: of those who used their box, how many had 50 points or more. For all, and for each group. */
  readonly found: { readonly all: number; readonly large: number; readonly pass: number };
  /** How the scores of the year before lie, in bands of 20 points. */
  readonly distribution: readonly { readonly band: string; readonly count: number }[];
}

/** Facts as numbers; a fact that was not given is the usual one. A band stands for its middle. */
export function measure(facts: Yes['content']['facts'], model: Pick<Model, 'weights'>): Measured {
  const numberOf = (key: Feature): number => {
    const value = facts.find((fact) => fact.key === key)?.value;
    if (key === 'travel-mode')
      return value === undefined ? model.weights[key].mean : Number(value === 'bike');
    if (typeof value === 'boolean') return Number(value);
    if (typeof value === 'object' && 'from' in value) return (value.from + value.to) / 2;
    return typeof value === 'number' ? value : model.weights[key].mean;
  };
  return Object.fromEntries(features.map((key) => [key, numberOf(key)])) as Measured;
}

export function likelihood(measured: Measured, model: Pick<Model, 'intercept' | 'weights'>): number {
  const sum = features.reduce((total, key) => {
    const { weight, mean, spread } = model.weights[key];
    return total + (weight * (measured[key] - mean)) / spread;
  }, model.intercept);
  return 1 / (1 + Math.exp(-sum));
}

export const scoreOf = (measured: Measured, model: Pick<Model, 'intercept' | 'weights'>): number =>
  Math.round(100 * likelihood(measured, model));

/** What each fact did: the points that would be missing if it were the usual one. */
export function contributions(measured: Measured, model: Model): { key: Feature; points: number }[] {
  const score = scoreOf(measured, model);
  return features.map((key) => ({
    key,
    points: score - scoreOf({ ...measured, [key]: model.weights[key].mean }, model),
  }));
}

const bandWidth = 20;
export const bands = [0, 20, 40, 60, 80].map(
  (from) => `${from} à ${from === 80 ? 100 : from + bandWidth - 1}`,
);

export const bandOf = (score: number): string =>
  bands[Math.min(Math.floor(score / bandWidth), bands.length - 1)] as string;
