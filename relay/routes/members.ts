// How the members of a sequence are shown: the same bytes to the mailbox and to its party, under the relay's signature.

import { toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { answerLabel, answerLine, historyLabel, historyLine, type LastMember } from '../../policy/answer.ts';
import { minuteText } from '../../policy/instant.ts';
import type { Member } from '../../policy/member.ts';
import { labelIn } from '../../policy/realm.ts';
import { joinRecord } from '../../policy/record.ts';
import type { House } from '../house.ts';
import type { ChainRecord, LogEntry, LogReceipt } from '../store/entry.ts';

export async function receiptOrNull(house: House, entry: LogEntry | undefined): Promise<LogReceipt | null> {
  return entry === undefined ? null : await house.store.receiptOf(entry);
}

/** What both sides hold. A sealed result is the mailbox's alone, and is added there. */
export async function showMember(house: House, record: ChainRecord): Promise<Member> {
  const receipt = await receiptOrNull(house, record.entry);
  const { grant, seq, previous, text } = record;
  if (record.kind === 'signed')
    return { kind: 'signed', type: record.type, grant, seq, previous, text, receipt };
  const { position, count, item, answer, itemPath, answerPath } = record;
  const evidence = { position, count, item, answer, itemPath, answerPath };
  return { kind: 'access', grant, seq, previous, text, ...evidence, receipt };
}

/** Whoever shows less later has put its name under the contradiction (protocol §8). */
export async function signedAnswer(
  house: House,
  mailbox: string,
  last: readonly LastMember[],
): Promise<string> {
  return signed(house, answerLabel, answerLine({ v: 1, mailbox, last, ...(await nowAt(house)) }));
}

/** To the party, about one of its grants: never to be taken for all that a mailbox was shown. */
export async function signedHistory(
  house: House,
  mailbox: string,
  { grant, seq, digest }: LastMember,
): Promise<string> {
  return signed(house, historyLabel, historyLine({ mailbox, grant, seq, digest, ...(await nowAt(house)) }));
}

async function nowAt(house: House): Promise<{ at: string; checkpoint: string }> {
  const { note } = await house.store.head();
  return { at: minuteText(house.now()), checkpoint: note };
}

function signed(house: House, label: string, line1: string): string {
  const signature = house.signer.signBytes(toUtf8(`${labelIn(house.realm, label)}\n${line1}`));
  return joinRecord(line1, { kind: 'ed25519', value: toBase64url(signature) });
}
