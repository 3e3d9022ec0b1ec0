import type { AccessEvidence } from '../../../policy/access.ts';
import type { ChainLink } from '../../../policy/history.ts';
import type { LogReceipt } from '../../../policy/receipt.ts';
import { pathOf } from '../../../policy/routes.ts';
import {
  type Fields,
  fieldsOf,
  instantIn,
  listIn,
  numberIn,
  receiptOrNullIn,
  textIn,
  textOrNullIn,
  textsIn,
  yesNoIn,
} from './answer.ts';
import type { Reach } from './call.ts';
import { LinkFault } from './fault.ts';
import { callMailbox, type Voice } from './mailbox-call.ts';

/** A grant as the relay says it stands. Unchecked. */
export interface ShownGrant {
  readonly id: string;
  readonly text: string;
  readonly receipt: LogReceipt | null;
  readonly status: 'waiting' | 'active' | 'paused' | 'suspended' | 'ended';
  readonly from: string;
  readonly until: string;
  readonly end: { readonly reason: string; readonly at: string; readonly record: string | null } | null;
  readonly last: ChainLink;
}

interface ShownMember {
  readonly grant: string;
  readonly seq: number;
  readonly previous: ChainLink | null;
  readonly receipt: LogReceipt | null;
}

/** One member of a grant's sequence. Unchecked. */
export type ShownEntry =
  | (ShownMember & {
      readonly kind: 'signed';
      readonly type: string;
      readonly text: string;
      readonly sealed: string | null;
    })
  | (ShownMember & { readonly kind: 'access'; readonly count: number; readonly evidence: AccessEvidence });

/** A record of the private sequence. Unchecked. */
export interface ShownPause {
  readonly grant: string;
  readonly text: string;
  readonly receipt: LogReceipt | null;
}

/** Who may help at this mailbox. Unchecked. */
export interface ShownMandate {
  readonly n: number;
  readonly text: string;
  readonly receipt: LogReceipt | null;
  readonly endedAt: string | null;
  readonly end: { readonly text: string; readonly receipt: LogReceipt | null } | null;
}

/** One look by a helper. Unchecked. */
export interface ShownUse {
  readonly mandate: string;
  readonly n: number;
  readonly at: string;
  readonly text: string;
  readonly receipt: LogReceipt | null;
}

/** What a party's monthly statement says of one grant. Unchecked. */
export interface ShownStatement {
  readonly grant: string;
  readonly statement: string;
  readonly receipt: LogReceipt | null;
  readonly text: string;
  readonly position: number;
  readonly path: readonly string[];
}

export interface MailboxReading {
  readonly grants: readonly ShownGrant[];
  readonly entries: readonly ShownEntry[];
  readonly pauses: readonly ShownPause[];
  readonly mandates: readonly ShownMandate[];
  readonly uses: readonly ShownUse[];
  readonly statements: readonly ShownStatement[];
  /** Some grant has more than fits in one answer. */
  readonly more: boolean;
  /** Signed by the log's key. */
  readonly answer: string;
}

export interface Seen {
  /** The last sequence number seen, by grant. */
  readonly after: Readonly<Record<string, number>>;
  /** Statements of later months only; absent: of all. */
  readonly statedUntil?: string;
  /** Looks by helpers behind this one only; absent: all. */
  readonly usedUntil?: number;
}

/** One mailbox, in a call of its own. */
export async function readMailbox(
  reach: Reach,
  voice: Voice,
  seen: Seen,
  nowMs: number,
): Promise<MailboxReading> {
  const call = { path: pathOf('readMailbox'), body: JSON.stringify(seen) };
  const fields = fieldsOf(await callMailbox(reach, voice, call, nowMs), 'mailbox');
  return {
    grants: listIn(fields, 'grants').map((entry) => grantOf(fieldsOf(entry, 'grant'))),
    entries: listIn(fields, 'entries').map((entry) => entryOf(fieldsOf(entry, 'entry'))),
    pauses: listIn(fields, 'pauses').map((entry) => pauseOf(fieldsOf(entry, 'pause'))),
    mandates: listIn(fields, 'mandates').map((entry) => mandateOf(fieldsOf(entry, 'mandate'))),
    uses: listIn(fields, 'uses').map((entry) => useOf(fieldsOf(entry, 'use'))),
    statements: listIn(fields, 'statements').map((entry) => statementOf(fieldsOf(entry, 'statement'))),
    more: fields['more'] === undefined ? false : yesNoIn(fields, 'more'),
    answer: textIn(fields, 'answer'),
  };
}

const statuses: readonly ShownGrant['status'][] = ['waiting', 'active', 'paused', 'suspended', 'ended'];

function grantOf(fields: Fields): ShownGrant {
  const status = statuses.find((known) => known === fields['status']);
  if (status === undefined) throw new LinkFault('answer-invalid', 'grant of an unknown status');
  const end = fields['end'] === undefined ? null : fieldsOf(fields['end'], 'end');
  return {
    id: textIn(fields, 'id'),
    text: textIn(fields, 'text'),
    receipt: receiptOrNullIn(fields, 'receipt'),
    status,
    from: instantIn(fields, 'from'),
    until: instantIn(fields, 'until'),
    end: end === null ? null : endOf(end),
    last: chainLinkOf(fields['last']),
  };
}

const endOf = (fields: Fields) => ({
  reason: textIn(fields, 'reason'),
  at: instantIn(fields, 'at'),
  record: textOrNullIn(fields, 'record'),
});

const pauseOf = (fields: Fields): ShownPause => ({
  grant: textIn(fields, 'grant'),
  text: textIn(fields, 'text'),
  receipt: receiptOrNullIn(fields, 'receipt'),
});

function mandateOf(fields: Fields): ShownMandate {
  const end = fields['end'] === null ? null : fieldsOf(fields['end'], 'end');
  return {
    n: numberIn(fields, 'n'),
    text: textIn(fields, 'text'),
    receipt: receiptOrNullIn(fields, 'receipt'),
    endedAt: fields['endedAt'] === null ? null : instantIn(fields, 'endedAt'),
    end: end === null ? null : { text: textIn(end, 'text'), receipt: receiptOrNullIn(end, 'receipt') },
  };
}

const useOf = (fields: Fields): ShownUse => ({
  mandate: textIn(fields, 'mandate'),
  n: numberIn(fields, 'n'),
  at: instantIn(fields, 'at'),
  text: textIn(fields, 'text'),
  receipt: receiptOrNullIn(fields, 'receipt'),
});

const statementOf = (fields: Fields): ShownStatement => ({
  grant: textIn(fields, 'grant'),
  statement: textIn(fields, 'statement'),
  receipt: receiptOrNullIn(fields, 'receipt'),
  text: textIn(fields, 'text'),
  position: numberIn(fields, 'position'),
  path: textsIn(fields, 'path'),
});

function entryOf(fields: Fields): ShownEntry {
  const member = {
    grant: textIn(fields, 'grant'),
    seq: numberIn(fields, 'seq'),
    previous: fields['previous'] === null ? null : chainLinkOf(fields['previous']),
    receipt: receiptOrNullIn(fields, 'receipt'),
  };
  if (fields['kind'] === 'signed') {
    const sealed = fields['sealed'] === undefined ? null : textIn(fields, 'sealed');
    return { ...member, kind: 'signed', type: textIn(fields, 'type'), text: textIn(fields, 'text'), sealed };
  }
  if (fields['kind'] !== 'access') throw new LinkFault('answer-invalid', 'entry of an unknown kind');
  const evidence: AccessEvidence = {
    record: textIn(fields, 'text'),
    position: numberIn(fields, 'position'),
    item: textIn(fields, 'item'),
    answer: textIn(fields, 'answer'),
    itemPath: textsIn(fields, 'itemPath'),
    answerPath: textsIn(fields, 'answerPath'),
  };
  return { ...member, kind: 'access', count: numberIn(fields, 'count'), evidence };
}

export function chainLinkOf(value: unknown): ChainLink {
  const fields = fieldsOf(value, 'link');
  return {
    seq: numberIn(fields, 'seq'),
    record: textIn(fields, 'record'),
    position: numberIn(fields, 'position'),
    digest: textIn(fields, 'digest'),
  };
}
