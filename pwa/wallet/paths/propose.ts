// What the request screen offers: each asked fact with the value that would really be sent, and what the resident's own
// rules propose. Reads signals, so that a fact typed while the screen is open appears at once.

import { coarsen, type Fact, type FactKey, type FactValue } from '../../../policy/fact.ts';
import { daysOf, isWithinPeriod, type Period, periodDays } from '../../../policy/period.ts';
import { type Answer, mayAnswerAlone, mayRefuseAlone, propose } from '../../../policy/preference.ts';
import { facts, isProvisional, preferences } from '../vault/open.ts';
import type { Ask } from './ask.ts';

export interface ProposedFact {
  readonly key: FactKey;
  readonly necessity: 'required' | 'optional';
  /** The finest that may be sent: what was asked. */
  readonly precision: string;
  readonly held: Fact | null;
  /** As it would be sent at the asked precision. */
  readonly value: FactValue | null;
  readonly proposal: Answer;
}

export function proposedFacts(ask: Pick<Ask, 'detail' | 'party'>): ProposedFact[] {
  const proposals = propose(preferences.value, ask.detail, ask.party);
  return ask.detail.facts.map(({ key, necessity, precision }) => {
    const held = facts.value.get(key) ?? null;
    const value = held === null ? null : coarsen(key, held.value, precision);
    return { key, necessity, precision, held, value, proposal: proposals.get(key) ?? 'ask' };
  });
}

/** A wallet whose kit was not rehearsed may be lost with the phone: its agreements stay short. */
export const provisionalDays = 31;

/** What may be chosen, longest first; never longer than asked, and `once` always last. */
export function offeredPeriods(ask: Pick<Ask, 'detail'>): Period[] {
  const longest = isProvisional.value ? provisionalDays : 365;
  const days = periodDays
    .toReversed()
    .map((count) => ({ days: count }))
    .filter((period) => period.days <= longest && isWithinPeriod(period, ask.detail.period));
  return [...days, { once: true }];
}

export const isOffered = (ask: Pick<Ask, 'detail'>, period: Period): boolean =>
  offeredPeriods(ask).some(
    (offered) => 'once' in offered === 'once' in period && daysOf(offered) === daysOf(period),
  );

/** Only where the resident set it, and only when every asked fact is there. */
export function aloneAnswer(ask: Ask): 'yes' | 'no' | null {
  if (mayRefuseAlone(preferences.value, ask.detail, ask.party)) return 'no';
  const isWhole = ask.detail.facts.every(({ key }) => facts.value.has(key));
  return isWhole && mayAnswerAlone(preferences.value, ask.detail, ask.party) ? 'yes' : null;
}
