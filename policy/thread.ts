/**
 * An exchange between a person and a party: a contest, a request under a right, a deletion, a question, a report. One
 * record type; the first record opens, each later one names the record before it. What is written is sealed to the other
 * side: the relay sees codes and digests. States and clocks are folded from these records in `standing.ts`.
 */
import { canonicalText } from './canonical.ts';
import { PolicyFault } from './fault.ts';
import { boxKeyChars } from './party.ts';
import type { Schema } from './read.ts';
import {
  both,
  bytes,
  date,
  digest,
  id,
  instant,
  key,
  langText,
  line,
  literal,
  mailbox,
  minute,
  nothing,
  nullable,
  object,
  oneOf,
  partyId,
  reader,
  where,
} from './read.ts';
import type { Head, LangText } from './record.ts';
import {
  type AnswerReason,
  answerReasons,
  clarifyReasons,
  classifications,
  extendReasons,
  type NextStepCode,
  nextStepCodes,
  type OpeningReason,
  type Outcome,
  openingReasons,
  outcomes,
  type ThreadKind,
  type ThreadTarget,
  threadKinds,
  threadTargets,
} from './thread/reason.ts';

interface Anchor {
  readonly what: ThreadTarget;
  /** A record of this mailbox: the calculation or the access that it is about. Only with a grant. */
  readonly digest: string | null;
  /** An input, output, entry point or parameter by its name in the public declaration: no free text. */
  readonly name: string | null;
}

interface ByOpener extends Head<'thread'> {
  /** The mailbox; without an account, one made for this thread out of the code on paper. */
  readonly by: string;
  readonly key: string;
  readonly thread: string;
}

export interface ThreadOpening extends ByOpener {
  readonly previous: null;
  readonly act: 'open';
  readonly kind: ThreadKind;
  readonly party: string;
  readonly declaration: string | null;
  readonly grant: string | null;
  readonly target: Anchor;
  readonly reason: OpeningReason;
  /** X-Wing: answers are sealed to it. */
  readonly boxKey: string;
  readonly sealedDigest: string;
}

interface OpenerAct extends ByOpener {
  readonly previous: string;
}
export interface ThreadReply extends OpenerAct {
  readonly act: 'reply';
  readonly sealedDigest: string;
}
export interface ThreadClassify extends OpenerAct {
  readonly act: 'classify';
  readonly outcome: (typeof classifications)[number];
}
export interface ThreadWithdraw extends OpenerAct {
  readonly act: 'withdraw';
}

interface PartyAct extends Head<'thread'> {
  /** Party id. */
  readonly by: string;
  readonly thread: string;
  readonly previous: string;
}
export interface ThreadReceive extends PartyAct {
  readonly act: 'receive';
}
export interface ThreadClarify extends PartyAct {
  readonly act: 'clarify';
  readonly reason: (typeof clarifyReasons)[number];
  readonly sealedDigest: string;
}
export interface ThreadExtend extends PartyAct {
  readonly act: 'extend';
  readonly reason: (typeof extendReasons)[number];
  /** The last day. */
  readonly until: string;
}
interface Answering extends PartyAct {
  readonly outcome: Outcome;
  readonly reason: AnswerReason;
  readonly nextStep: NextStepCode;
  readonly sealedDigest: string;
}
export interface ThreadAnswer extends Answering {
  readonly act: 'answer';
  /** What the party tells everybody, in its own words and about nobody. */
  readonly public: PublicAnswer | null;
}
/** Answered by letter. The same duties: its reason, its next step and a sealed copy of what it says. */
export interface ThreadPaper extends Answering {
  readonly act: 'paper';
  readonly sentOn: string;
}

export interface PublicAnswer {
  readonly question: LangText;
  readonly answer: LangText;
}

export type Thread =
  | ThreadOpening
  | ThreadReply
  | ThreadClassify
  | ThreadWithdraw
  | ThreadReceive
  | ThreadClarify
  | ThreadExtend
  | ThreadAnswer
  | ThreadPaper;
export type ThreadAct = Thread['act'];

export const openerActs = ['open', 'reply', 'classify', 'withdraw'] as const;
export const isByOpener = (of: Thread): of is ThreadOpening | ThreadReply | ThreadClassify | ThreadWithdraw =>
  (openerActs as readonly string[]).includes(of.act);
export const isAnswer = (of: Thread): of is ThreadAnswer | ThreadPaper =>
  of.act === 'answer' || of.act === 'paper';

const head = { v: literal(1), type: literal('thread'), id } as const;
const byOpener = { ...head, at: minute, by: mailbox, key, thread: id } as const;
const later = { ...byOpener, previous: digest } as const;
const byParty = { ...head, at: instant, by: partyId, thread: id, previous: digest } as const;
const anyReason = [...new Set(Object.values(openingReasons).flat())] as readonly OpeningReason[];
const anyAnswerReason = [...new Set(Object.values(answerReasons).flat())] as readonly AnswerReason[];
const answering = {
  ...byParty,
  outcome: oneOf(outcomes),
  reason: oneOf(anyAnswerReason),
  nextStep: oneOf(nextStepCodes),
  sealedDigest: digest,
} as const;

const schemas: { readonly [A in ThreadAct]: Schema<Extract<Thread, { act: A }>> } = {
  open: object({
    ...byOpener,
    previous: nothing,
    act: literal('open'),
    kind: oneOf(threadKinds),
    party: partyId,
    declaration: nullable(digest),
    grant: nullable(id),
    target: object({ what: oneOf(threadTargets), digest: nullable(digest), name: nullable(line(200)) }),
    reason: oneOf(anyReason),
    boxKey: both(
      bytes((boxKeyChars / 4) * 3),
      where((text) => text.length === boxKeyChars, 'expected 1216 bytes'),
    ),
    sealedDigest: digest,
  }),
  reply: object({ ...later, act: literal('reply'), sealedDigest: digest }),
  classify: object({ ...later, act: literal('classify'), outcome: oneOf(classifications) }),
  withdraw: object({ ...later, act: literal('withdraw') }),
  receive: object({ ...byParty, act: literal('receive') }),
  clarify: object({
    ...byParty,
    act: literal('clarify'),
    reason: oneOf(clarifyReasons),
    sealedDigest: digest,
  }),
  extend: object({ ...byParty, act: literal('extend'), reason: oneOf(extendReasons), until: date }),
  answer: object({
    ...answering,
    act: literal('answer'),
    public: nullable(object({ question: langText(500), answer: langText(2000) })),
  }),
  paper: object({ ...answering, act: literal('paper'), sentOn: date }),
};

const code = 'thread-invalid';
const readers = Object.fromEntries(
  Object.entries(schemas).map(([act, schema]) => [act, reader<Thread>(schema as Schema<Thread>, code)]),
) as Record<ThreadAct, (body: unknown) => Thread>;

export function readThread(body: unknown): Thread {
  const { act } = (body ?? {}) as { act?: unknown };
  if (typeof act !== 'string' || !Object.hasOwn(readers, act)) {
    throw new PolicyFault(code, 'expected the field act: one of the acts of a thread', 'act');
  }
  if (act === 'answer' || act === 'paper') requireWhole(body as Record<string, unknown>);
  const read = readers[act as ThreadAct](body);
  if (read.act === 'open') requireAnchored(read);
  if (isAnswer(read)) requireFitting(read);
  return read;
}

/** An answer says why, says it in words, and says where one can go from there (GDPR art. 12(4)). */
function requireWhole(body: Record<string, unknown>): void {
  for (const field of ['outcome', 'reason', 'nextStep', 'sealedDigest'] as const) {
    const value = body[field];
    if (value === undefined || value === null || value === '')
      throw new PolicyFault('answer-incomplete', `expected the field ${field}`, field);
  }
}

function requireFitting({ outcome, reason, nextStep }: ThreadAnswer | ThreadPaper): void {
  if (!(answerReasons[outcome] as readonly string[]).includes(reason))
    throw new PolicyFault(code, 'expected a reason that fits the outcome', 'reason');
  // Only who got what was asked for needs no next step.
  const isWhole = outcome === 'upheld' || outcome === 'done';
  if (nextStep === 'none-needed' && !isWhole)
    throw new PolicyFault('answer-incomplete', 'expected a next step beside such an outcome', 'nextStep');
}

/** About one calculation or one access, in a mailbox: its digest. Without a grant there is no record to name. */
const recordTargets: readonly ThreadTarget[] = ['input', 'rule', 'result', 'cohort', 'human', 'access'];

function requireAnchored({ id: own, thread, kind, reason, grant, target, declaration }: ThreadOpening): void {
  const refuse = (expected: string, where: string): never => {
    throw new PolicyFault(code, expected, where);
  };
  if (thread !== own) refuse('expected its own id in the first record', 'thread');
  if (!(openingReasons[kind] as readonly string[]).includes(reason))
    refuse('expected a reason that fits the kind', 'reason');
  if (grant === null && target.digest !== null) refuse('expected a grant beside a digest', 'target.digest');
  const isMismatch = kind === 'report' && reason === 'result-differs';
  const needsRecord = kind === 'contest' && grant !== null && recordTargets.includes(target.what);
  if ((isMismatch || needsRecord) && target.digest === null)
    refuse('expected the digest of the record it is about', 'target.digest');
  if (kind === 'deletion' && grant === null) refuse('expected the grant that ended', 'grant');
  if (target.name !== null && declaration === null)
    refuse('expected the declaration that has this name', 'target.name');
}

/** Contests of one group are about one rule (or input, or place …) of one declaration: they owe one public answer. */
export function groupOf({
  party,
  declaration,
  target,
}: Pick<ThreadOpening, 'party' | 'declaration' | 'target'>): string {
  return canonicalText({ party, declaration, what: target.what, name: target.name });
}
