// How the members of a sequence are shown: the same bytes to the mailbox and to its party, under the relay's signature.

import { toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { answerLabel, answerLine, type LastMember } from '../../policy/answer.ts';
import { minuteText } from '../../policy/instant.ts';
import type { Member } from '../../policy/member.ts';
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
  const { note } = await house.store.head();
  const line1 = answerLine({ v: 1, mailbox, at: minuteText(house.now()), last, checkpoint: note });
  const signature = house.signer.signBytes(toUtf8(`${answerLabel}\n${line1}`));
  return joinRecord(line1, { kind: 'ed25519', value: toBase64url(signature) });
}
