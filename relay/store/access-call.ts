// What becomes of one call of a party: each item judged against its grant as it stands, in order; one answer each; two
// roots; one record. Pure but for the salts, and shared by both stores. It stands in the path of every access: one leaf
// hash an item and one an answer is all the hashing beside the trees.

import type { AccessAnswer } from '../../policy/access.ts';
import { accessText, answerText } from '../../policy/access.ts';
import type { ChainLink, GrantState } from '../../policy/history.ts';
import { afterRecord, afterUse } from '../../policy/history.ts';
import { instantText } from '../../policy/instant.ts';
import { innerDigest, rootOfLeaves, takeRandom, textDigest, writeLeaf } from '../proof/hash.ts';
import type { AccessCall, Answered, AskedItem, Judge } from './contract.ts';

/** A grant as the call finds it. The call moves `state` on; its owner writes it down or puts it back. */
export interface CalledGrant {
  state: GrantState;
  /** Of the newest envelope. */
  envelopeDigest: string | undefined;
}

export interface CallFindings<G extends CalledGrant> {
  find(mailbox: string, grant: string): G | undefined;
  envelope(mailbox: string, grant: string): Uint8Array | undefined;
}

export interface AnsweredCall<G extends CalledGrant> {
  id: string;
  text: string;
  digest: string;
  salt: Buffer;
  inner: Buffer;
  answersRoot: string;
  answers: Answered[];
  /** Grants that moved, each with its state before the call. */
  moved: Map<G, GrantState>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function answerCall<G extends CalledGrant>(
  call: AccessCall,
  id: string,
  judge: Judge,
  found: CallFindings<G>,
): AnsweredCall<G> {
  const moved = new Map<G, GrantState>();
  try {
    return answerItems(call, id, judge, found, moved);
  } catch (cause) {
    for (const [grant, before] of moved) grant.state = before;
    throw cause;
  }
}

function answerItems<G extends CalledGrant>(
  call: AccessCall,
  id: string,
  judge: Judge,
  found: CallFindings<G>,
  moved: Map<G, GrantState>,
): AnsweredCall<G> {
  const count = call.items.length;
  const salts = takeRandom(count * 32);
  const leaves = Buffer.allocUnsafe(count * 32);
  const answers: Answered[] = new Array(count);
  for (let position = 0; position < count; position += 1) {
    const { question, mailbox, wantsEnvelope } = call.items[position] as AskedItem;
    const grant = found.find(mailbox, question.grantId);
    const before = grant?.state;
    const decision = judge(before, question, call.atMs);
    const answer: Mutable<AccessAnswer> = {
      item: hashAt(call.leaves, position),
      decision: decision.allowed,
      grant: question.grantId,
      seq: 0,
      previous: null,
      salt: hashAt(salts, position),
    };
    if (!decision.allowed) answer.form = decision.form;
    let envelope: Uint8Array | undefined;
    if (decision.allowed && wantsEnvelope && grant?.envelopeDigest !== undefined) {
      envelope = found.envelope(mailbox, question.grantId);
      answer.envelopeDigest = grant.envelopeDigest;
    }
    // A grant that is none for this party leaves no trace of itself: same answer, no place in its sequence.
    if (grant !== undefined && before !== undefined && answer.form !== 'not-granted') {
      answer.seq = before.last.seq + 1;
      answer.previous = before.last;
      if (!moved.has(grant)) moved.set(grant, before);
    }
    const text = answerText(answer);
    writeLeaf(leaves, position, text);
    if (grant !== undefined && before !== undefined && answer.seq > 0) {
      const link = { seq: answer.seq, record: id, position, digest: hashAt(leaves, position) };
      grant.state = afterAccess(before, link, decision.allowed, call.atMs);
    }
    answers[position] = { decision, text, seq: answer.seq, envelope };
  }
  const answersRoot = rootOfLeaves(leaves).toString('base64url');
  const text = accessText({
    v: 1,
    type: 'access',
    id,
    at: instantText(call.atMs),
    by: call.party,
    base: call.base,
    signature: call.signature,
    keyId: call.keyId,
    itemsRoot: call.itemsRoot,
    answersRoot,
    count,
  });
  const salt = takeRandom(32);
  return {
    id,
    text,
    digest: textDigest(text),
    salt,
    inner: innerDigest(salt, text),
    answersRoot,
    answers,
    moved,
  };
}

const hashAt = (hashes: Buffer, at: number): string => hashes.toString('base64url', at * 32, at * 32 + 32);

/** The one step of a grant's state by one answer: at the call, and again when a start reads the log. */
export function afterAccess(
  state: GrantState,
  link: ChainLink,
  isAllowed: boolean,
  atMs: number,
): GrantState {
  return afterRecord(isAllowed ? afterUse(state, atMs) : state, link);
}

/**
 * Ids of access records lead to their row without an index: six bytes of the row's number, ten of chance. The number
 * tells no more than the size of the public log does.
 */
export function accessId(row: number): string {
  const bytes = takeRandom(16);
  bytes.writeUIntBE(row, 0, 6);
  return bytes.toString('base64url');
}

export function accessRow(id: string): number | undefined {
  const bytes = Buffer.from(id, 'base64url');
  return bytes.length === 16 ? bytes.readUIntBE(0, 6) : undefined;
}
