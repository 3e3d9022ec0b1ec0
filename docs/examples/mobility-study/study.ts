/** A fictional university asks how far people go, and how: five distances × five ways, and nothing of anybody. */
import type { StudyBody, StudyOperators } from '../../../relay/kit/client.ts';
import written from './study.json' with { type: 'json' };

/** Whole minutes, as `2026-12-01T08:00:00Z`. */
export interface StudyTimes {
  readonly opens: string;
  readonly closes: string;
  readonly releaseAt: string;
  readonly destroyAt: string;
  readonly precisionSeconds: number;
}

/** What is written by hand, who carries it at this relay, and when. */
export function mobilityStudy(
  { leader, issuer, helpers: [helper] }: StudyOperators,
  { opens, closes, ...times }: StudyTimes,
): StudyBody {
  if (helper === undefined) throw new TypeError('expected a relay with a second aggregator');
  return { ...(written as Draft), leader, helper, issuer, window: { opens, closes }, ...times };
}

type Draft = Omit<StudyBody, 'leader' | 'helper' | 'issuer' | 'window' | keyof StudyTimes>;
