// How the items and answers of a call rest. Their texts are canonical, so what differs from item to item makes them
// again byte for byte: a third of the bytes to write, and writing is what a reading costs most after its signature.
//
//   line 1        the kinds of question asked, as JSON: [action, purpose, facts, wants the envelope]
//   each further  kind, grant, item salt, mailbox, outcome, answer salt [, seq, previous record, position, digest
//                 [, envelope digest]], parted by spaces
//
// A test holds unpacked texts equal to those that were hashed; their roots stand in the record as well.

import type { AccessAnswer, AccessItem } from '../../policy/access.ts';
import { answerText, itemText } from '../../policy/access.ts';
import type { OutwardForm } from '../../policy/denial.ts';
import { treeOfTexts } from '../proof/hash.ts';

type KindOfQuestion = [action: string, purpose: string, facts: readonly string[], wants: boolean];

/** One character for what came out. */
const outcomes = {
  allowed: 'y',
  ended: 'e',
  'not-now': 'n',
  'not-granted': 'g',
  'bad-request': 'b',
} as const;
const formOfOutcome: Record<string, OutwardForm> = {
  e: 'ended',
  n: 'not-now',
  g: 'not-granted',
  b: 'bad-request',
};

export type Answer = { -readonly [K in keyof AccessAnswer]: AccessAnswer[K] };

export class CallPacker {
  readonly #kinds: KindOfQuestion[] = [];
  #lines = '';
  #last: AccessItem | undefined;
  #kind = -1;

  add(item: AccessItem, answer: Answer): void {
    if (this.#last === undefined || !isSameKind(this.#last, item)) this.#kind = this.#kindOf(item);
    this.#last = item;
    const { grant, salt } = item.context;
    const outcome = outcomes[answer.form ?? 'allowed'];
    let line = `\n${this.#kind} ${grant} ${salt} ${item.resource.id} ${outcome} ${answer.salt}`;
    const { previous, envelopeDigest } = answer;
    if (previous !== null) {
      line += ` ${answer.seq} ${previous.record} ${previous.position} ${previous.digest}`;
      if (envelopeDigest !== undefined) line += ` ${envelopeDigest}`;
    }
    this.#lines += line;
  }

  text(): string {
    return JSON.stringify(this.#kinds) + this.#lines;
  }

  #kindOf({ action, context }: AccessItem): number {
    const known = this.#kinds.findIndex(
      ([name, purpose, facts, wants]) =>
        name === action.name &&
        purpose === context.purpose &&
        wants === (context.want !== undefined) &&
        areSame(facts, context.facts),
    );
    if (known >= 0) return known;
    return this.#kinds.push([action.name, context.purpose, context.facts, context.want !== undefined]) - 1;
  }
}

function isSameKind(a: AccessItem, b: AccessItem): boolean {
  return (
    a.action.name === b.action.name &&
    a.context.purpose === b.context.purpose &&
    a.context.want === b.context.want &&
    areSame(a.context.facts, b.context.facts)
  );
}

function areSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}

export interface UnpackedCall {
  items: AccessItem[];
  answers: AccessAnswer[];
  /** Canonical texts, the leaves of both trees. */
  itemTexts: string[];
  answerTexts: string[];
}

export function unpackCall(packed: string, party: string): UnpackedCall {
  const [first = '', ...lines] = packed.split('\n');
  const kinds = JSON.parse(first) as KindOfQuestion[];
  const split = lines.map((line) => line.split(' '));
  const items = split.map((fields) => itemOf(fields, kinds, party));
  const itemTexts = items.map(itemText);
  const { leaves } = treeOfTexts(itemTexts);
  const answers = split.map((fields, at) =>
    answerOf(fields, leaves.toString('base64url', at * 32, at * 32 + 32)),
  );
  return { items, answers, itemTexts, answerTexts: answers.map(answerText) };
}

function itemOf(fields: string[], kinds: KindOfQuestion[], party: string): AccessItem {
  const [kind = '', grant = '', salt = '', mailbox = ''] = fields;
  const [action, purpose, facts, wants] = kinds[Number(kind)] as KindOfQuestion;
  const context = { grant, purpose, facts, salt };
  return {
    subject: { type: 'party', id: party },
    action: { name: action },
    resource: { type: 'mailbox', id: mailbox },
    context: wants ? { ...context, want: 'envelope' } : context,
  };
}

function answerOf(fields: string[], item: string): AccessAnswer {
  const [, grant = '', , , outcome = '', salt = '', seq, record = '', position, digest = '', envelope] =
    fields;
  const isChained = seq !== undefined;
  const answer: Answer = {
    item,
    decision: outcome === outcomes.allowed,
    grant,
    seq: isChained ? Number(seq) : 0,
    previous: isChained ? { seq: Number(seq) - 1, record, position: Number(position), digest } : null,
    salt,
  };
  const form = formOfOutcome[outcome];
  if (form !== undefined) answer.form = form;
  if (envelope !== undefined) answer.envelopeDigest = envelope;
  return answer;
}
