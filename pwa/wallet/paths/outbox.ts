// What waits to be sent. Revocations first and at once, whatever else waits; new values at a distance from each other;
// each in a call of its own. Late receipts leave behind everything else: see `send-receipt.ts`.

import { recordDigest } from '../../../crypto/hash.ts';
import type { LogReceipt } from '../../../policy/receipt.ts';
import { LinkFault } from '../link/fault.ts';
import { postRevocation } from '../link/revoke.ts';
import { change } from '../vault/hold.ts';
import type { KeptOutgoing } from '../vault/kept/wallet.ts';
import { grants, heldSignal, outbox } from '../vault/open.ts';
import { raiseAlarm } from './alarm.ts';
import { called } from './apart.ts';
import { PathFault } from './fault.ts';
import { sendHandovers } from './handover.ts';
import { over } from './kept-grant.ts';
import { knownLog, requireProven } from './log.ts';
import { sendMandateEnds, sendMandates } from './mandate.ts';
import { sendThreads } from './my-thread.ts';
import { sendPauses } from './pause.ts';
import { afterSending, sendGrant } from './send.ts';
import { sendEnvelopes } from './send-envelope.ts';
import { putOffReceipts } from './send-receipt.ts';
import { here, type Surroundings } from './surroundings.ts';

/** At start, when the network is back, and now and then. */
export async function sendOutbox(around: Surroundings = here): Promise<void> {
  await sendRevocations(around);
  await sendMandateEnds(around);
  await sendPauses(around);
  await sendMandates(around);
  for (const { id } of grants.value.filter(({ status }) => status === 'unsent')) {
    // A refused yes is marked so in the vault; what waits behind it still has to go.
    await sendGrant(id, around).catch(passLink);
  }
  await sendEnvelopes(around);
  await sendThreads(around);
  await handOver(around);
}

/** Only where keys were replaced: most wallets never lose a phone. */
async function handOver(around: Surroundings): Promise<void> {
  if (heldSignal.value.keys.get('wallet')?.formerPairs === undefined) return;
  await sendHandovers(around);
}

export async function sendRevocations(around: Surroundings = here): Promise<void> {
  for (const waiting of outbox.value.filter(({ kind }) => kind === 'revocation'))
    await sendRevocation(waiting, around);
}

async function sendRevocation(waiting: KeptOutgoing, around: Surroundings): Promise<void> {
  const grantId = waiting.grant;
  if (grantId === null) return;
  await afterSending(grantId);
  called(around);
  try {
    const { at, receipt } = await postRevocation(around.reach, waiting.text);
    await end(waiting, grantId, at);
    await putOffReceipts(grants.value.find(({ id }) => id === grantId)?.mailbox ?? null, around);
    if (receipt !== null) await proveEnd(waiting, receipt, around);
  } catch (cause) {
    if (!(cause instanceof LinkFault)) throw cause;
    // A grant that the relay never took is as ended as one that it ended.
    if (cause.problem?.code === 'grant-unknown') await end(waiting, grantId, waiting.at);
    else await keepTry(waiting);
  }
}

async function end(waiting: KeptOutgoing, grantId: string, at: string): Promise<void> {
  await change(async (rows) => {
    const kept = await rows.get('grant', grantId);
    if (kept !== undefined)
      rows.put('grant', grantId, { ...over(kept, kept.endReason ?? 'grant-withdrawn', 0), endedAt: at });
    rows.drop('outgoing', waiting.id);
  });
}

async function proveEnd(waiting: KeptOutgoing, receipt: LogReceipt, around: Surroundings): Promise<void> {
  // An end by the card or by another device came first: the receipt is of that record, and the mailbox shows it.
  if (receipt.digest !== recordDigest(waiting.text)) return;
  try {
    requireProven(waiting.text, receipt, await knownLog(around));
  } catch (cause) {
    if (cause instanceof LinkFault) return;
    if (!(cause instanceof PathFault)) throw cause;
    const evidence = { record: waiting.text, receipt: { ...receipt, path: [...receipt.path] } };
    await raiseAlarm(
      { code: 'record-unproven', grant: waiting.grant ?? '', party: waiting.party, evidence },
      around,
    );
  }
}

async function keepTry(waiting: KeptOutgoing): Promise<void> {
  await change(async (rows) => {
    const now = await rows.get('outgoing', waiting.id);
    if (now !== undefined) rows.put('outgoing', waiting.id, { ...now, tries: now.tries + 1 });
  });
}

function passLink(cause: unknown): void {
  if (!(cause instanceof LinkFault)) throw cause;
}
