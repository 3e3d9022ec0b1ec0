// Once a month each party signs how far its sequences go. This wallet holds the leaf against its own: where they differ,
// somebody was shown another history than somebody else, and both signatures are the evidence.

import { fromBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { leafHash, verifyInclusion } from '../../../crypto/proof.ts';
import { PolicyFault } from '../../../policy/fault.ts';
import { instantMs } from '../../../policy/instant.ts';
import { type Party, versionAt } from '../../../policy/party.ts';
import type { LogReceipt } from '../../../policy/receipt.ts';
import { type SplitRecord, splitRecord } from '../../../policy/record.ts';
import {
  leafFault,
  monthOf,
  readLeafText,
  readStatement,
  type Statement,
  type StatementState,
  statementState,
} from '../../../policy/statement.ts';
import type { ShownStatement } from '../link/mailbox.ts';
import { change } from '../vault/hold.ts';
import type { KeptGrant, KeptStatement } from '../vault/kept/grant.ts';
import { heldSignal } from '../vault/open.ts';
import { type Alarm, raiseAlarm } from './alarm.ts';
import { PathFault } from './fault.ts';
import { countedMembers } from './history.ts';
import { requireGrant } from './kept-grant.ts';
import { type KnownLog, requireProven } from './log.ts';
import { keysOf, requireType } from './party.ts';
import { isSigned } from './party-signed.ts';
import { here, type Surroundings } from './surroundings.ts';

/** The month up to which every grant of a mailbox is confirmed: later ones are asked for. Undefined: all are. */
export function statedUntil(grants: readonly KeptGrant[], nowMs: number): string | undefined {
  const states = grants.map((kept) => ({ isOver: kept.endedAt !== null, ...stateOf(kept, nowMs) }));
  // Over and confirmed to its end: nothing more will come.
  const open = states.filter(
    ({ isOver, state, month }) => !isOver || state !== 'confirmed' || month === null,
  );
  if (open.length === 0) return monthOf(nowMs);
  const months = open.map(({ month }) => month);
  return months.includes(null) ? undefined : (months.sort()[0] ?? undefined);
}

/** Is every month of this grant confirmed by its party, by its own signed count? */
export const statementStateOf = (grantId: string, around: Surroundings = here): StatementState =>
  stateOf(requireGrant(grantId), around.now());

function stateOf(kept: KeptGrant, nowMs: number): StatementState {
  const rows = [...heldSignal.value.statement.values()].filter(({ grant }) => grant === kept.id);
  const months = rows.filter(({ fault }) => fault === null).map(({ month }) => month);
  const toMs = kept.endedAt === null ? undefined : instantMs(kept.endedAt);
  return statementState({ fromMs: instantMs(kept.recordedAt ?? kept.at), toMs, months }, nowMs);
}

interface With {
  readonly log: KnownLog;
  readonly parties: readonly Party[];
  /** The relay's signed answer that came with it. */
  readonly answer: string;
}

/** Called when the sequence was read to its end: what is missing then was withheld. */
export async function checkStatements(
  shown: readonly ShownStatement[],
  grants: readonly KeptGrant[],
  held: With,
  around: Surroundings,
): Promise<void> {
  for (const one of shown) {
    const kept = grants.find(({ id }) => id === one.grant);
    // Without a place in the log it is nobody's public word yet: it comes again.
    if (kept === undefined || one.receipt === null) continue;
    const alarm = await checkStatement(one, kept, held);
    if (alarm !== null) await raiseAlarm(alarm, around);
  }
}

async function checkStatement(shown: ShownStatement, kept: KeptGrant, held: With): Promise<Alarm | null> {
  const about = { grant: kept.id, party: kept.party };
  try {
    const { month, until } = requireStatement(shown, kept, held);
    const leaf = readLeafText(shown.text);
    const members = countedMembers(kept.id);
    const row = keptStatement(shown, kept, month, leafFault(leaf, members, until));
    const known = heldSignal.value.statement.get(`${kept.id}/${month}`);
    if (known !== undefined && (known.text !== row.text || known.leaf !== row.leaf)) {
      // Two statements of one month, each signed: the party has said two things.
      const evidence = { kept: evidenceOf(known), shown: evidenceOf(row) };
      return { code: 'statement-other', ...about, evidence };
    }
    await change((rows) => rows.put('statement', `${kept.id}/${month}`, row));
    if (row.fault === null || known?.fault === row.fault) return null;
    const own = members.at(-1);
    const mine = own === undefined ? null : { seq: own.seq, digest: own.digest };
    const evidence = { ...evidenceOf(row), mine, answer: held.answer };
    return { code: 'statement-other', ...about, evidence };
  } catch (cause) {
    if (!(cause instanceof PathFault || cause instanceof PolicyFault || cause instanceof CryptoFault))
      throw cause;
    const evidence = { statement: JSON.stringify(shown), why: cause.message };
    return { code: 'record-unproven', ...about, evidence };
  }
}

/** The party's own word, public in the log, and this leaf under its root. */
function requireStatement(shown: ShownStatement, kept: KeptGrant, held: With): Statement {
  const split = requireType(splitRecord(shown.statement), 'statement');
  const statement = readStatement(split.body);
  if (statement.by !== kept.party || !isStatedBy(held.parties, split, statement.at))
    throw new PathFault('record-foreign', 'statement of another party');
  requireProven(shown.statement, shown.receipt as LogReceipt, held.log, true);
  const leaf = readLeafText(shown.text);
  const isUnder = verifyInclusion(
    leafHash(toUtf8(shown.text)),
    shown.position,
    statement.size,
    shown.path.map((hash) => fromBase64url(hash)),
    fromBase64url(statement.root),
  );
  if (leaf.grant !== kept.id || leaf.mailbox !== kept.mailbox || !isUnder)
    throw new PathFault('receipt-unproven', 'leaf is not of this grant or not under the root');
  return statement;
}

function isStatedBy(parties: readonly Party[], split: SplitRecord, at: string): boolean {
  const signer = versionAt(parties, at);
  return signer !== undefined && isSigned(split, keysOf(signer, 'record', at));
}

/** Perhaps by a key that is newer than what this wallet knows of the party. */
export function isSignerKnown({ statement }: ShownStatement, parties: readonly Party[]): boolean {
  try {
    const split = requireType(splitRecord(statement), 'statement');
    return isStatedBy(parties, split, readStatement(split.body).at);
  } catch (cause) {
    if (cause instanceof PathFault || cause instanceof PolicyFault) return true;
    throw cause;
  }
}

function keptStatement(
  { statement: text, receipt, text: leaf, position, path }: ShownStatement,
  { id: grant, party }: KeptGrant,
  month: string,
  fault: KeptStatement['fault'],
): KeptStatement {
  return { grant, party, month, text, receipt, leaf, position, path: [...path], fault };
}

function evidenceOf({ text, leaf, position, path, receipt, fault }: KeptStatement) {
  const proof = receipt === null ? null : { ...receipt, path: [...receipt.path] };
  return { text, leaf, position, path: [...path], receipt: proof, fault };
}
