// Studies as this phone has verified them: the manifest signed by its researchers, leader and helper each with a signed
// word of their own, all of it in the log, and two legal bodies that are not one. What does not hold is never shown as
// something to join; where somebody signed or the log said two things it is an alarm.

import { isOurSuite, readHpkeConfig } from '../../../crypto/dap/hpke-config.ts';
import { fromBase64url } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { recordDigest } from '../../../crypto/hash.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { readTokenKey } from '../../../crypto/token.ts';
import { PolicyFault } from '../../../policy/fault.ts';
import { instantMs } from '../../../policy/instant.ts';
import { type FollowUp, type Operation, readFollowUp, readOperation } from '../../../policy/label.ts';
import { type SplitRecord, splitRecord } from '../../../policy/record.ts';
import { isSameBody, readStudy, type Study, type StudyState } from '../../../policy/study.ts';
import { readParties, type ShownParty } from '../link/party.ts';
import { readStudies, type ShownRecord, type ShownStudy } from '../link/study.ts';
import { lockState } from '../vault/open.ts';
import { raiseAlarm } from './alarm.ts';
import { PathFault } from './fault.ts';
import { type KnownLog, knownLog, requireProven } from './log.ts';
import { type KnownParty, keysOf, readPartyHistory, requireType, versionBefore } from './party.ts';
import { isSigned, requireAdmitted, requirePartySigned } from './party-signed.ts';
import { here, type Surroundings } from './surroundings.ts';

export interface KnownStudy {
  readonly digest: string;
  readonly text: string;
  readonly study: Study;
  /** As the relay says and the clock of this phone allows. */
  readonly state: StudyState;
  readonly hasRelease: boolean;
  readonly asker: KnownParty;
  readonly leader: Operator;
  readonly helper: Operator;
  readonly followUps: readonly FollowUp[];
  /** Whether the régie still admits those who ask and those who count. Without it nobody is asked to join. */
  readonly isAdmitted: boolean;
}

/** An aggregator: who it is by its own record, and its signed word on this study. */
export interface Operator {
  readonly party: KnownParty;
  readonly operation: Operation;
  readonly text: string;
}

export const isJoinable = ({ state, isAdmitted }: KnownStudy): boolean => state === 'open' && isAdmitted;

/** Newest first. What cannot be true is left out and told. */
export async function listStudies(around: Surroundings = here): Promise<readonly KnownStudy[]> {
  const [log, parties, shown] = await Promise.all([
    knownLog(around),
    readParties(around.reach),
    readStudies(around.reach),
    readySodium(),
  ]);
  const book = bookOf(parties, log);
  const known: KnownStudy[] = [];
  for (const one of shown) {
    // Not both aggregators have taken it on yet: there is nothing to join.
    if (one.operations.length < 2) continue;
    try {
      known.push(verifyStudy(one, book, log, around.now()));
    } catch (cause) {
      await tellUntrue(one, cause, around);
    }
  }
  return known.toReversed();
}

export async function findStudy(digest: string, around: Surroundings = here): Promise<KnownStudy> {
  const found = (await listStudies(around)).find((entry) => entry.digest === digest);
  if (found === undefined) throw new PathFault('study-unknown', 'no such study holds here');
  return found;
}

/** Histories by id, each read and verified once. */
export type Book = (id: string) => KnownParty;

export function bookOf(parties: readonly ShownParty[], log: KnownLog): Book {
  const read = new Map<string, KnownParty>();
  return (id) => {
    const before = read.get(id);
    if (before !== undefined) return before;
    const shown = parties.find((entry) => entry.id === id);
    if (shown === undefined) throw untrue('party is not in the directory');
    const known = readPartyHistory(shown, id);
    requirePartySigned(known, log);
    read.set(id, known);
    return known;
  };
}

const untrue = (why: string, cause?: unknown): PathFault => new PathFault('study-untrue', why, { cause });

function verifyStudy(shown: ShownStudy, book: Book, log: KnownLog, nowMs: number): KnownStudy {
  const split = requireType(splitRecord(shown.record), 'study');
  const study = readStudy(split.body);
  const digest = recordDigest(shown.record);
  const asker = book(study.by);
  requireSaid(split, shown, asker, study.at, log);
  const leader = operatorOf('leader', digest, study, shown, book, log);
  const helper = operatorOf('helper', digest, study, shown, book, log);
  // By their own records, whatever the manifest says of them: one body could put both halves together.
  if (isSameBody(leader.party.current.legalId, helper.party.current.legalId))
    throw untrue('leader and helper are one legal body');
  if (leader.party.id !== log.regie) throw untrue('leader is not the régie of this relay');
  // Nobody is shown a key of the leader that only they seal to: the other body signed for this one.
  if (helper.operation.peer !== recordDigest(leader.text))
    throw untrue('helper works with another word of the leader');
  const { tokenKey } = leader.operation;
  if (tokenKey === undefined) throw untrue('leader names no token key');
  readTokenKey(fromBase64url(tokenKey));
  const followUps = shown.followUps.map((one) => {
    const said = requireType(splitRecord(one.record), 'label');
    const followUp = readFollowUp(said.body);
    if (followUp.study !== digest || followUp.by !== asker.id) throw untrue('follow-up of another study');
    requireSaid(said, one, asker, followUp.at, log);
    return followUp;
  });
  return {
    digest,
    text: shown.record,
    study,
    state: stateNow(study, shown, nowMs),
    hasRelease: shown.hasRelease,
    asker,
    leader,
    helper,
    followUps,
    isAdmitted: [asker, helper.party].every((party) => isAdmittedNow(party, book(log.regie), log, nowMs)),
  };
}

function operatorOf(
  role: Operation['role'],
  digest: string,
  study: Study,
  shown: ShownStudy,
  book: Book,
  log: KnownLog,
): Operator {
  const named = study[role];
  const said = shown.operations
    .map((one) => ({ one, split: requireType(splitRecord(one.record), 'label') }))
    .map((entry) => ({ ...entry, operation: readOperation(entry.split.body) }))
    .filter(({ operation }) => operation.role === role);
  const [first, second] = said;
  if (first === undefined || second !== undefined) throw untrue(`expected one word of the ${role}`);
  const { operation, one, split } = first;
  if (operation.study !== digest || operation.by !== named.party)
    throw untrue(`word of the ${role} is about something else`);
  const known = book(named.party);
  if (!isOurSuite(readHpkeConfig(fromBase64url(operation.hpkeConfig))))
    throw untrue(`${role} has a key that this phone cannot seal to`);
  requireSaid(split, one, known, operation.at, log);
  if (!isSameBody(versionBefore(known, one.receipt.index).legalId, named.legalId))
    throw untrue(`${role} has another legal id than the manifest says`);
  return { party: known, operation, text: one.record };
}

/** Signed by the key of its party that held at its place in the log, and really there. */
export function requireSaid(
  split: SplitRecord,
  { record, receipt }: ShownRecord,
  party: KnownParty,
  at: string,
  log: KnownLog,
): void {
  if (!isSigned(split, keysOf(versionBefore(party, receipt.index), 'record', at)))
    throw untrue(`signature of this ${split.type} does not fit`);
  requireProven(record, receipt, log, true);
}

export function isAdmittedNow(party: KnownParty, regie: KnownParty, log: KnownLog, nowMs: number): boolean {
  if (party.current.status !== 'open') return false;
  try {
    requireAdmitted(party, regie, log, nowMs);
    return true;
  } catch (cause) {
    if (cause instanceof PathFault && cause.code === 'party-not-admitted') return false;
    throw cause;
  }
}

/** The relay may say less than the clock does, never more: a window that is over does not open again. */
function stateNow({ window }: Study, { state }: ShownStudy, nowMs: number): StudyState {
  if (state !== 'open') return state;
  if (nowMs < instantMs(window.opens)) return 'announced';
  return nowMs < instantMs(window.closes) ? 'open' : 'counting';
}

/** Something that was signed or shown is false; a network that is away is not that. */
export const isUntrue = (cause: unknown): cause is Error =>
  cause instanceof CryptoFault ||
  cause instanceof PolicyFault ||
  (cause instanceof PathFault && cause.code !== 'wallet-locked');

/** A phone with a vault keeps the evidence; another one just does not show the study. */
async function tellUntrue(shown: ShownStudy, cause: unknown, around: Surroundings): Promise<void> {
  if (!isUntrue(cause)) throw cause;
  if (lockState.value !== 'open') return;
  const evidence = {
    record: shown.record,
    operations: shown.operations.map(({ record }) => record),
    why: cause.message,
  };
  await raiseAlarm({ code: 'study-untrue', evidence }, around);
}
