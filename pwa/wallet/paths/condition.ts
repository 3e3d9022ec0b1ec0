// Conditions as this phone has verified them: « yes, if at least X » signed by its party, the régie's word of the one key
// that yeses are counted by, the declaration, all of it in the log. That X was reached is the régie's signed word, or it is
// not believed.

import { fromBase64url } from '../../../crypto/encode.ts';
import { recordDigest } from '../../../crypto/hash.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { readTokenKey } from '../../../crypto/token.ts';
import {
  type Condition,
  type ConditionState,
  readCondition,
  readConditionMet,
  takesYes,
} from '../../../policy/condition.ts';
import { isInForce, readDeclaration } from '../../../policy/declaration.ts';
import { instantText } from '../../../policy/instant.ts';
import { readCounting } from '../../../policy/label.ts';
import { splitRecord } from '../../../policy/record.ts';
import { beyondDeclaration } from '../../../policy/request.ts';
import { readConditions, type ShownCondition } from '../link/condition.ts';
import { readDeclarationHeads, readDeclarationText } from '../link/declaration.ts';
import { readParties } from '../link/party.ts';
import { lockState } from '../vault/open.ts';
import { raiseAlarm } from './alarm.ts';
import { PathFault } from './fault.ts';
import type { Asked } from './grant.ts';
import { type KnownLog, knownLog, requireProven } from './log.ts';
import { type KnownParty, requireType } from './party.ts';
import { type Book, bookOf, isAdmittedNow, isUntrue, requireSaid } from './study.ts';
import { here, type Surroundings } from './surroundings.ts';

export interface KnownCondition extends Asked {
  readonly digest: string;
  readonly text: string;
  /** The régie's word of the token key, as signed. */
  readonly counting: string;
  readonly condition: Condition;
  /** As the relay says and the clock of this phone allows; `met` with the régie's signed word only. */
  readonly state: ConditionState;
  /** Its party is admitted, and its declaration is in force and the newest: without it nobody is asked. */
  readonly isAskable: boolean;
  readonly asker: KnownParty;
}

export const isOpen = ({ state, isAskable }: KnownCondition): boolean => state !== 'ended' && isAskable;

/** Newest first. What cannot be true is left out and told. */
export async function listConditions(around: Surroundings = here): Promise<readonly KnownCondition[]> {
  const [log, parties, shown, heads] = await Promise.all([
    knownLog(around),
    readParties(around.reach),
    readConditions(around.reach),
    readDeclarationHeads(around.reach),
    readySodium(),
  ]);
  const book = bookOf(parties, log);
  const followed = new Set(heads.map(({ previousHash }) => previousHash));
  const known: KnownCondition[] = [];
  for (const one of shown) {
    try {
      known.push(await verifyCondition(one, { book, log, followed }, around));
    } catch (cause) {
      await tellUntrue(one, cause, around);
    }
  }
  return known.toReversed();
}

export async function findCondition(digest: string, around: Surroundings = here): Promise<KnownCondition> {
  const found = (await listConditions(around)).find((entry) => entry.digest === digest);
  if (found === undefined) throw new PathFault('condition-unknown', 'no such condition holds here');
  return found;
}

interface Held {
  readonly book: Book;
  readonly log: KnownLog;
  readonly followed: ReadonlySet<string | null>;
}

async function verifyCondition(
  shown: ShownCondition,
  { book, log, followed }: Held,
  around: Surroundings,
): Promise<KnownCondition> {
  const split = requireType(splitRecord(shown.record), 'condition');
  const condition = readCondition(split.body);
  const digest = recordDigest(shown.record);
  const asker = book(condition.by);
  requireSaid(split, shown, asker, condition.at, log);
  const regie = book(log.regie);
  requireCounting(shown, digest, regie, log);
  const met = shown.met === null ? null : requireMet(shown.met, digest, regie, log);
  const { declaration: declarationDigest } = condition.request;
  const told = await readDeclarationText(around.reach, declarationDigest);
  if (told.receipt === null) throw untrue('declaration without a place in the log');
  const declared = requireType(splitRecord(told.record), 'declaration');
  const declaration = readDeclaration(declared.body);
  if (declaration.by !== asker.id) throw untrue('declaration of another party');
  requireSaid(declared, { record: told.record, receipt: told.receipt }, asker, declaration.at, log);
  if (beyondDeclaration(condition.request, declaration, asker.current.role).length > 0)
    throw untrue('asks for more than is declared');
  const nowMs = around.now();
  return {
    digest,
    text: shown.record,
    counting: shown.counting.record,
    condition,
    state: met ?? stateNow(condition, shown.state, nowMs),
    isAskable:
      isAdmittedNow(asker, regie, log, nowMs) &&
      isInForce(declaration, instantText(nowMs)) &&
      !followed.has(declarationDigest),
    asker,
    partyId: asker.id,
    party: asker.current,
    known: asker,
    declarationDigest,
    declaration,
    requestDigest: digest,
    detail: condition.request,
    shown: { declaration: { record: told.record, receipt: told.receipt } },
  };
}

const untrue = (why: string): PathFault => new PathFault('condition-untrue', why);

/** One key for everybody, in the log for all to see: under one of her own a person could be told from the others. */
function requireCounting(shown: ShownCondition, digest: string, regie: KnownParty, log: KnownLog): void {
  const split = requireType(splitRecord(shown.counting.record), 'label');
  const label = readCounting(split.body);
  if (label.condition !== digest || label.by !== regie.id) throw untrue('key of something else');
  readTokenKey(fromBase64url(label.tokenKey));
  requireSaid(split, shown.counting, regie, label.at, log);
}

function requireMet(
  shown: NonNullable<ShownCondition['met']>,
  digest: string,
  regie: KnownParty,
  log: KnownLog,
): 'met' {
  const split = requireType(splitRecord(shown.record), 'condition-met');
  const said = readConditionMet(split.body);
  if (said.condition !== digest || said.by !== regie.id) throw untrue('word about something else');
  requireSaid(split, shown, regie, said.at, log);
  requireProven(shown.record, shown.receipt, log, true);
  return 'met';
}

/** Without the signed word it is not met, whatever is said; and what is over by the clock asks nobody any more. */
function stateNow(condition: Condition, said: ConditionState, nowMs: number): ConditionState {
  return said === 'ended' || !takesYes(condition, nowMs) ? 'ended' : 'not-yet';
}

/** A phone with a vault keeps the evidence; another one just does not show it. */
async function tellUntrue(shown: ShownCondition, cause: unknown, around: Surroundings): Promise<void> {
  if (!isUntrue(cause)) throw cause;
  if (lockState.value !== 'open') return;
  const evidence = {
    record: shown.record,
    counting: shown.counting.record,
    met: shown.met?.record ?? null,
    why: cause.message,
  };
  await raiseAlarm({ code: 'condition-untrue', evidence }, around);
}
