// The members of one grant's sequence, in order, each checked and kept; then the state of the grant as the relay says
// it stands. Runs inside one change of the vault: nothing here waits for anything.

import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { recordDigest, stopHashOf } from '../../../crypto/hash.ts';
import { randomId } from '../../../crypto/random.ts';
import { type EndReason, endReasons } from '../../../policy/denial.ts';
import { PolicyFault } from '../../../policy/fault.ts';
import { readHandover } from '../../../policy/handover.ts';
import type { ChainLink } from '../../../policy/history.ts';
import { instantMs } from '../../../policy/instant.ts';
import { warrantIn } from '../../../policy/mandate.ts';
import type { MemberType } from '../../../policy/member.ts';
import type { Party } from '../../../policy/party.ts';
import { dayMs, isOnce, periodEnd } from '../../../policy/period.ts';
import { type SplitRecord, splitRecord } from '../../../policy/record.ts';
import { type Revocation, readRevocation } from '../../../policy/revocation.ts';
import { isSameLink } from '../../../policy/symmetry.ts';
import type { MailboxReading, ShownEntry, ShownGrant } from '../link/mailbox.ts';
import type { Change } from '../vault/hold.ts';
import type { KeptEnvelope, KeptGrant } from '../vault/kept/grant.ts';
import type { AlarmCode } from '../vault/kept/wallet.ts';
import { checkAccess } from './access.ts';
import type { Alarm } from './alarm.ts';
import { keptCalculation, type ShownSigned } from './calculation.ts';
import { turnCard, walletKeys } from './card.ts';
import { signReceipt } from './countersign.ts';
import { PathFault } from './fault.ts';
import { over } from './kept-grant.ts';
import { isInLog, type KnownLog } from './log.ts';
import { isWarranted } from './mandates.ts';
import { isSigned } from './party-signed.ts';
import { isPaused, wasPausedAt } from './pauses.ts';
import { isPublicEnd } from './public-end.ts';
import { isTakenOver } from './sign-handover.ts';
import type { Surroundings } from './surroundings.ts';
import { keyGeneration, ownKeys, pairOf } from './voice.ts';

const minuteMs = 60_000;
/** A wallet's clock and the relay's may be a day apart, and a yes may wait a day to be sent. */
const skewMs = 2 * dayMs;

export interface Applied {
  readonly alarms: readonly Alarm[];
  /** Heads that receipts stood on, to be held against the one in the vault. */
  readonly checkpoints: readonly string[];
}

interface With {
  readonly log: KnownLog;
  readonly parties: readonly Party[];
  readonly around: Surroundings;
}

export async function applyGrant(
  rows: Change,
  kept: KeptGrant,
  reading: MailboxReading,
  held: With,
): Promise<Applied> {
  const alarms: Alarm[] = [];
  const checkpoints: string[] = [];
  const alarm = (code: AlarmCode, entry: ShownEntry) =>
    void alarms.push({ code, grant: kept.id, party: kept.party, evidence: { entry: JSON.stringify(entry) } });
  let grant = kept;
  let isEndSeen = false;
  await keepPlaces(rows, kept, reading, held.log);
  const entries = reading.entries
    .filter((entry) => entry.grant === kept.id && entry.seq > kept.seq)
    .sort((left, right) => left.seq - right.seq);
  for (const entry of entries) {
    if (entry.seq !== grant.seq + 1) {
      alarm('chain-missing', entry);
      break;
    }
    let member: Member;
    try {
      member = await keepMember(rows, entry, grant, held);
    } catch (cause) {
      if (!(cause instanceof PathFault || cause instanceof CryptoFault || cause instanceof PolicyFault))
        throw cause;
      alarm('record-foreign', entry);
      break;
    }
    if (!isSameLink(member.previous, grant.last)) alarm('chain-broken', entry);
    // No yes stands after the stop in the order of the log, ever (protocol §7).
    if (member.allowedAt !== undefined && (isEndSeen || isAfterStop(grant, member.allowedAt)))
      alarm('stop-ignored', entry);
    else if (member.allowedAt !== undefined && wasPausedAt(grant.id, entry.receipt, member.allowedAt))
      alarm('stop-ignored', entry);
    isEndSeen ||= entry.kind === 'signed' && entry.type === 'revocation';
    if (!member.isProven && entry.receipt !== null) alarm('record-unproven', entry);
    if (entry.receipt !== null && member.isProven) checkpoints.push(entry.receipt.checkpoint);
    const lastLookAt = member.allowedAt ?? member.grant.lastLookAt;
    grant = { ...member.grant, seq: entry.seq, last: member.link, lastLookAt };
  }
  const shown = reading.grants.find((entry) => entry.id === kept.id);
  if (shown !== undefined) {
    if (shown.text !== kept.text) alarms.push(alteredAlarm(kept, shown));
    else if (!reading.more) grant = afterShown(grant, shown, alarms, held.around.now());
  }
  if (grant.status === 'ended') rows.drop('outgoing', revocationOf(grant.id));
  rows.put('grant', kept.id, grant);
  return { alarms, checkpoints };
}

/** Members that were shown before the log had a place for them. */
async function keepPlaces(
  rows: Change,
  kept: KeptGrant,
  reading: MailboxReading,
  log: KnownLog,
): Promise<void> {
  for (const { grant, seq, receipt } of reading.entries) {
    if (grant !== kept.id || seq > kept.seq || receipt === null) continue;
    const member = await rows.get('member', `${grant}/${seq}`);
    if (member?.receipt === null && isInLog(member.text, receipt, log))
      rows.put('member', `${grant}/${seq}`, { ...member, receipt });
  }
}

/** Name of the outbox row that ends a grant: one for each grant, however often it is asked. */
export const revocationOf = (grantId: string): string => `revocation ${grantId}`;

interface Member {
  readonly grant: KeptGrant;
  readonly link: ChainLink;
  readonly previous: ChainLink | null;
  readonly isProven: boolean;
  /** When a reading was allowed. */
  readonly allowedAt?: string;
}

/** Its minute is the finest that is known of a stop. */
const isAfterStop = ({ status, endReason, endedAt }: KeptGrant, at: string): boolean =>
  status === 'ended' &&
  endReason === 'grant-withdrawn' &&
  endedAt !== null &&
  instantMs(at) >= instantMs(endedAt) + minuteMs;

async function keepMember(rows: Change, entry: ShownEntry, grant: KeptGrant, held: With): Promise<Member> {
  if (entry.kind === 'access') {
    const { access, link, previous } = checkAccess(entry, grant, held.parties, held.log);
    rows.put('look', `${access.digest}/${entry.evidence.position}`, access);
    const member = { grant, link, previous, isProven: access.isProven };
    return access.decision === 'allowed' ? { ...member, allowedAt: access.at } : member;
  }
  const split = splitRecord(entry.text);
  const { id } = split.body as { id: string };
  const link = { seq: entry.seq, record: id, position: 0, digest: recordDigest(entry.text) };
  const isProven = isInLog(entry.text, entry.receipt, held.log);
  const member = { link, previous: entry.previous, isProven };
  const { grant: of, seq, previous, text, receipt } = entry;
  const keep = (type: MemberType): void =>
    rows.put('member', `${of}/${seq}`, { grant: of, seq, type, previous, text, receipt });
  switch (split.type) {
    case 'grant':
      if (entry.text !== grant.text)
        throw new PathFault('record-foreign', 'another grant than the one signed');
      keep('grant');
      return { ...member, grant };
    case 'revocation':
      if (requireOwnEnd(entry.text, grant) === 'stop') await turnCard(rows, grant, held.around.now());
      keep('revocation');
      return { ...member, grant: over(grant, 'grant-withdrawn', held.around.now()) };
    case 'calculation':
      await keepCalculation(rows, entry, grant, held);
      keep('calculation');
      return { ...member, grant };
    case 'receipt':
      // Behind a hand-over in the sequence the key before it signs nothing more.
      if (!isSigned(split, [voiceSeen(grant)]))
        throw new PathFault('record-foreign', 'receipt that is not the resident’s');
      keep('receipt');
      return { ...member, grant };
    case 'handover': {
      const generation = requireOwnHandover(split, grant);
      keep('handover');
      const keyNow = Math.max(generation, keyGeneration(grant));
      return { ...member, grant: { ...grant, keyGeneration: keyNow, seenGeneration: generation } };
    }
    default:
      throw new PathFault('record-foreign', `record of type \`${split.type}\` in a sequence`);
  }
}

/** Ended by this mailbox's own key, by the stop card, or by a helper whom that key let stop: nobody else makes such a record. */
function requireOwnEnd(text: string, grant: KeptGrant): 'ed25519' | 'stop' {
  const split = splitRecord(text);
  const revocation = readRevocation(split.body);
  const isOwn =
    split.proof.kind === 'stop'
      ? stopHashOf(fromBase64url(split.proof.value)) === grant.grant.stopHash
      : isOwnOrHelped(split, revocation, ownKeys(grant));
  if (revocation.grant !== grant.id || !isOwn)
    throw new PathFault('record-foreign', 'end that is not the resident’s');
  return split.proof.kind;
}

function isOwnOrHelped(split: SplitRecord, revocation: Revocation, keys: readonly string[]): boolean {
  const warrant = warrantIn(revocation);
  if (warrant === null) return isSigned(split, keys);
  return isSigned(split, [warrant.key]) && isWarranted(warrant, keys);
}

const voiceSeen = (grant: KeptGrant): string =>
  toBase64url(pairOf(walletKeys(), grant.party, grant.seenGeneration ?? grant.generation).signing.publicKey);

/** From the key that spoke to a later one of ours: the generation of that one. */
function requireOwnHandover(split: SplitRecord, grant: KeptGrant): number {
  const handover = readHandover(split.body);
  const { key, newKey } = handover;
  const from = grant.seenGeneration ?? grant.generation;
  const keys = walletKeys();
  const generation = Array.from({ length: keys.generation - from }, (_, at) => from + 1 + at).find(
    (later) => toBase64url(pairOf(keys, grant.party, later).signing.publicKey) === newKey,
  );
  const isOwn =
    handover.by === grant.mailbox &&
    handover.grant === grant.id &&
    key === voiceSeen(grant) &&
    isSigned(split, [key]) &&
    isTakenOver(handover);
  if (generation === undefined || !isOwn)
    throw new PathFault('record-foreign', 'hand-over to a key that is not the resident’s');
  return generation;
}

async function keepCalculation(
  rows: Change,
  entry: ShownSigned,
  grant: KeptGrant,
  held: With,
): Promise<void> {
  const record = splitRecord(entry.text).body as { envelope?: { n?: number } };
  const sent = await rows.get('envelope', `${grant.id}/${record.envelope?.n ?? 0}`);
  const envelopeOf = (n: number): KeptEnvelope | undefined => (sent?.n === n ? sent : undefined);
  const kept = keptCalculation(entry, grant, held.parties, { keys: walletKeys(), envelopeOf });
  if ((await rows.get('calculation', kept.digest)) !== undefined) return;
  const receipt = signReceipt(kept, grant, held.around);
  rows.put('calculation', kept.digest, { ...kept, receiptText: receipt.text });
  const id = randomId();
  rows.put('outgoing', id, {
    id,
    kind: 'receipt',
    grant: grant.id,
    party: grant.party,
    tries: 0,
    ...receipt,
  });
}

/** What the relay says is true now. It may end or confirm; it can never bring back what was stopped here. */
function afterShown(grant: KeptGrant, shown: ShownGrant, alarms: Alarm[], nowMs: number): KeptGrant {
  if (!isBelievable(grant, shown, nowMs)) {
    const evidence = { kept: grant.text, shown: JSON.stringify(shown) };
    alarms.push({ code: 'record-unproven', grant: grant.id, party: grant.party, evidence });
    return grant;
  }
  const recorded = { recordedAt: shown.from, until: shown.until, receipt: grant.receipt ?? shown.receipt };
  if (shown.status === 'ended') {
    const wasNever = grant.status === 'waiting' || grant.status === 'unsent';
    const reason = endReasonOf(shown.end?.reason ?? '');
    const at = shown.end?.at ?? shown.until;
    const ended = over(
      { ...grant, ...recorded },
      wasNever && reason === 'grant-expired' ? 'never-confirmed' : reason,
      0,
    );
    return { ...ended, endedAt: at };
  }
  if (grant.status === 'ended' && grant.endReason === 'grant-withdrawn') {
    alarms.push({
      code: 'stop-ignored',
      grant: grant.id,
      party: grant.party,
      evidence: { shown: JSON.stringify(shown) },
    });
    return grant;
  }
  // Thought not to be there, because the answer was lost and the room closed: it is there, and can be stopped.
  const isFound = grant.status === 'ended' && grant.endReason === 'not-taken';
  if (!isFound && (grant.status === 'ended' || grant.status === 'stopping')) return grant;
  const live = { ...grant, ...recorded, unsent: null, endReason: null, endedAt: null };
  if (shown.status === 'waiting') return { ...live, status: 'waiting' };
  return { ...live, status: liveStatus(grant, shown, nowMs), confirm: null, redirect: null };
}

/** A pause is the resident's own act: its records say whether it holds, not the relay. */
function liveStatus(grant: KeptGrant, shown: ShownGrant, nowMs: number): KeptGrant['status'] {
  if (shown.status === 'suspended') return 'suspended';
  return isPaused(grant.id, nowMs) ? 'paused' : 'active';
}

/** Times follow from the signed period. An end stands in the chain or in public, or time or the one use made it. */
function isBelievable(grant: KeptGrant, shown: ShownGrant, nowMs: number): boolean {
  const fromMs = instantMs(shown.from);
  const untilMs = periodEnd(grant.period, fromMs);
  if (instantMs(shown.until) !== untilMs || Math.abs(fromMs - instantMs(grant.at)) > skewMs) return false;
  if (shown.status !== 'ended' || grant.status === 'ended' || isPublicEnd(grant, shown)) return true;
  const reason = shown.end?.reason;
  // Not confirmed at the room in time: then nobody can have read.
  if (grant.status === 'waiting' || grant.status === 'unsent')
    return reason === 'grant-expired' && grant.seq <= 1;
  if (reason === 'grant-expired') return untilMs <= nowMs + skewMs;
  return reason === 'grant-used' && isOnce(grant.period);
}

function endReasonOf(reason: string): EndReason {
  return endReasons.find((known) => known === reason) ?? 'grant-terminated';
}

function alteredAlarm(kept: KeptGrant, shown: ShownGrant): Alarm {
  return {
    code: 'record-altered',
    grant: kept.id,
    party: kept.party,
    evidence: { kept: kept.text, shown: shown.text },
  };
}
