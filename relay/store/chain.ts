// A grant's sequence has no index row per reading: each member names the one before it, and a reader walks back from
// the newest (protocol §7). Both stores walk with this; they differ in how a row is fetched.

import { setImmediate } from 'node:timers/promises';
import { toBase64url } from '../../crypto/encode.ts';
import { inclusionPath } from '../../crypto/proof.ts';
import type { ChainLink } from '../../policy/history.ts';
import type { MemberType } from '../../policy/member.ts';
import { fastSha256, treeOfTexts } from '../proof/hash.ts';
import type { ChainRecord, LogEntry } from './entry.ts';
import { StoreFault } from './fault.ts';
import type { UnpackedCall } from './packed-call.ts';

export interface CallRow {
  text: string;
  entry: LogEntry | undefined;
  call: UnpackedCall;
}

export interface SignedRow {
  type: MemberType;
  id: string;
  previous: ChainLink | null;
  text: string;
  entry: LogEntry | undefined;
  sealed: Uint8Array | undefined;
}

export interface ChainRows {
  signed(seq: number): Promise<SignedRow | undefined>;
  call(record: string): Promise<CallRow | undefined>;
}

interface Step {
  link: ChainLink;
  row: SignedRow | CallRow;
}

export interface ChainReading {
  records: ChainRecord[];
  more: boolean;
}

/** A party may read as often as it likes: a long walk lets others pass, and holds no more calls than it gives. */
const stepsAtOnce = 64;

/** The members after `after`, oldest first, at most `limit`. */
export async function readChain(
  grant: string,
  last: ChainLink,
  after: number,
  limit: number,
  rows: ChainRows,
): Promise<ChainReading> {
  // Only the oldest `limit` are given; those further on are passed through and let go.
  let steps: Step[] = [];
  let more = false;
  let before: Step | undefined;
  let walked = 0;
  for (let link: ChainLink | null = last; link !== null && link.seq > after; ) {
    const isSameCall: boolean =
      before !== undefined && 'call' in before.row && before.link.record === link.record;
    const row: SignedRow | CallRow = isSameCall ? (before as Step).row : await readStep(link, rows);
    before = { link, row };
    walked += 1;
    if (walked % stepsAtOnce === 0) await setImmediate();
    steps.push(before);
    if (steps.length > limit) {
      steps = steps.slice(1);
      more = true;
    }
    link = 'call' in row ? (row.call.answers[link.position]?.previous ?? null) : row.previous;
  }
  return { records: steps.reverse().map((step) => describe(grant, step)), more };
}

async function readStep(link: ChainLink, rows: ChainRows): Promise<SignedRow | CallRow> {
  // A call's id stands in no signed record's place: the row of this number either is that record or is absent.
  const signed = await rows.signed(link.seq);
  if (signed?.id === link.record) return signed;
  const call = await rows.call(link.record);
  if (call === undefined)
    throw new StoreFault('store-failed', `member \`${link.seq}\` of a grant is missing`);
  return call;
}

function describe(grant: string, { link, row }: Step): ChainRecord {
  const { seq, position } = link;
  if (!('call' in row)) {
    const { type, previous, text, entry, sealed } = row;
    const record = { kind: 'signed' as const, type, grant, seq, previous, text, entry };
    return sealed === undefined ? record : { ...record, sealed };
  }
  const { itemTexts, answerTexts, answers } = row.call;
  return {
    kind: 'access',
    grant,
    seq,
    previous: answers[position]?.previous ?? null,
    text: row.text,
    entry: row.entry,
    position,
    count: answers.length,
    item: itemTexts[position] as string,
    answer: answerTexts[position] as string,
    itemPath: pathOf(itemTexts, position),
    answerPath: pathOf(answerTexts, position),
  };
}

function pathOf(texts: string[], position: number): string[] {
  const { leaves } = treeOfTexts(texts);
  const hashes = texts.map((_, at) => leaves.subarray(at * 32, at * 32 + 32));
  return inclusionPath(hashes, position, fastSha256).map(toBase64url);
}
