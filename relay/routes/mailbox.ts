import { toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { answerLabel, answerLine } from '../../policy/answer.ts';
import type { GrantState } from '../../policy/history.ts';
import { instantText, minuteText } from '../../policy/instant.ts';
import { joinRecord } from '../../policy/record.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { parseJson, readText, requireObject } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { requireWalletCall } from '../middleware/wallet-call.ts';
import type { ChainRecord, KeptGrant, LogEntry, MailboxReading } from '../store/contract.ts';

const maxGrants = 100;
/** Members of each grant's sequence in one answer; with sealed results of 64 KiB a phone can still hold it. */
const entriesPerGrant = 50;

/**
 * What belongs to one mailbox, from where its wallet left off. The answer is signed with the head it stands on: a relay
 * that shows less later has put its name under the contradiction (protocol §8).
 */
export async function readMailbox(house: House, request: Request): Promise<Response> {
  const text = await readText(request, 'application/json', { bytes: routes.readMailbox.limitBytes });
  const { after, ...rest } = requireObject(parseJson(text));
  if (Object.keys(rest).length > 0) throw new DoorFault('body-invalid', 'expected `after` and nothing else');
  const seen = readAfter(after);
  const mailbox = requireWalletCall(house, request, routes.readMailbox.path, text);
  const reading = await house.store.readMailbox(mailbox, seen, entriesPerGrant);
  const receiptOf = async (entry: LogEntry | undefined) =>
    entry === undefined ? null : await house.store.receiptOf(entry);
  return answerJson({
    grants: await Promise.all(
      reading.grants.map(async (kept) => showGrant(kept, await receiptOf(kept.entry))),
    ),
    entries: await Promise.all(
      reading.records.map(async (record) => showEntry(record, await receiptOf(record.entry))),
    ),
    refusals: await Promise.all(
      reading.refusals.map(async (kept) => ({ text: kept.text, receipt: await receiptOf(kept.entry) })),
    ),
    more: reading.more,
    answer: await signedAnswer(house, mailbox, reading),
  });
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

function showGrant({ text, id, party, state, envelope }: KeptGrant, receipt: unknown) {
  return {
    id,
    party,
    text,
    receipt,
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

function showEntry(record: ChainRecord, receipt: unknown) {
  const { entry: _, ...shown } = record;
  if (shown.kind === 'access') return { ...shown, receipt };
  const { sealed, ...signed } = shown;
  return sealed === undefined ? { ...signed, receipt } : { ...signed, sealed: toBase64url(sealed), receipt };
}

async function signedAnswer(house: House, mailbox: string, reading: MailboxReading): Promise<string> {
  const { note } = await house.store.head();
  const line1 = answerLine({
    v: 1,
    mailbox,
    at: minuteText(house.now()),
    last: reading.grants.map(({ id, state }) => ({
      grant: id,
      seq: state.last.seq,
      digest: state.last.digest,
    })),
    checkpoint: note,
  });
  const signature = house.signer.signBytes(toUtf8(`${answerLabel}\n${line1}`));
  return joinRecord(line1, { kind: 'ed25519', value: toBase64url(signature) });
}
