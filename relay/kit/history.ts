// The sequence of one grant from the party's side: the same members that the resident's wallet is shown, checked as it
// checks them, and held against what this party was answered before.

import { fromBase64url, toUtf8 } from '../../crypto/encode.ts';
import { mailboxOf, recordDigest, stopHashOf } from '../../crypto/hash.ts';
import type { NoteKey } from '../../crypto/note.ts';
import { leafHash, verifyInclusion } from '../../crypto/proof.ts';
import { verifyForeign, verifyRecord } from '../../crypto/verify.ts';
import { askingKey, readAccess } from '../../policy/access.ts';
import { historyLabel, readHistoryLine } from '../../policy/answer.ts';
import { readCalculation } from '../../policy/calculation.ts';
import { PolicyFault } from '../../policy/fault.ts';
import { type Grant, readGrant } from '../../policy/grant.ts';
import { handoverNewLabel, keysFor, readHandover, takenOverText, voicesOf } from '../../policy/handover.ts';
import { type ShownWarrant, warrantIn, warrantLabel } from '../../policy/mandate.ts';
import { linkOf, type Member, readMember } from '../../policy/member.ts';
import { keysAt, type Party, versionAt } from '../../policy/party.ts';
import { labelIn, type Realm } from '../../policy/realm.ts';
import { recordLabel, type SplitRecord, splitRecord } from '../../policy/record.ts';
import { readRevocation } from '../../policy/revocation.ts';
import { pathOf } from '../../policy/routes.ts';
import { type History, historyFaults, isSameLink, type Proofs } from '../../policy/symmetry.ts';
import { callRelay, type Line, signCall } from './call.ts';
import { KitFault } from './fault.ts';
import type { Journal } from './journal.ts';
import { isInLog, leafOfText } from './proof.ts';

/** A grant whose sequence does not hold what it must: not confirmed, whoever is at fault. */
export interface Unproven {
  readonly grant: string;
  readonly mailbox: string;
  readonly code: UnprovenCode;
}

type UnprovenCode = 'history-unproven' | 'history-shorter';

export const isUnproven = (cause: unknown): cause is KitFault & { readonly code: UnprovenCode } =>
  cause instanceof KitFault && (cause.code === 'history-unproven' || cause.code === 'history-shorter');

interface Shown {
  readonly members: readonly Member[];
  readonly more: boolean;
  readonly answer: string;
}

export async function readHistory(
  line: Line,
  known: { readonly log: NoteKey; readonly versions: readonly Party[]; readonly journal: Journal },
  { grant, mailbox }: Pick<History, 'grant' | 'mailbox'>,
): Promise<History> {
  const members: Member[] = [];
  for (;;) {
    const shown = await readSome(line, { mailbox, grant, after: members.length });
    members.push(...shown.members);
    if (shown.more && shown.members.length > 0) continue;
    const history = { grant, mailbox, members };
    const proofs = proofsOf(history, known.log, known.versions, line.realm);
    const [fault] = historyFaults(history, proofs);
    if (fault !== undefined)
      throw new KitFault('history-unproven', `member \`${fault.seq}\` of the sequence: ${fault.kind}`);
    requireAnswered(history, shown.answer, { log: known.log, realm: line.realm }, proofs);
    requireJournal(history, known.journal, proofs);
    return history;
  }
}

async function readSome(
  line: Line,
  asked: { mailbox: string; grant: string; after: number },
): Promise<Shown> {
  const path = pathOf('readRecords');
  const body = JSON.stringify(asked);
  const { headers } = signCall(line, 'POST', path, body);
  const answer = (await (await callRelay(line, path, { method: 'POST', headers, body })).json()) as {
    members?: unknown;
    more?: unknown;
    answer?: unknown;
  } | null;
  if (!Array.isArray(answer?.members) || typeof answer.answer !== 'string')
    throw new KitFault('answer-invalid', 'expected members, more and answer');
  return { members: answer.members.map(readMember), more: answer.more === true, answer: answer.answer };
}

/** The relay signed how far the sequence goes: it must have shown that much. */
function requireAnswered(
  { grant, mailbox, members }: History,
  text: string,
  { log, realm }: { readonly log: NoteKey; readonly realm: Realm },
  proofs: Proofs,
): void {
  const [line1 = '', proof = ''] = text.split('\n');
  const signature = fromBase64url(proof.replace('ed25519:', ''));
  const isSigned = verifyRecord(labelIn(realm, historyLabel), line1, signature, log.publicKey);
  const told = isSigned ? readHistoryLine(line1) : undefined;
  const last = members.at(-1);
  const isWhole =
    told?.mailbox === mailbox &&
    told.grant === grant &&
    last !== undefined &&
    told.seq === last.seq &&
    told.digest === linkOf(last, proofs).digest;
  if (!isWhole) throw new KitFault('history-unproven', 'the sequence does not end where the relay signed');
}

/** It once showed this party more than it shows now: the relay has put its name under both. */
function requireJournal({ grant, members }: History, journal: Journal, proofs: Proofs): void {
  const row = journal.read(grant);
  if (row === undefined) return;
  const { last, deposited } = row;
  const found = last === null ? undefined : members[last.seq - 1];
  if (last !== null && (found === undefined || !isSameLink(linkOf(found, proofs), last)))
    throw new KitFault('history-shorter', `the relay answered member \`${last.seq}\` and shows it no more`);
  const digests = new Set(
    members.map((member) => (member.kind === 'signed' ? recordDigest(member.text) : '')),
  );
  if (!deposited.every((digest) => digests.has(digest)))
    throw new KitFault('history-shorter', 'a calculation that was deposited is shown no more');
}

/** What the checks of policy/symmetry need: the hashes of crypto, the log's key, and both sides' own keys. */
export function proofsOf(
  history: Pick<History, 'mailbox' | 'members'>,
  log: NoteKey,
  versions: readonly Party[],
  realm: Realm = 'real',
): Proofs {
  const given = givenIn(history.members[0]);
  const voices = given === null ? [] : voicesOf(given, history.members);
  return {
    digestOf: recordDigest,
    leafOf: leafOfText,
    isInLog: (text, receipt) => isInLog(text, receipt, log),
    isUnder: (text, { position, count }, path, root) => {
      const steps = path.map((step) => fromBase64url(step));
      return verifyInclusion(leafHash(toUtf8(text)), position, count, steps, fromBase64url(root));
    },
    isSigned: (member) => {
      if (given === null || given.by !== history.mailbox) return false;
      if (member.kind === 'access') return isAsked(member.text, given.party, versions);
      const split = splitRecord(member.text);
      if (member.type === 'calculation') return isDeposited(split, versions, realm);
      if (split.proof.kind === 'stop') return stopHashOf(fromBase64url(split.proof.value)) === given.stopHash;
      const { by } = split.body as { by?: unknown };
      if (by !== history.mailbox || mailboxOf(fromBase64url(given.key)) !== by) return false;
      if (member.type === 'handover' && !isTakenOver(split, realm)) return false;
      const warrant = member.type === 'revocation' ? warrantIn(readRevocation(split.body)) : null;
      if (warrant !== null) return isByHelper(split, warrant, keysFor(voices, member), realm);
      return keysFor(voices, member).some((key) => isBy(split, key, realm));
    },
  };
}

/** Stopped by somebody whom a key of the mailbox has let stop. */
function isByHelper(
  split: SplitRecord,
  { key: helper, text, warrant }: ShownWarrant,
  keys: readonly string[],
  realm: Realm,
): boolean {
  const isWarranted = (key: string) =>
    verifyRecord(labelIn(realm, warrantLabel), text, fromBase64url(warrant), fromBase64url(key));
  return isBy(split, helper, realm) && keys.some(isWarranted);
}

/** Whatever else opens a sequence, it is not proven by it. */
function givenIn(first: Member | undefined): Grant | null {
  if (first?.kind !== 'signed' || first.type !== 'grant') return null;
  try {
    return readGrant(splitRecord(first.text).body);
  } catch (cause) {
    if (cause instanceof PolicyFault) return null;
    throw cause;
  }
}

function isBy({ type, v, line1, proof }: SplitRecord, key: string, realm: Realm): boolean {
  return verifyRecord(
    labelIn(realm, recordLabel(type, v)),
    line1,
    fromBase64url(proof.value),
    fromBase64url(key),
  );
}

/** The key that takes over has signed too. */
function isTakenOver({ body }: SplitRecord, realm: Realm): boolean {
  const handover = readHandover(body);
  const { newKey, newSignature } = handover;
  const label = labelIn(realm, handoverNewLabel);
  return verifyRecord(label, takenOverText(handover), fromBase64url(newSignature), fromBase64url(newKey));
}

function isDeposited(split: SplitRecord, versions: readonly Party[], realm: Realm): boolean {
  const { at } = readCalculation(split.body);
  const version = versionAt(versions, at);
  return version !== undefined && keysAt(version, 'record', at).some(({ key }) => isBy(split, key, realm));
}

function isAsked(text: string, party: string, versions: readonly Party[]): boolean {
  const record = readAccess(text);
  const key = askingKey(record, versions);
  return (
    record.by === party &&
    key !== undefined &&
    verifyForeign(toUtf8(record.base), fromBase64url(record.signature), fromBase64url(key))
  );
}
