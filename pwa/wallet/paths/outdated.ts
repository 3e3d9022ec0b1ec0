// A fact that is shared has changed here, and the party still reads the value that was sent. Computed from what was sent
// and what is held, so it is true after a reload, and no longer when the fact is changed back. Light: cards show it.

import { computed, type ReadonlySignal } from '@preact/signals';
import { canonicalText } from '../../../policy/canonical.ts';
import { coarsen, type Fact, type FactKey, type FactValue } from '../../../policy/fact.ts';
import type { Scope } from '../../../policy/scope.ts';
import type { KeptEnvelope, KeptGrant } from '../vault/kept/grant.ts';
import { envelopes, facts, grants } from '../vault/open.ts';

/** Both at the precision of the grant: what is finer was never shared. */
export interface ChangedFact {
  readonly key: FactKey;
  readonly sent: FactValue;
  readonly now: FactValue;
}

/** By grant: in force, at the relay, and with another value than the one held here. */
export const outdated: ReadonlySignal<ReadonlyMap<string, readonly ChangedFact[]>> = computed(() => {
  const newest = new Map<string, KeptEnvelope>();
  for (const envelope of envelopes.value.values())
    if (envelope.n > (newest.get(envelope.grant)?.n ?? 0)) newest.set(envelope.grant, envelope);
  return new Map(
    grants.value.filter(isRenewable).flatMap((grant) => {
      const sent = newest.get(grant.id);
      if (sent === undefined) return [];
      const changed = changedFacts(
        sent.facts,
        factsNow(grant.scope, sent.facts, (key) => facts.value.get(key)),
      );
      return changed.length === 0 ? [] : [[grant.id, changed] as const];
    }),
  );
});

/** The relay has it, and this wallet can still seal. */
export const isRenewable = ({ status, epochKey }: KeptGrant): boolean =>
  (status === 'active' || status === 'waiting') && epochKey !== null;

/** What was sealed before a pause still leaves after it: the numbers go on where they were, and nobody reads meanwhile. */
export const isSendable = (kept: KeptGrant): boolean =>
  isRenewable(kept) || ((kept.status === 'paused' || kept.status === 'suspended') && kept.epochKey !== null);

/** In the order of the scope. A fact forgotten here stays as it was sent: forgetting is not stopping. */
export function factsNow(
  scope: Scope,
  sent: readonly Fact[],
  held: (key: FactKey) => Fact | undefined,
): Fact[] {
  return scope.facts.flatMap(({ key, precision }) => {
    const before = sent.find((fact) => fact.key === key);
    const fact = held(key);
    if (fact === undefined) return before ?? [];
    const now = { ...fact, value: coarsen(key, fact.value, precision) };
    return before !== undefined && isSame(before.value, now.value) ? before : now;
  });
}

export function changedFacts(sent: readonly Fact[], now: readonly Fact[]): ChangedFact[] {
  return now.flatMap(({ key, value }) => {
    const before = sent.find((fact) => fact.key === key);
    return before === undefined || isSame(before.value, value) ? [] : { key, sent: before.value, now: value };
  });
}

const isSame = (left: FactValue, right: FactValue): boolean => canonicalText(left) === canonicalText(right);
