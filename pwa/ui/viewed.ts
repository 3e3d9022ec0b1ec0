import type { FactKey, FactValue, Place } from '../../policy/fact.ts';
import type { Period } from '../../policy/period.ts';
import type { Answer } from '../../policy/preference.ts';
import type { Standing } from './field.ts';

/** One asked fact, as it stands on the request screen. */
export interface ViewedFact {
  readonly key: FactKey;
  readonly necessity: 'required' | 'optional';
  /** What was asked, and what the resident chose: never finer. */
  readonly precision: string;
  readonly chosen: string;
  readonly isIncluded: boolean;
  /** At the chosen precision; null while it is missing. */
  readonly shown: FactValue | null;
  readonly value: FactValue | null;
  readonly proposal: Answer;
}

/** What the resident can do with it before the answer. */
export interface RequestActs {
  readonly typeFact: (key: FactKey, value: FactValue) => unknown;
  readonly correctFact: (key: FactKey, value: FactValue) => unknown;
  readonly noteStanding: (key: FactKey, standing: Standing) => void;
  readonly includeFact: (key: FactKey, isIncluded: boolean) => void;
  readonly choosePrecision: (key: FactKey, precision: string) => void;
  readonly leaveExperiment: (isLeft: boolean) => void;
  readonly choosePeriod: (period: Period) => void;
  readonly findPlaces: (start: string) => Promise<readonly Place[]>;
  readonly whereAmI: () => Promise<{ lat: number; lon: number }>;
}
