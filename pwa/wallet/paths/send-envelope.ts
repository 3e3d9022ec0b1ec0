// New values on their way: each grant in a call of its own, at a distance by chance, in no order (protocol §4); the
// numbers of one grant one after the other, for the relay takes no other.

import { fromBase64url } from '../../../crypto/encode.ts';
import { postEnvelope } from '../link/envelope.ts';
import { LinkFault } from '../link/fault.ts';
import { change } from '../vault/hold.ts';
import type { KeptEnvelope, KeptGrant } from '../vault/kept/grant.ts';
import type { KeptOutgoing } from '../vault/kept/wallet.ts';
import { heldSignal, lockState, outbox } from '../vault/open.ts';
import { raiseAlarm } from './alarm.ts';
import { apart } from './apart.ts';
import { isSendable } from './outdated.ts';
import { type Surroundings, shuffled } from './surroundings.ts';
import { voiceOf } from './voice.ts';

/** Name of the outbox row of one envelope. */
export const outgoingEnvelope = (grantId: string, n: number): string => `envelope ${grantId}/${n}`;

/** One run at a time in this tab: what a run before has sent is gone when the next one looks. */
let turn: Promise<void> = Promise.resolve();

export function sendEnvelopes(around: Surroundings): Promise<void> {
  const mine = turn.then(() => sendAll(around));
  turn = mine.catch(() => undefined);
  return mine;
}

async function sendAll(around: Surroundings): Promise<void> {
  const waiting = outbox.value.filter(({ kind }) => kind === 'envelope');
  const grants = [...new Set(waiting.map(({ grant }) => grant ?? ''))];
  for (const grant of shuffled(grants, around)) {
    if (!around.isOnline()) return;
    const numbers = waiting
      .filter((row) => row.grant === grant)
      .map(({ id }) => Number(id.slice(id.lastIndexOf('/') + 1)))
      .sort((left, right) => left - right);
    for (const n of numbers) {
      await apart(around);
      if (lockState.value !== 'open') return;
      if (!(await sendEnvelope(grant, n, around))) break;
    }
  }
}

interface Leaving {
  readonly waiting: KeptOutgoing;
  readonly kept: KeptGrant;
  readonly sent: KeptEnvelope;
}

/** False: it waits still, and what comes after it under this grant has to wait too. */
async function sendEnvelope(grantId: string, n: number, around: Surroundings): Promise<boolean> {
  const leaving = await markTry(grantId, n);
  if (leaving === null) return true;
  const { waiting, kept, sent } = leaving;
  const post = { grant: grantId, epoch: sent.epoch, n, envelope: fromBase64url(waiting.text) };
  try {
    await postEnvelope(around.reach, voiceOf(kept), post, around.now());
  } catch (cause) {
    if (!(cause instanceof LinkFault)) throw cause;
    if (cause.isPassing) return false;
    await afterRefusal(leaving, cause, around);
    return false;
  }
  await change((rows) => rows.drop('outgoing', waiting.id));
  return true;
}

/** Written before it leaves: from now on these bytes may be at the relay, and nothing takes their place here. */
function markTry(grantId: string, n: number): Promise<Leaving | null> {
  const id = outgoingEnvelope(grantId, n);
  return change(async (rows) => {
    const waiting = await rows.get('outgoing', id);
    const kept = await rows.get('grant', grantId);
    const sent = await rows.get('envelope', `${grantId}/${n}`);
    if (waiting === undefined) return null;
    if (kept === undefined || sent === undefined || !isSendable(kept)) {
      rows.drop('outgoing', id);
      return null;
    }
    rows.put('outgoing', id, { ...waiting, tries: waiting.tries + 1 });
    return { waiting, kept, sent };
  });
}

/** Ended there: the next look tells how. Anything else should not happen, and the party reads the old value on. */
async function afterRefusal({ kept, sent }: Leaving, cause: LinkFault, around: Surroundings): Promise<void> {
  const code = cause.problem?.code ?? cause.code;
  await change((rows) => {
    // Later numbers stand on this one: the relay can take none of them.
    for (const { grant, n } of heldSignal.value.envelope.values()) {
      if (grant !== kept.id || n < sent.n) continue;
      rows.drop('outgoing', outgoingEnvelope(grant, n));
      rows.drop('envelope', `${grant}/${n}`);
    }
  });
  if (code === 'grant-ended' || code === 'grant-unknown') return;
  const evidence = { code, n: sent.n };
  await raiseAlarm({ code: 'envelope-refused', grant: kept.id, party: kept.party, evidence }, around);
}
