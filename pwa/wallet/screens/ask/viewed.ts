// What a request shows of each fact, as the resident has narrowed it so far: for a scanned request and for one that is asked
// of a whole district.

import { coarsen, type FactKey } from '../../../../policy/fact.ts';
import type { Period } from '../../../../policy/period.ts';
import type { View } from '../../../../policy/view.ts';
import type { Standing } from '../../../ui/field.ts';
import type { ViewedFact } from '../../../ui/viewed.ts';
import type { Ask } from '../../paths/ask.ts';
import { proposedFacts } from '../../paths/propose.ts';

export interface Narrowed {
  readonly included: Readonly<Partial<Record<FactKey, boolean>>>;
  readonly coarser: Readonly<Partial<Record<FactKey, string>>>;
}

/** Displayed = signed = sent: values as the view has them. */
export function drawnFrom(view: View | null, fact: ViewedFact): ViewedFact {
  if (view === null) return fact;
  return { ...fact, shown: view.values.find((value) => value.key === fact.key)?.value ?? null };
}

export function viewedFacts(ask: Pick<Ask, 'detail' | 'party'>, choice: Narrowed): ViewedFact[] {
  return proposedFacts(ask).map((fact) => {
    // A « jamais » of the resident's own rules leaves an optional fact out until the resident says otherwise.
    const isIncluded =
      fact.necessity === 'required' || (choice.included[fact.key] ?? fact.proposal !== 'never');
    const chosen = choice.coarser[fact.key] ?? fact.precision;
    const held = fact.held?.value ?? null;
    return {
      key: fact.key,
      necessity: fact.necessity,
      precision: fact.precision,
      chosen,
      isIncluded,
      value: held,
      shown: held === null ? null : coarsen(fact.key, held, chosen),
      proposal: fact.proposal,
    };
  });
}

/** A field that was emptied or does not read must not send what stood there before. */
export const missingFrom = (
  facts: readonly ViewedFact[],
  standing: Readonly<Partial<Record<FactKey, Standing>>>,
): ViewedFact[] =>
  facts.filter(
    ({ key, isIncluded, value, necessity }) =>
      isIncluded &&
      (standing[key] === 'no-value' ||
        (necessity === 'required' && (value === null || standing[key] === 'nothing'))),
  );

export const isSame = (left: Period, right: Period | null) => JSON.stringify(left) === JSON.stringify(right);

export function longestWithin(periods: readonly Period[], asked: Period): Period {
  return periods.find((entry) => isSame(entry, asked)) ?? periods[0] ?? { once: true };
}
