// The private sequence of help at one mailbox: who may help, who did, and when it ended, as the relay keeps it. No party
// sees any of it; that a helper was let through after the end is found here.

import { fromBase64url } from '../../../crypto/encode.ts';
import { recordDigest } from '../../../crypto/hash.ts';
import { verifyRecord } from '../../../crypto/verify.ts';
import { callLabel } from '../../../policy/call.ts';
import { PolicyFault } from '../../../policy/fault.ts';
import { instantMs } from '../../../policy/instant.ts';
import { readMandate, type ShownWarrant, warrantLabel } from '../../../policy/mandate.ts';
import { dayMs } from '../../../policy/period.ts';
import { labelIn } from '../../../policy/realm.ts';
import type { LogReceipt } from '../../../policy/receipt.ts';
import { splitRecord } from '../../../policy/record.ts';
import type { MailboxReading, ShownMandate, ShownUse } from '../link/mailbox.ts';
import { realmHere } from '../realm.ts';
import { change } from '../vault/hold.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';
import type { KeptMandate, KeptUse } from '../vault/kept/mandate.ts';
import { heldSignal } from '../vault/open.ts';
import { raiseAlarm } from './alarm.ts';
import { PathFault } from './fault.ts';
import { isInLog, type KnownLog } from './log.ts';
import { requireType } from './party.ts';
import { isSigned } from './party-signed.ts';
import type { Surroundings } from './surroundings.ts';
import { maySign, ownKeys } from './voice.ts';

/** A mandate says its day, and may be a day under way: its own days begin when the relay has it. */
const skewMs = 2 * dayMs;

const verifies = (label: string, text: string, signature: string, key: string): boolean =>
  verifyRecord(labelIn(realmHere(), label), text, fromBase64url(signature), fromBase64url(key));

/** Did one of these keys, all of the mailbox, let that helper stop? */
export const isWarranted = ({ text, warrant }: ShownWarrant, keys: readonly string[]): boolean =>
  keys.some((key) => verifies(warrantLabel, text, warrant, key));

/** Oldest first. */
export const mandatesOf = (mailbox: string): KeptMandate[] =>
  [...heldSignal.value.mandate.values()]
    .filter((kept) => kept.mailbox === mailbox)
    .sort((left, right) => left.given.n - right.given.n);

const usesOf = (mailbox: string): KeptUse[] =>
  [...heldSignal.value.use.values()].filter((use) => use.mailbox === mailbox);

/** Looks that this wallet has seen of a mailbox: those behind are asked for. */
export const usedUntil = (mailbox: string): number =>
  usesOf(mailbox).reduce((most, { n }) => Math.max(most, n), 0);

/** Those given on another device of this wallet, the places of those given here, and every look. What fits no key is told. */
export async function keepMandates(
  { mandates, uses }: Pick<MailboxReading, 'mandates' | 'uses'>,
  grants: readonly KeptGrant[],
  log: KnownLog,
  around: Surroundings,
): Promise<void> {
  const [first] = grants;
  if (first === undefined) return;
  const tell = (
    code: 'record-foreign' | 'stop-ignored' | 'chain-missing',
    evidence: Record<string, string>,
  ) => raiseAlarm({ code, grant: first.id, party: first.party, evidence }, around);
  for (const shown of mandates) {
    try {
      const row = checkedMandate(shown, grants, log);
      if (row !== null) await change((rows) => rows.put('mandate', row.id, row));
    } catch (cause) {
      if (!(cause instanceof PathFault || cause instanceof PolicyFault)) throw cause;
      await tell('record-foreign', { mandate: shown.text, why: cause.message });
    }
  }
  for (const shown of [...uses].sort((left, right) => left.n - right.n)) {
    if (shown.n <= usedUntil(first.mailbox)) continue;
    if (shown.n !== usedUntil(first.mailbox) + 1) {
      await tell('chain-missing', { use: shown.text });
      break;
    }
    const mandate = heldSignal.value.mandate.get(shown.mandate);
    const own = mandate === undefined ? null : checkedUse(shown, mandate, log);
    // Passed over, not stopped at: one that fits nobody must not hide those that follow.
    const row = own ?? foreignUse(shown, first.mailbox);
    await change((rows) => rows.put('use', `${row.mailbox}/${row.n}`, row));
    if (mandate === undefined || own === null) await tell('record-foreign', { use: shown.text });
    else if (isAfterEnd(shown, mandate))
      await tell('stop-ignored', { use: shown.text, mandate: mandate.text });
  }
}

/** Null when nothing of it is new. */
function checkedMandate(
  { text, receipt, endedAt, end }: ShownMandate,
  grants: readonly KeptGrant[],
  log: KnownLog,
): KeptMandate | null {
  const split = requireType(splitRecord(text), 'mandate');
  const given = readMandate(split.body);
  const [first] = grants as readonly [KeptGrant, ...KeptGrant[]];
  const kept = heldSignal.value.mandate.get(given.id);
  if (given.act !== 'give' || given.by !== first.mailbox || given.key === undefined)
    throw new PathFault('record-foreign', 'help of another mailbox');
  const isOwn = maySign(first, first.mailbox, given.key, receipt) && isSigned(split, [given.key]);
  if (kept === undefined && !isOwn)
    throw new PathFault('record-foreign', 'help that the resident did not give');
  requirePlace(text, receipt, log);
  const row: KeptMandate = kept ?? {
    id: given.id,
    help: null,
    mailbox: given.by,
    party: first.party,
    given,
    text,
    state: 'given',
    receipt: null,
    endText: null,
    endReceipt: null,
    endedAt: null,
  };
  const placed = { ...row, receipt: row.receipt ?? receipt };
  if (endedAt === null) return afterAlive(placed, kept);
  if (kept?.state === 'ended' && (kept.endReceipt !== null || (end?.receipt ?? null) === null)) return null;
  if (end !== null) requireEnd(end.text, given.id, first, row);
  requirePlace(end?.text ?? text, end === null ? receipt : end.receipt, log);
  return {
    ...placed,
    state: 'ended',
    endedAt,
    endText: end?.text ?? row.endText,
    endReceipt: end?.receipt ?? null,
  };
}

/** The relay says that it goes on. What was ended here is sent once more; it never comes back by that. */
function afterAlive(placed: KeptMandate, kept: KeptMandate | undefined): KeptMandate | null {
  if (placed.state === 'ended' && placed.endReceipt === null && placed.endText !== null)
    return { ...placed, state: 'ending' };
  const isNew = kept === undefined || kept.receipt === null || kept.state === 'unsent';
  if (!isNew) return null;
  return placed.state === 'unsent' ? { ...placed, state: 'given' } : placed;
}

function requireEnd(text: string, id: string, grant: KeptGrant, row: KeptMandate): void {
  const split = requireType(splitRecord(text), 'mandate');
  const end = readMandate(split.body);
  const isOwn = text === row.endText || isSigned(split, ownKeys(grant));
  if (end.act !== 'end' || end.mandate !== id || !isOwn)
    throw new PathFault('record-foreign', 'end that is not the resident’s');
}

function requirePlace(text: string, receipt: LogReceipt | null, log: KnownLog): void {
  if (receipt !== null && !isInLog(text, receipt, log))
    throw new PathFault('receipt-unproven', `mandate \`${recordDigest(text)}\` is not in the log`);
}

/** The helper's own signed call, of this mandate and mailbox; null when it is none. */
function checkedUse(shown: ShownUse, mandate: KeptMandate, log: KnownLog): KeptUse | null {
  const [line1 = '', proof = '', ...rest] = shown.text.split('\n');
  const { mailbox, mandate: named } = callIn(line1);
  const isTheirs =
    rest.length === 0 &&
    mailbox === mandate.mailbox &&
    named === mandate.id &&
    /^ed25519:[A-Za-z0-9_-]{86}$/.test(proof) &&
    verifies(callLabel, line1, proof.slice('ed25519:'.length), mandate.given.helper.key);
  if (!isTheirs || (shown.receipt !== null && !isInLog(shown.text, shown.receipt, log))) return null;
  const { n, at, text, receipt } = shown;
  return { mailbox: mandate.mailbox, n, mandate: mandate.id, at, text, receipt };
}

const foreignUse = ({ n, at, text, receipt }: ShownUse, mailbox: string): KeptUse => ({
  mailbox,
  n,
  mandate: null,
  at,
  text,
  receipt,
});

function callIn(line1: string): { mailbox?: unknown; mandate?: unknown } {
  try {
    return (JSON.parse(line1) ?? {}) as { mailbox?: unknown; mandate?: unknown };
  } catch {
    return {};
  }
}

/** By the order of the log, which nobody can change afterwards; or on a day on which no mandate of this length can live. */
function isAfterEnd({ receipt, at }: ShownUse, { id, given }: KeptMandate): boolean {
  const end = heldSignal.value.mandate.get(id)?.endReceipt ?? null;
  const isBehind = end !== null && receipt !== null && receipt.index > end.index;
  return isBehind || instantMs(at) >= instantMs(given.at) + given.days * dayMs + skewMs;
}
