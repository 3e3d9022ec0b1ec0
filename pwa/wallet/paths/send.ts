// send → receipt, for a yes that is kept. May be called again until the relay has answered: the same text twice is one
// grant, and when the answer got lost the mailbox tells whether it is there.

import { instantMs, instantText } from '../../../policy/instant.ts';
import { periodEnd } from '../../../policy/period.ts';
import { postConditionGrant } from '../link/condition.ts';
import { LinkFault } from '../link/fault.ts';
import { type GrantAnswer, postGrant } from '../link/grant.ts';
import { change } from '../vault/hold.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';
import { raiseAlarm } from './alarm.ts';
import { called } from './apart.ts';
import { PathFault } from './fault.ts';
import { over, requireGrant } from './kept-grant.ts';
import { knownLog, requireProven } from './log.ts';
import { readMine } from './mailbox.ts';
import { putOffReceipts } from './send-receipt.ts';
import { here, type Surroundings } from './surroundings.ts';

export interface SentGrant {
  readonly grantId: string;
  /** Same browser: where to go now. */
  readonly redirect: string | null;
  /** Another device: six characters to type there. */
  readonly confirm: string | null;
  /** False: kept here, the relay was not reached; `sendGrant` tries again. */
  readonly isSent: boolean;
}

/** On their way now. A stop of the same grant goes after it: sent before, the relay would know nothing to end. */
const onTheirWay = new Map<string, Promise<SentGrant>>();

export function sendGrant(grantId: string, around: Surroundings = here): Promise<SentGrant> {
  const sending =
    onTheirWay.get(grantId) ?? trySending(grantId, around).finally(() => onTheirWay.delete(grantId));
  onTheirWay.set(grantId, sending);
  return sending;
}

export async function afterSending(grantId: string): Promise<void> {
  await onTheirWay.get(grantId)?.catch(() => undefined);
}

async function trySending(grantId: string, around: Surroundings): Promise<SentGrant> {
  const kept = requireGrant(grantId);
  const { unsent } = kept;
  if (kept.status !== 'unsent' || unsent === null) return sentGrant(kept);
  called(around);
  try {
    const sent = await keepAnswer(grantId, await post(kept.text, unsent, around), around);
    await putOffReceipts(kept.mailbox, around);
    return sent;
  } catch (cause) {
    if (!(cause instanceof LinkFault)) throw cause;
    if (cause.isPassing) return { grantId, redirect: null, confirm: null, isSent: false };
    return afterRefusal(kept, cause, around);
  }
}

async function post(
  grant: string,
  unsent: NonNullable<KeptGrant['unsent']>,
  around: Surroundings,
): Promise<GrantAnswer> {
  const { condition, envelope } = unsent;
  if (condition === undefined) return postGrant(around.reach, { grant, ...unsent });
  return postConditionGrant(around.reach, { grant, envelope, ...condition });
}

/**
 * Refused for good. Perhaps because it is there already and only the answer was lost, also long ago, when the room has
 * closed since: the mailbox shows it. Nothing is given up before the mailbox was read.
 */
async function afterRefusal(kept: KeptGrant, cause: LinkFault, around: Surroundings): Promise<SentGrant> {
  called(around);
  await readMine(kept.mailbox, around);
  const shown = requireGrant(kept.id);
  if (shown.status !== 'unsent') return sentGrant(shown);
  await change(async (rows) => {
    const now = await rows.get('grant', kept.id);
    if (now?.status === 'unsent') rows.put('grant', kept.id, over(now, 'not-taken', around.now()));
  });
  throw cause;
}

async function keepAnswer(grantId: string, answer: GrantAnswer, around: Surroundings): Promise<SentGrant> {
  const kept = await change(async (rows) => {
    const now = await rows.get('grant', grantId);
    if (now === undefined) throw new PathFault('grant-unknown', 'grant is gone');
    // Stopped on this phone while it was being sent: it stays stopped, and the revocation goes after it.
    const isStopped = now.status !== 'unsent';
    const next: KeptGrant = {
      ...now,
      // Nobody has to type anything for a yes to a condition: it is in force.
      status: isStopped ? now.status : now.unsent?.condition === undefined ? 'waiting' : 'active',
      recordedAt: answer.at,
      until: instantText(periodEnd(now.period, instantMs(answer.at))),
      confirm: answer.confirm,
      redirect: answer.redirect,
      unsent: null,
      receipt: answer.receipt,
    };
    rows.put('grant', grantId, next);
    return next;
  });
  await proveGrant(kept, around);
  return sentGrant(kept);
}

/** An answer without a good place in the log changes nothing for the party; the resident is told. */
async function proveGrant(kept: KeptGrant, around: Surroundings): Promise<void> {
  if (kept.receipt === null) return;
  try {
    requireProven(kept.text, kept.receipt, await knownLog(around));
  } catch (cause) {
    if (!(cause instanceof PathFault)) throw cause;
    const evidence = { record: kept.text, receipt: { ...kept.receipt, path: [...kept.receipt.path] } };
    await raiseAlarm({ code: 'record-unproven', grant: kept.id, party: kept.party, evidence }, around);
  }
}

const sentGrant = ({ id, redirect, confirm }: KeptGrant): SentGrant => ({
  grantId: id,
  redirect,
  confirm,
  isSent: true,
});
