// decide → sign → keep → send. A stop is in force on this phone at once: the revocation is signed and kept, the key that
// could seal more is destroyed, in one write. Then it is sent; without network it waits, first in line.

import { toBase64url } from '../../../crypto/encode.ts';
import { randomId } from '../../../crypto/random.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { minuteText } from '../../../policy/instant.ts';
import type { Revocation, RevocationReason } from '../../../policy/revocation.ts';
import { change } from '../vault/hold.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';
import { grants, outbox } from '../vault/open.ts';
import { revocationOf } from './chain.ts';
import { PathFault } from './fault.ts';
import { sendRevocations } from './outbox.ts';
import { signText } from './sign-text.ts';
import { here, type Surroundings } from './surroundings.ts';
import { voiceOf } from './voice.ts';

/** ended: the relay has confirmed it · queued: in force here, waits for the network. */
export type Stopped = 'ended' | 'queued';

export async function stopGrant(
  grantId: string,
  around: Surroundings = here,
  reason?: RevocationReason,
): Promise<Stopped> {
  await stopHere([grantId], around, reason);
  await sendRevocations(around);
  return stateOf(grantId);
}

/** Every live agreement: all are stopped here in one write, before the first is sent. */
export async function stopAll(
  around: Surroundings = here,
  reason?: RevocationReason,
): Promise<{ readonly ended: number; readonly queued: number }> {
  const live = grants.value.filter(({ status }) => status !== 'ended').map(({ id }) => id);
  await stopHere(live, around, reason);
  await sendRevocations(around);
  const ended = live.filter((id) => stateOf(id) === 'ended').length;
  return { ended, queued: live.length - ended };
}

async function stopHere(
  grantIds: readonly string[],
  around: Surroundings,
  reason?: RevocationReason,
): Promise<void> {
  await readySodium();
  await change(async (rows) => {
    for (const id of grantIds) {
      const kept = await rows.get('grant', id);
      if (kept === undefined) throw new PathFault('grant-unknown', 'no such grant in this vault');
      if (kept.status === 'ended' || kept.status === 'stopping') continue;
      const at = minuteText(around.now());
      // A new value or a pause that waits must not leave after the stop.
      for (const { id: waiting, kind, grant } of outbox.value)
        if ((kind === 'envelope' || kind === 'pause') && grant === id) rows.drop('outgoing', waiting);
      const name = revocationOf(id);
      const text = signRevocation(kept, at, reason);
      rows.put('outgoing', name, {
        id: name,
        kind: 'revocation',
        grant: id,
        party: kept.party,
        text,
        notBefore: at,
        at,
        tries: 0,
      });
      rows.put('grant', id, {
        ...kept,
        status: 'stopping',
        endReason: 'grant-withdrawn',
        endedAt: at,
        epochKey: null,
        unsent: null,
        confirm: null,
        redirect: null,
      });
    }
  });
}

function signRevocation(kept: KeptGrant, at: string, reason?: RevocationReason): string {
  const pair = voiceOf(kept);
  const revocation: Revocation = {
    v: 1,
    type: 'revocation',
    id: randomId(),
    at,
    by: pair.mailbox,
    key: toBase64url(pair.signing.publicKey),
    grant: kept.id,
    ...(reason === undefined ? {} : { reason }),
  };
  return signText(revocation, pair);
}

const stateOf = (grantId: string): Stopped =>
  grants.value.find(({ id }) => id === grantId)?.status === 'ended' ? 'ended' : 'queued';
