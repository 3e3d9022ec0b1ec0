// « These bytes were received », on its way: late, and never beside what another mailbox sends. However long the pause
// between two calls, the log keeps their order, and on a quiet day one visit of one person is two neighbours there.

import { dayText, minuteText } from '../../../policy/instant.ts';
import { dayMs, hourMs } from '../../../policy/period.ts';
import { readReceipt } from '../../../policy/receipt.ts';
import { splitRecord } from '../../../policy/record.ts';
import { LinkFault } from '../link/fault.ts';
import { postReceipt } from '../link/receipt.ts';
import { change } from '../vault/hold.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';
import type { KeptOutgoing } from '../vault/kept/wallet.ts';
import { calculations, grants, lockState, outbox } from '../vault/open.ts';
import { apart } from './apart.ts';
import { askState } from './ask.ts';
import { signReceipt } from './countersign.ts';
import type { Surroundings } from './surroundings.ts';

/** Whoever opens the wallet to answer or to stop does so first. */
const restMs = 20_000;

/** Behind everything else of a visit. Of the mailboxes that have one to send, one, by chance; the others wait. */
export async function sendReceipts(around: Surroundings): Promise<void> {
  if (dueReceipts(around).length === 0) return;
  await around.pause(restMs * (1 + around.chance()));
  await apart(around);
  // A yes or a no may follow: its mailbox would stand beside the receipt's.
  if (lockState.value !== 'open' || askState.value.step !== 'none') return;
  const due = dueReceipts(around);
  const mailboxes = [...new Set(due.map(mailboxOf))];
  const chosen = mailboxes[Math.floor(around.chance() * mailboxes.length)];
  if (chosen === undefined) return;
  await putOffReceipts(chosen, around);
  for (const waiting of due) if (mailboxOf(waiting) === chosen) await sendReceipt(waiting, around);
}

/** Before something leaves for `mailbox`: what waits for any other leaves at another visit. */
export async function putOffReceipts(mailbox: string | null, around: Surroundings): Promise<void> {
  const others = outbox.value.filter(
    (waiting) => waiting.kind === 'receipt' && mailboxOf(waiting) !== mailbox,
  );
  if (others.length === 0) return;
  await change(async (rows) => {
    for (const { id } of others) {
      const now = await rows.get('outgoing', id);
      const notBefore = minuteText(around.now() + hourMs + around.chance() * (dayMs - hourMs));
      if (now !== undefined && now.notBefore < notBefore) rows.put('outgoing', id, { ...now, notBefore });
    }
  });
}

const dueReceipts = (around: Surroundings): KeptOutgoing[] =>
  outbox.value.filter(({ kind, notBefore }) => kind === 'receipt' && Date.parse(notBefore) <= around.now());

const grantOf = ({ grant }: KeptOutgoing): KeptGrant | undefined =>
  grants.value.find(({ id }) => id === grant);
const mailboxOf = (waiting: KeptOutgoing): string | null => grantOf(waiting)?.mailbox ?? null;

async function sendReceipt(waiting: KeptOutgoing, around: Surroundings): Promise<void> {
  try {
    await postReceipt(around.reach, await datedToday(waiting, around));
    await change((rows) => rows.drop('outgoing', waiting.id));
  } catch (cause) {
    if (!(cause instanceof LinkFault)) throw cause;
    // A receipt is worth nothing more to the resident: never is as good as late (protocol §9).
    if (!cause.isPassing) await change((rows) => rows.drop('outgoing', waiting.id));
    else
      await change(async (rows) => {
        const now = await rows.get('outgoing', waiting.id);
        if (now !== undefined) rows.put('outgoing', waiting.id, { ...now, tries: now.tries + 1 });
      });
  }
}

/** Signed on the day it leaves: the relay takes no older one, and the day it was read is nobody's business. */
async function datedToday(waiting: KeptOutgoing, around: Surroundings): Promise<string> {
  const grant = grantOf(waiting);
  const calculation = calculations.value.find(({ receiptText }) => receiptText === waiting.text);
  const { at } = readReceipt(splitRecord(waiting.text).body);
  if (at === dayText(around.now()) || grant === undefined || calculation === undefined) return waiting.text;
  const { text } = signReceipt(calculation, grant, around);
  await change(async (rows) => {
    const now = await rows.get('calculation', calculation.digest);
    const row = await rows.get('outgoing', waiting.id);
    if (now !== undefined) rows.put('calculation', now.digest, { ...now, receiptText: text });
    if (row !== undefined) rows.put('outgoing', row.id, { ...row, text });
  });
  return text;
}
