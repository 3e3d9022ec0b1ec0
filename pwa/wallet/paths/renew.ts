// A shared fact has changed → seal → keep → send. Envelope n+1 of a grant: same scope and precision, sealed under the
// key of its epoch, in the place of n at the relay. What was sent before stays here, for calculations made on it.

import { randomId } from '../../../crypto/random.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { canonicalText } from '../../../policy/canonical.ts';
import type { Fact, FactKey } from '../../../policy/fact.ts';
import { minuteText } from '../../../policy/instant.ts';
import type { Scope } from '../../../policy/scope.ts';
import { type Change, change } from '../vault/hold.ts';
import type { Renewal } from '../vault/kept/wallet.ts';
import { alarms, lockState, outbox, renewal } from '../vault/open.ts';
import { PathFault } from './fault.ts';
import { keepNext, requireSealable } from './next-envelope.ts';
import { type ChangedFact, changedFacts, factsNow, isRenewable, outdated } from './outdated.ts';
import { sendEnvelopes } from './send-envelope.ts';
import { here, type Surroundings } from './surroundings.ts';

/** A fact is kept from its first valid digit on; what leaves by itself waits until nobody types any more. */
const quietMs = 60_000;

export async function setRenewal(wished: Renewal): Promise<void> {
  await change(async (rows) => {
    const kept = await rows.get('setting', 'wallet');
    rows.put('setting', 'wallet', { ...kept, renewal: wished });
  });
}

/** sent: the party reads the new value from now on · queued: sealed and kept, waits for the network. */
export type Renewed = 'sent' | 'queued';

/** « Envoyer la nouvelle valeur », one tap. `shown` is what stood on the card. */
export async function renewGrant(
  grantId: string,
  shown: readonly ChangedFact[],
  around: Surroundings = here,
): Promise<Renewed> {
  await readySodium();
  await change(async (rows) => {
    const changed = await sealNext(rows, grantId, around);
    if (canonicalText(changed) !== canonicalText(shown))
      throw new PathFault('view-differs', 'values changed since they were shown');
  });
  await sendEnvelopes(around);
  return outbox.value.some(({ kind, grant }) => kind === 'envelope' && grant === grantId) ? 'queued' : 'sent';
}

let round = 0;

/** Where the resident has set `always`: once typing has come to rest, or when the wallet is opened. */
export async function renewSoon(around: Surroundings = here): Promise<void> {
  round += 1;
  const mine = round;
  await around.pause(quietMs);
  if (mine !== round || lockState.value !== 'open' || renewal.value !== 'always') return;
  await readySodium();
  // What the relay has refused once is not tried again without a tap.
  const refused = new Set(
    alarms.value.flatMap(({ code, grant }) => (code === 'envelope-refused' ? grant : [])),
  );
  for (const grantId of outdated.value.keys())
    if (!refused.has(grantId)) await change((rows) => renewAlone(rows, grantId, around));
  await sendEnvelopes(around);
}

async function renewAlone(rows: Change, grantId: string, around: Surroundings): Promise<void> {
  const kept = await rows.get('grant', grantId);
  // Stopped, or sealed by another tab, since the list was read.
  if (kept === undefined || !isRenewable(kept)) return;
  if ((await sealNext(rows, grantId, around)).length === 0) return;
  const id = randomId();
  const at = minuteText(around.now());
  rows.put('event', id, { id, at, what: 'renewed-alone', party: kept.party, grant: grantId });
}

/** Seals and keeps what the facts are now; gives what has changed, and does nothing where nothing has. */
async function sealNext(
  rows: Change,
  grantId: string,
  around: Surroundings,
): Promise<readonly ChangedFact[]> {
  const { kept, last } = await requireSealable(rows, grantId, around);
  const values = await factsIn(rows, kept.scope, last.facts);
  const changed = changedFacts(last.facts, values);
  // Who left an experiment stays out of it, whatever else changes.
  if (changed.length > 0) await keepNext(rows, kept, last, { values, experiment: last.experiment }, around);
  return changed;
}

async function factsIn(rows: Change, scope: Scope, sent: readonly Fact[]): Promise<Fact[]> {
  const held = new Map<FactKey, Fact>();
  for (const { key } of scope.facts) {
    const fact = await rows.get('fact', key);
    if (fact !== undefined) held.set(key, fact);
  }
  return factsNow(scope, sent, (key) => held.get(key));
}
