/**
 * Do those who calculate and those who are calculated hold the same records? Two exports of one grant in, every
 * difference out. And what each side can find alone: whether its own sequence holds together.
 */
import { type AccessAnswer, readAccess, readAnswerText, readItemText } from './access.ts';
import { PolicyFault } from './fault.ts';
import type { ChainLink } from './history.ts';
import {
  type Digests,
  linkOf,
  type Member,
  memberBody,
  memberName,
  memberText,
  readMember,
} from './member.ts';
import type { LogReceipt } from './receipt.ts';
import { splitRecord } from './record.ts';

export const partyExportFormat = 'vav/party-export/1';
export const walletExportFormat = 'vav/export/1';

/** The sequence of one grant, as both exports hold it. */
export interface History {
  readonly grant: string;
  readonly mailbox: string;
  readonly members: readonly Member[];
}

/** Grants of one export; a file larger than this is read by a program that knows what it does. */
const maxHistories = 100_000;

const invalid = (expected: string, where: string): PolicyFault =>
  new PolicyFault('export-invalid', expected, where);

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every sequence in an export of either side. Everything else in the file is that side's own matter. */
export function readHistories(exported: unknown): History[] {
  const entries = entriesOf(exported);
  if (!Array.isArray(entries) || entries.length > maxHistories)
    throw invalid(`expected a list of at most ${maxHistories} histories`, 'history');
  return entries.map((entry: unknown, at) => {
    const { grant, mailbox, members } = isFields(entry) ? entry : {};
    if (typeof grant !== 'string' || typeof mailbox !== 'string' || !Array.isArray(members))
      throw invalid('expected grant, mailbox and members', `history.${at}`);
    return { grant, mailbox, members: members.map(readMember) };
  });
}

function entriesOf(exported: unknown): unknown {
  if (!isFields(exported)) throw invalid('expected an object', '');
  if (exported.format === partyExportFormat) return exported.history;
  if (exported.format !== walletExportFormat)
    throw invalid(`expected \`${partyExportFormat}\` or \`${walletExportFormat}\``, 'format');
  const { parts } = exported;
  const part = Array.isArray(parts)
    ? parts.find((found: unknown) => isFields(found) && found.name === 'history')
    : undefined;
  return isFields(part) ? part.entries : undefined;
}

/** Undefined when the export knows nothing of this grant. */
export const sharedMembers = (exported: unknown, grant: string): readonly Member[] | undefined =>
  readHistories(exported).find((history) => history.grant === grant)?.members;

export interface Difference {
  /** `missing`: only the right holds it; `added`: only the left does. */
  readonly kind: 'missing' | 'added' | 'reordered' | 'altered';
  /** Its number on the side that holds it; the left's where both do. */
  readonly seq: number;
  readonly left: string | null;
  readonly right: string | null;
}

/** Empty: both hold the same bytes in the same order. */
export function compareSides(left: readonly Member[], right: readonly Member[]): Difference[] {
  const [mine, theirs] = [named(left), named(right)];
  const differences: Difference[] = [];
  for (const [name, member] of theirs) {
    if (!mine.has(name))
      differences.push({ kind: 'missing', seq: member.seq, left: null, right: memberText(member) });
  }
  const shared = [...mine.keys()].filter((name) => theirs.has(name));
  const order = new Map([...theirs.keys()].filter((name) => mine.has(name)).map((name, at) => [name, at]));
  for (const [name, member] of mine) {
    const other = theirs.get(name);
    const found = { seq: member.seq, left: memberText(member), right: other ? memberText(other) : null };
    if (other === undefined) differences.push({ kind: 'added', ...found });
    else if (!isSameBody(member, other)) differences.push({ kind: 'altered', ...found });
    else if (member.seq !== other.seq || order.get(name) !== shared.indexOf(name))
      differences.push({ kind: 'reordered', ...found });
    else if (!isSameLink(member.previous, other.previous)) differences.push({ kind: 'altered', ...found });
  }
  return differences.sort((a, b) => a.seq - b.seq);
}

/** By name; one that stands twice is another each time. */
function named(members: readonly Member[]): Map<string, Member> {
  const found = new Map<string, Member>();
  for (const member of members) {
    const name = memberName(member);
    let unique = name;
    for (let time = 2; found.has(unique); time += 1) unique = `${name} ${time}`;
    found.set(unique, member);
  }
  return found;
}

/** A place in the log that one side was not told yet is no difference; all else is compared byte for byte. */
function isSameBody(left: Member, right: Member): boolean {
  const isTold = left.receipt !== null && right.receipt !== null;
  if (isTold) return memberBody(left) === memberBody(right);
  return memberBody({ ...left, receipt: null }) === memberBody({ ...right, receipt: null });
}

export function isSameLink(left: ChainLink | null, right: ChainLink | null): boolean {
  if (left === null || right === null) return left === right;
  return (
    left.seq === right.seq &&
    left.record === right.record &&
    left.position === right.position &&
    left.digest === right.digest
  );
}

/** What needs keys, hashes and the log's own word: given by whoever checks. */
export interface Proofs extends Digests {
  isInLog(text: string, receipt: LogReceipt): boolean;
  /** Does this leaf lead to the root of a tree of `count` leaves? */
  isUnder(
    text: string,
    of: { position: number; count: number },
    path: readonly string[],
    root: string,
  ): boolean;
  /** By the mailbox, by the party, or by a stop card, as its kind demands. */
  isSigned(member: Member): boolean;
}

export interface HistoryFault {
  readonly kind: /** No grant opens it, a number is left out, stands twice, or is out of turn. */
    | 'order'
    /** It does not point at the member before it. */
    | 'link'
    /** It is about another grant, or is no record at all. */
    | 'foreign'
    /** Its leaf does not lead to a signed head, or its item or answer not to the roots of the call. */
    | 'unproven'
    | 'unsigned';
  readonly seq: number;
}

/** What one side finds without the other. A tail that was never shown leaves no trace here: statements are for that. */
export function historyFaults(history: History, proofs: Proofs): HistoryFault[] {
  const faults: HistoryFault[] = [];
  let before: ChainLink | null = null;
  for (const [at, member] of history.members.entries()) {
    const { seq } = member;
    const tell = (kind: HistoryFault['kind']): void => void faults.push({ kind, seq });
    if (seq !== at + 1) tell('order');
    let link: ChainLink | null = null;
    try {
      link = linkOf(member, proofs);
      if (!isAbout(member, history)) tell('foreign');
      if (!isSameLink(linkBefore(member), before)) tell('link');
      if (!isProven(member, proofs)) tell('unproven');
      if (!proofs.isSigned(member)) tell('unsigned');
    } catch (cause) {
      if (!(cause instanceof PolicyFault)) throw cause;
      tell('foreign');
    }
    before = link;
  }
  if (history.members.length === 0) faults.push({ kind: 'order', seq: 0 });
  return faults;
}

/** An answer signs the link inside; beside it the same must stand. */
function linkBefore(member: Member): ChainLink | null {
  if (member.kind === 'signed') return member.previous;
  const { previous } = readAnswerText(member.answer);
  return isSameLink(previous, member.previous) ? previous : { seq: 0, record: '', position: 0, digest: '' };
}

function isAbout(member: Member, { grant, mailbox }: History): boolean {
  if (member.grant !== grant || (member.seq === 1) !== isGrant(member)) return false;
  if (member.kind === 'access') {
    const answer = readAnswerText(member.answer);
    const { context, resource } = readItemText(member.item);
    return (
      answer.grant === grant &&
      answer.seq === member.seq &&
      context.grant === grant &&
      resource.id === mailbox &&
      readAccess(member.text).count === member.count
    );
  }
  const { type, body } = splitRecord(member.text);
  const { id, grant: of } = body as { id?: unknown; grant?: unknown };
  if (type !== member.type) return false;
  // A receipt names a calculation and no grant.
  return type === 'receipt' || (type === 'grant' ? id : of) === grant;
}

const isGrant = (member: Member): boolean => member.kind === 'signed' && member.type === 'grant';

function isProven(member: Member, proofs: Proofs): boolean {
  const { receipt, text } = member;
  if (receipt === null || !proofs.isInLog(text, receipt)) return false;
  if (member.kind === 'signed') return true;
  const { itemsRoot, answersRoot } = readAccess(text);
  const answer: AccessAnswer = readAnswerText(member.answer);
  return (
    answer.item === proofs.leafOf(member.item) &&
    proofs.isUnder(member.item, member, member.itemPath, itemsRoot) &&
    proofs.isUnder(member.answer, member, member.answerPath, answersRoot)
  );
}
