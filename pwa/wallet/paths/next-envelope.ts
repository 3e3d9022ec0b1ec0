// Envelope n+1 of a grant: sealed under the key of its epoch, at the same scope and precision, kept together with the
// outbox row that will carry it. New values and leaving an experiment go this way, and nothing else may.

import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { randomBytes } from '../../../crypto/random.ts';
import type { Fact } from '../../../policy/fact.ts';
import { instantMs, minuteText } from '../../../policy/instant.ts';
import { readView } from '../../../policy/view.ts';
import type { Change } from '../vault/hold.ts';
import type { KeptEnvelope, KeptGrant } from '../vault/kept/grant.ts';
import { envelopes } from '../vault/open.ts';
import { PathFault } from './fault.ts';
import { isRenewable } from './outdated.ts';
import { requireSealed, sealEnvelope } from './seal-envelope.ts';
import { outgoingEnvelope } from './send-envelope.ts';
import type { Surroundings } from './surroundings.ts';

export interface Sealable {
  readonly kept: KeptGrant & { readonly epochKey: string };
  /** The newest envelope: sent, or waiting for the network. */
  readonly last: KeptEnvelope;
}

/** A grant that is in force and whose key is here. */
export async function requireSealable(
  rows: Change,
  grantId: string,
  around: Surroundings,
): Promise<Sealable> {
  const kept = await rows.get('grant', grantId);
  if (kept === undefined) throw new PathFault('grant-unknown', 'no such grant in this vault');
  const { epochKey } = kept;
  const isOver = kept.until !== null && instantMs(kept.until) <= around.now();
  if (!isRenewable(kept) || epochKey === null || isOver)
    throw new PathFault('grant-over', 'expected a grant that is in force');
  return { kept: { ...kept, epochKey }, last: await newestOf(rows, grantId) };
}

export async function keepNext(
  rows: Change,
  kept: Sealable['kept'],
  last: KeptEnvelope,
  next: { readonly values: readonly Fact[]; readonly experiment: 'left' | undefined },
  around: Surroundings,
): Promise<void> {
  // One that has not left yet is no snapshot of anything sent: the newer one takes its place.
  const waiting = await rows.get('outgoing', outgoingEnvelope(kept.id, last.n));
  const n = waiting?.tries === 0 ? last.n : last.n + 1;
  const { grant } = kept;
  const view = readView({ ...last.view, values: next.values });
  const viewSalt = randomBytes(32);
  const asOf = minuteText(around.now());
  const epochKey = fromBase64url(kept.epochKey);
  const shown = { view, ...(next.experiment === undefined ? {} : { experiment: next.experiment }) };
  const sealed = sealEnvelope(grant, n, epochKey, { ...shown, viewSalt, asOf });
  requireSealed(grant, n, epochKey, sealed, shown);
  rows.put('envelope', `${kept.id}/${n}`, {
    grant: kept.id,
    epoch: grant.epoch,
    n,
    asOf,
    facts: [...next.values],
    ...shown,
    viewSalt: toBase64url(viewSalt),
    digest: toBase64url(sha256(sealed)),
  });
  const id = outgoingEnvelope(kept.id, n);
  rows.put('outgoing', id, {
    id,
    kind: 'envelope',
    grant: kept.id,
    party: kept.party,
    text: toBase64url(sealed),
    notBefore: asOf,
    at: asOf,
    tries: 0,
  });
}

async function newestOf(rows: Change, grantId: string): Promise<KeptEnvelope> {
  const held = [...envelopes.value.values()].filter(({ grant }) => grant === grantId).map(({ n }) => n);
  let newest = await rows.get('envelope', `${grantId}/${Math.max(1, ...held)}`);
  // Another tab may have been faster.
  for (let next = newest; next !== undefined; next = await rows.get('envelope', `${grantId}/${next.n + 1}`))
    newest = next;
  if (newest === undefined) throw new PathFault('grant-over', 'nothing is kept of what was sent');
  return newest;
}
