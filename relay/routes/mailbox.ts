import { toBase64url } from '../../crypto/encode.ts';
import type { GrantState } from '../../policy/history.ts';
import { instantText } from '../../policy/instant.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { parseJson, readText, requireObject } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { requireMailboxReader } from '../middleware/mailbox-signer.ts';
import type { KeptGrant, MailboxReading } from '../store/contract.ts';
import type { ChainRecord } from '../store/entry.ts';
import type { KeptMandate, KeptMandateUse } from '../store/mandate-contract.ts';
import { receiptOrNull, showMember, signedAnswer } from './members.ts';

const maxGrants = 100;
/** Members of each grant's sequence in one answer; with sealed results of 64 KiB a phone can still hold it. */
const entriesPerGrant = 50;
/** Looks by helpers in one answer. */
const usesAtOnce = 100;

/**
 * What belongs to one mailbox, from where its wallet left off. The answer is signed with the head it stands on: a relay
 * that shows less later has put its name under the contradiction (protocol §8).
 */
export async function readMailbox(house: House, request: Request): Promise<Response> {
  const text = await readText(request, 'application/json', { bytes: routes.readMailbox.limitBytes });
  const { after, statedUntil, usedUntil, ...rest } = requireObject(parseJson(text));
  if (Object.keys(rest).length > 0)
    throw new DoorFault('body-invalid', 'expected after, statedUntil, usedUntil and nothing else');
  const seen = readAfter(after);
  const month = readMonth(statedUntil);
  const used = readPlace(usedUntil);
  const { mailbox, mandate } = await requireMailboxReader(house, request, routes.readMailbox.path, text);
  const reading = await house.store.readMailbox(mailbox, seen, entriesPerGrant);
  if (mandate !== undefined) return answerHelper(house, mailbox, reading);
  const pauses = await house.store.listPauses(mailbox);
  const mandates = await house.store.listMandates(mailbox);
  const uses = await house.store.listMandateUses(mailbox, used, usesAtOnce);
  const leaves = await house.store.listLeaves(mailbox, month);
  return answerJson({
    grants: await Promise.all(reading.grants.map((kept) => showGrant(house, kept))),
    entries: await Promise.all(reading.records.map((record) => showEntry(house, record))),
    refusals: await Promise.all(
      reading.refusals.map(async (kept) => ({
        text: kept.text,
        receipt: await receiptOrNull(house, kept.entry),
      })),
    ),
    pauses: await Promise.all(
      pauses.map(async ({ entry, ...pause }) => ({ ...pause, receipt: await receiptOrNull(house, entry) })),
    ),
    mandates: await Promise.all(mandates.map((kept) => showMandate(house, kept))),
    uses: await Promise.all(uses.map((use) => showUse(house, use))),
    statements: await Promise.all(
      leaves.map(async ({ entry, mailbox: _, ...leaf }) => ({
        ...leaf,
        receipt: await receiptOrNull(house, entry),
      })),
    ),
    more: reading.more || uses.length === usesAtOnce,
    answer: await signedAnswer(house, mailbox, lastOf(reading)),
  });
}

const lastOf = ({ grants }: MailboxReading) =>
  grants.map(({ id, state }) => ({ grant: id, seq: state.last.seq, digest: state.last.digest }));

/** A pause is the resident's alone, and a helper may be of the party's own counter (protocol §6). */
const unpaused = (kept: KeptGrant): KeptGrant =>
  kept.state.status === 'paused' || kept.state.status === 'suspended'
    ? { ...kept, state: { ...kept.state, status: 'active' } }
    : kept;

/** Agreements and who looked. Sealed results, pauses, refusals and the help itself are the resident's alone. */
async function answerHelper(house: House, mailbox: string, reading: MailboxReading): Promise<Response> {
  const entries = await Promise.all(reading.records.map((record) => showEntry(house, record)));
  return answerJson({
    grants: await Promise.all(reading.grants.map((kept) => showGrant(house, unpaused(kept)))),
    entries: entries.map((entry) => ({ ...entry, sealed: undefined })),
    refusals: [],
    pauses: [],
    mandates: [],
    uses: [],
    statements: [],
    more: reading.more,
    answer: await signedAnswer(house, mailbox, lastOf(reading)),
  });
}

async function showMandate(house: House, { n, text, entry, endedMs, end }: KeptMandate) {
  return {
    n,
    text,
    receipt: await receiptOrNull(house, entry),
    endedAt: endedMs === undefined ? null : instantText(endedMs),
    end: end === undefined ? null : { text: end.text, receipt: await receiptOrNull(house, end.entry) },
  };
}

async function showUse(house: House, { mandate, n, atMs, text, entry }: KeptMandateUse) {
  return { mandate, n, at: instantText(atMs), text, receipt: await receiptOrNull(house, entry) };
}

/** Looks by helpers behind this place only; without it, all. */
function readPlace(value: unknown): number {
  if (value === undefined) return 0;
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw new DoorFault('body-invalid', '`usedUntil`: expected a number');
  return value as number;
}

function readAfter(value: unknown): Map<string, number> {
  const entries = Object.entries(requireObject(value ?? {}));
  if (entries.length > maxGrants)
    throw new DoorFault('body-invalid', `\`after\`: expected at most ${maxGrants} grants`);
  for (const [grant, seq] of entries) {
    if (!/^[A-Za-z0-9_-]{22}$/.test(grant) || !Number.isSafeInteger(seq) || (seq as number) < 0) {
      throw new DoorFault('body-invalid', '`after`: expected sequence numbers by grant id');
    }
  }
  return new Map(entries as [string, number][]);
}

/** Statements of later months only; without it, all. */
function readMonth(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value !== 'string' || !/^\d{4}-\d\d$/.test(value))
    throw new DoorFault('body-invalid', '`statedUntil`: expected a month like `2026-10`');
  return value;
}

async function showGrant(house: House, { text, id, party, state, envelope, entry }: KeptGrant) {
  return {
    id,
    party,
    text,
    receipt: await receiptOrNull(house, entry),
    status: state.status,
    from: instantText(state.fromMs),
    until: instantText(state.untilMs),
    ...showEnd(state),
    envelope: envelope ?? null,
    last: state.last,
  };
}

function showEnd({ status, endReason, endedMs, endRecord }: GrantState) {
  if (status !== 'ended' || endedMs === undefined) return {};
  return { end: { reason: endReason, at: instantText(endedMs), record: endRecord ?? null } };
}

async function showEntry(house: House, record: ChainRecord) {
  const shown = await showMember(house, record);
  if (record.kind !== 'signed' || record.sealed === undefined) return shown;
  return { ...shown, sealed: toBase64url(record.sealed) };
}
