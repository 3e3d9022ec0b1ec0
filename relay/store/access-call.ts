// What becomes of one call of a party: each item judged against its grant as it stands, in order; one answer each; two
// roots; one record. Pure but for the salts, and shared by both stores. It stands in the path of every access: one leaf
// hash an item and one an answer is all the hashing beside the trees.

import type { AccessItem } from '../../policy/access.ts';
import { accessText, answerText, questionOf } from '../../policy/access.ts';
import type { ChainLink, GrantState } from '../../policy/history.ts';
import { afterRecord, afterUse, windowAt } from '../../policy/history.ts';
import { instantText } from '../../policy/instant.ts';
import { innerDigest, rootOfLeaves, takeRandom, writeLeaf } from '../proof/hash.ts';
import type { AccessCall, Answered, Judge, OfferedEnvelope } from './contract.ts';
import { type Answer, CallPacker, unpackCall } from './packed-call.ts';

/** A grant as the call finds it, and moves it on: `state` is its holder's own and changes in place. */
export interface CalledGrant {
  state: OwnState;
  /** Of the newest envelope. */
  envelopeDigest: string | undefined;
}

/** Held by one store alone; what leaves the store is a copy. */
export type OwnState = { -readonly [K in keyof GrantState]: GrantState[K] };

export interface CallFindings<G extends CalledGrant> {
  find(mailbox: string, grant: string): G | undefined;
  envelope(mailbox: string, grant: string): Uint8Array | undefined;
  /** Its state moved on. */
  move(grant: G): void;
}

export interface AnsweredCall<G extends CalledGrant> {
  id: string;
  text: string;
  salt: Buffer;
  inner: Buffer;
  answersRoot: string;
  answers: Answered[];
  /** Items and answers as they rest. */
  packed: string;
  answerTexts: () => string[];
  /** Grants that ended with their one use. */
  used: G[];
}

/** Invariant: if this throws, or its transaction fails, the grants it moved are read again from where they rest. */
export function answerCall<G extends CalledGrant>(
  call: AccessCall,
  id: string,
  judge: Judge,
  found: CallFindings<G>,
): AnsweredCall<G> {
  const count = call.items.length;
  const random = takeRandom(count * 32 + 32);
  const leaves = Buffer.allocUnsafe(count * 32);
  const answers: Answered[] = new Array(count);
  const packer = new CallPacker();
  const used: G[] = [];
  for (let position = 0; position < count; position += 1) {
    const item = call.items[position] as AccessItem;
    const { id: mailbox } = item.resource;
    const { grant: name, want } = item.context;
    const grant = found.find(mailbox, name);
    const decision = judge(grant?.state, questionOf(item), call.atMs);
    const answer: Answer = {
      item: hashAt(call.leaves, position),
      decision: decision.allowed,
      grant: name,
      seq: 0,
      previous: null,
      salt: hashAt(random, position),
    };
    if (!decision.allowed) answer.form = decision.form;
    let envelope: OfferedEnvelope | undefined;
    if (decision.allowed && want !== undefined && grant?.envelopeDigest !== undefined) {
      const { epoch, envelopeN: n } = grant.state;
      envelope = { epoch, n, sealed: found.envelope(mailbox, name) as Uint8Array };
      answer.envelopeDigest = grant.envelopeDigest;
    }
    // A grant that is none for this party leaves no trace of itself: same answer, no place in its sequence.
    const isChained = grant !== undefined && answer.form !== 'not-granted';
    if (isChained) {
      answer.seq = grant.state.last.seq + 1;
      answer.previous = grant.state.last;
    }
    const text = answerText(answer);
    packer.add(item, answer);
    writeLeaf(leaves, position, text);
    if (isChained) {
      const link = { seq: answer.seq, record: id, position, digest: hashAt(leaves, position) };
      moveByAccess(grant, link, decision.allowed, call.atMs);
      found.move(grant);
      if (grant.state.status === 'ended' && decision.allowed) used.push(grant);
    }
    answers[position] = { decision, seq: answer.seq, envelope };
  }
  const answersRoot = rootOfLeaves(leaves).toString('base64url');
  const text = accessText({
    v: 1,
    type: 'access',
    id,
    at: textOfInstant(call.atMs),
    by: call.party,
    base: call.base,
    signature: call.signature,
    keyId: call.keyId,
    itemsRoot: call.itemsRoot,
    answersRoot,
    count,
  });
  const salt = random.subarray(count * 32);
  const inner = innerDigest(salt, text);
  const packed = packer.text();
  const answerTexts = () => unpackCall(packed, call.party).answerTexts;
  return { id, text, salt, inner, answersRoot, answers, packed, answerTexts, used };
}

let lastSecond = Number.NaN;
let lastInstant = '';

/** Thousands of calls share a second. */
function textOfInstant(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastInstant = instantText(ms);
  }
  return lastInstant;
}

const hashAt = (hashes: Buffer, at: number): string => hashes.toString('base64url', at * 32, at * 32 + 32);

/**
 * The one step of a grant's state by one answer: at the call, and again when a start reads the log. Policy's `afterUse`
 * and `afterRecord`, written out for the usual grant: two copies of thirty fields a reading were a sixth of its cost,
 * most of it collecting them. A test holds both equal.
 */
export function moveByAccess(grant: CalledGrant, link: ChainLink, isAllowed: boolean, atMs: number): void {
  const { state } = grant;
  if (isAllowed && state.isOnce) {
    grant.state = afterRecord(afterUse(state, atMs), link);
    return;
  }
  if (isAllowed) {
    const window = Math.max(state.window, windowAt(state, atMs));
    state.uses += 1;
    state.windowUses = window === state.window ? state.windowUses + 1 : 1;
    state.window = window;
  }
  state.last = link;
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
