/**
 * One reading by a party under one grant. A call is an AuthZEN 1.0 `evaluation` or `evaluations`; each of its items
 * becomes one canonical text, the texts make the tree that the party signs over (protocol §7). Hot: a call may hold 200
 * items, so items are read and written by hand; a test holds the texts equal to `canonicalText`.
 */
import { canonicalString, readCanonical } from './canonical.ts';
import type { Question } from './decide.ts';
import type { OutwardForm } from './denial.ts';
import { outwardForms } from './denial.ts';
import { PolicyFault } from './fault.ts';
import type { ChainLink } from './history.ts';
import { keyById, type Party, versionAt } from './party.ts';
import type { Schema } from './read.ts';
import {
  digest,
  id,
  instant,
  line,
  list,
  literal,
  nullable,
  object,
  oneOf,
  optional,
  partyId,
  prose,
  reader,
  salt,
  signature,
  whole,
  yesNo,
} from './read.ts';
import type { Head } from './record.ts';

/** One question of a call, defaults filled in. Written in AuthZEN's shape, so that a stock client can ask it. */
export interface AccessItem {
  readonly subject: { readonly type: 'party'; readonly id: string };
  readonly action: { readonly name: string };
  readonly resource: { readonly type: 'mailbox'; readonly id: string };
  readonly context: {
    readonly grant: string;
    readonly purpose: string;
    readonly facts: readonly string[];
    /** 32 bytes of the party's own for each item, so that no item can be guessed from the tree. */
    readonly salt: string;
    readonly want?: 'envelope';
  };
}

/** The relay's answer to one item, a leaf of the second tree. */
export interface AccessAnswer {
  /** Leaf hash of the item's text. */
  readonly item: string;
  readonly decision: boolean;
  /** Only with a no. */
  readonly form?: OutwardForm;
  readonly grant: string;
  /** Place in the grant's sequence; 0 where there is no grant for this party. */
  readonly seq: number;
  readonly previous: ChainLink | null;
  /** Only when the sealed bytes came with the answer: the act is then a release, else a decision. */
  readonly envelopeDigest?: string;
  readonly salt: string;
}

/**
 * The record of a whole call. Made by the relay, with no proof line of its own: the evidence is the party's RFC 9421
 * signature inside.
 */
export interface Access extends Head<'access'> {
  readonly by: string;
  /** Signature base (RFC 9421 §2.5) as signed; holds the nonce and `evaluations-root`. */
  readonly base: string;
  readonly signature: string;
  readonly keyId: string;
  readonly itemsRoot: string;
  readonly answersRoot: string;
  readonly count: number;
}

export const maxItems = 200;
const maxItemFacts = 40;

const idForm = /^[A-Za-z0-9_-]{21}[AQgw]$/;
const bytes32Form = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
// Names of purposes, facts and actions. An unknown one is answered, not refused: that is `decide`'s to say.
const nameForm = /^[a-z][a-z0-9-]{0,47}$/;

const refuse = (expected: string, where: string): never => {
  throw new PolicyFault('access-invalid', expected, where);
};

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown, known: readonly string[], where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse('expected an object', where);
  for (const name in value) if (!known.includes(name)) refuse('expected no unknown field', where);
  return value as Fields;
}

function text(value: unknown, form: RegExp, expected: string, where: string): string {
  return typeof value === 'string' && form.test(value) ? value : refuse(expected, where);
}

const itemFields = ['subject', 'action', 'resource', 'context'];
const callFields = [...itemFields, 'evaluations', 'options'];
const entityFields = ['type', 'id'];
const actionFields = ['name'];
const contextFields = ['grant', 'purpose', 'facts', 'salt', 'want'];

/** The one item of `POST /access/v1/evaluation`. `party` is who signed the call: nobody asks in another's name. */
export function readEvaluation(body: unknown, party: string): AccessItem {
  return readItem(fields(body, itemFields, ''), {}, party);
}

/** The items of `POST /access/v1/evaluations`: a field that an item lacks is taken whole from the top (AuthZEN §7.1.1). */
export function readEvaluations(body: unknown, party: string): AccessItem[] {
  const call = fields(body, callFields, '');
  if (call.options !== undefined) readOptions(call.options);
  const { evaluations } = call;
  if (evaluations === undefined) {
    const { options: _, ...single } = call;
    return [readItem(single, {}, party)];
  }
  if (!Array.isArray(evaluations) || evaluations.length === 0) return refuse('expected items', 'evaluations');
  if (evaluations.length > maxItems) {
    throw new PolicyFault('access-oversize', `expected at most ${maxItems} items`, 'evaluations');
  }
  return evaluations.map((item, at) => {
    try {
      return readItem(fields(item, itemFields, ''), call, party);
    } catch (fault) {
      if (!(fault instanceof PolicyFault)) throw fault;
      return refuse(fault.expected, `evaluations.${at}.${fault.where}`);
    }
  });
}

function readOptions(value: unknown): void {
  const { evaluations_semantic: semantic } = fields(value, ['evaluations_semantic'], 'options');
  if (semantic !== undefined && semantic !== 'execute_all') {
    refuse('expected `execute_all`: every item is answered and recorded', 'options.evaluations_semantic');
  }
}

const readWant = (value: unknown): 'envelope' =>
  value === 'envelope' ? value : refuse('expected `envelope`', 'context.want');

function readItem(item: Fields, defaults: Fields, party: string): AccessItem {
  const subject = fields(item.subject ?? defaults.subject, entityFields, 'subject');
  const action = fields(item.action ?? defaults.action, actionFields, 'action');
  const resource = fields(item.resource ?? defaults.resource, entityFields, 'resource');
  const context = fields(item.context ?? defaults.context, contextFields, 'context');
  if (subject.type !== 'party' || subject.id !== party) {
    refuse('expected the party that signed the call', 'subject');
  }
  if (resource.type !== 'mailbox') refuse('expected the type `mailbox`', 'resource.type');
  const { facts } = context;
  const want = context.want === undefined ? undefined : readWant(context.want);
  if (!Array.isArray(facts) || facts.length > maxItemFacts)
    refuse('expected a list of facts', 'context.facts');
  for (const key of facts as unknown[]) text(key, nameForm, 'expected a name', 'context.facts');
  const read = {
    grant: text(context.grant, idForm, 'expected 16 bytes as base64url', 'context.grant'),
    purpose: text(context.purpose, nameForm, 'expected a name', 'context.purpose'),
    facts: facts as string[],
    salt: text(context.salt, bytes32Form, 'expected 32 bytes as base64url', 'context.salt'),
  };
  return {
    subject: { type: 'party', id: party },
    action: { name: text(action.name, nameForm, 'expected a name', 'action.name') },
    resource: {
      type: 'mailbox',
      id: text(resource.id, bytes32Form, 'expected 32 bytes as base64url', 'resource.id'),
    },
    context: want === undefined ? read : { ...read, want },
  };
}

/** Canonical text of an item. Its values were read above and hold no character that JSON escapes. */
export function itemText({ subject, action, resource, context }: AccessItem): string {
  const facts = context.facts.length === 0 ? '' : `"${context.facts.join('","')}"`;
  const want = context.want === undefined ? '' : `,"want":"${context.want}"`;
  return (
    `{"action":{"name":"${action.name}"},"context":{"facts":[${facts}],"grant":"${context.grant}"` +
    `,"purpose":"${context.purpose}","salt":"${context.salt}"${want}}` +
    `,"resource":{"id":"${resource.id}","type":"mailbox"},"subject":{"id":"${subject.id}","type":"party"}}`
  );
}

/** An item as the wallet gets it back in the evidence of a reading. */
export function readItemText(line1: string): AccessItem {
  const body = readCanonical(line1) as { subject?: { id?: unknown } } | null;
  const party = text(body?.subject?.id, bytes32Form, 'expected 32 bytes as base64url', 'subject.id');
  return readEvaluation(body, party);
}

export function questionOf({ subject, action, resource, context }: AccessItem): Question {
  return {
    mailbox: resource.id,
    grantId: context.grant,
    party: subject.id,
    purpose: context.purpose,
    facts: context.facts,
    action: action.name,
  };
}

/** Canonical text of an answer, by hand for the same reason as `itemText`. */
export function answerText(answer: AccessAnswer): string {
  const { previous } = answer;
  const envelope = answer.envelopeDigest === undefined ? '' : `,"envelopeDigest":"${answer.envelopeDigest}"`;
  const form = answer.form === undefined ? '' : `,"form":"${answer.form}"`;
  const link =
    previous === null
      ? 'null'
      : `{"digest":"${previous.digest}","position":${previous.position},"record":"${previous.record}","seq":${previous.seq}}`;
  return (
    `{"decision":${answer.decision}${envelope}${form},"grant":"${answer.grant}","item":"${answer.item}"` +
    `,"previous":${link},"salt":"${answer.salt}","seq":${answer.seq}}`
  );
}

export const chainLink: Schema<ChainLink> = object({
  seq: whole(1, Number.MAX_SAFE_INTEGER),
  record: id,
  position: whole(0, maxItems - 1),
  digest,
});

const answerShape: Schema<AccessAnswer> = object({
  item: digest,
  decision: yesNo,
  form: optional(oneOf(outwardForms)),
  grant: id,
  seq: whole(0, Number.MAX_SAFE_INTEGER),
  previous: nullable(chainLink),
  envelopeDigest: optional(digest),
  salt,
});

const readAnswerShape = reader(answerShape, 'access-invalid');

export function readAnswerText(line1: string): AccessAnswer {
  const read = readAnswerShape(readCanonical(line1));
  if (read.decision === (read.form !== undefined)) refuse('expected a form exactly with a no', 'form');
  if (!read.decision && read.envelopeDigest !== undefined)
    refuse('expected no envelope with a no', 'envelopeDigest');
  return read;
}

/** `released`: the sealed bytes left the relay with this answer. `decided`: only the answer did. */
export const actOf = (answer: AccessAnswer): 'released' | 'decided' =>
  answer.envelopeDigest === undefined ? 'decided' : 'released';

const access: Schema<Access> = object({
  v: literal(1),
  type: literal('access'),
  id,
  at: instant,
  by: partyId,
  base: prose(4000),
  signature,
  keyId: line(64),
  itemsRoot: digest,
  answersRoot: digest,
  count: whole(1, maxItems),
});

const readAccessShape = reader(access, 'access-invalid');

/** Canonical text of the record, by hand for the same reason as `itemText`. */
export function accessText(record: Access): string {
  const { answersRoot, at, base, by, count, id: name, itemsRoot, keyId, signature: signed } = record;
  return (
    `{"answersRoot":"${answersRoot}","at":"${at}","base":${canonicalString(base)},"by":"${by}","count":${count}` +
    `,"id":"${name}","itemsRoot":"${itemsRoot}","keyId":${canonicalString(keyId)},"signature":"${signed}"` +
    ',"type":"access","v":1}'
  );
}

/** Reads the whole text of an access record: one line, canonical. */
export const readAccess = (record: string): Access => readAccessShape(readCanonical(record));

/**
 * The key that must have signed the call (RFC 9421): of the version that stood then, and only where the signed base names
 * the root that the items lead to. Undefined: whoever signed, it is no proof of these items.
 */
export function askingKey(record: Access, versions: readonly Party[]): string | undefined {
  const { at, base, keyId, itemsRoot } = record;
  if (!base.split('\n').includes(`"evaluations-root": ${itemsRoot}`)) return undefined;
  const version = versionAt(versions, at);
  return version === undefined ? undefined : keyById(version, 'http', keyId, at)?.key;
}

/** What a resident holds of one reading: the signed headers, the own item and answer, and the paths that join them. */
export interface AccessEvidence {
  readonly record: string;
  readonly position: number;
  readonly item: string;
  readonly answer: string;
  readonly itemPath: readonly string[];
  readonly answerPath: readonly string[];
}

/** 200 items make a tree of eight levels. */
const auditPath = list(digest, 8);

const evidence: Schema<AccessEvidence> = object({
  record: prose(16_000),
  position: whole(0, maxItems - 1),
  item: prose(4000),
  answer: prose(2000),
  itemPath: auditPath,
  answerPath: auditPath,
});

export const readEvidence = reader(evidence, 'access-invalid');
