/**
 * What the relay signs each time it shows a sequence: how far it goes, and the head it stands on. A relay that shows less
 * later has put its name under both (protocol §8). A mailbox is answered about all its grants, a party about one: two
 * words under two labels, so that one grant alone never looks like a mailbox that was shown less.
 */
import { canonicalText, readCanonical } from './canonical.ts';
import type { Schema } from './read.ts';
import { digest, id, instant, list, literal, mailbox, minute, object, prose, reader, whole } from './read.ts';

/** Signed by the log's key. Two lines like a record; no record, for it is not kept in the log. */
export const answerLabel = 'vav/answer/1';

/** The last member of one grant's sequence. */
export interface LastMember {
  readonly grant: string;
  readonly seq: number;
  readonly digest: string;
}

export interface MailboxAnswer {
  readonly v: 1;
  readonly mailbox: string;
  readonly at: string;
  readonly last: readonly LastMember[];
  /** The log's signed head at that moment. */
  readonly checkpoint: string;
}

const seq = whole(1, Number.MAX_SAFE_INTEGER);
const checkpoint = prose(4000);

const answer: Schema<MailboxAnswer> = object({
  v: literal(1),
  mailbox,
  at: instant,
  last: list(object({ grant: id, seq, digest })),
  checkpoint,
});

const readShape = reader(answer, 'answer-invalid');

/** Line 1: what is signed under `answerLabel`. */
export const answerLine = (of: MailboxAnswer): string => canonicalText(of);

export const readAnswerLine = (line1: string): MailboxAnswer => readShape(readCanonical(line1));

/** Signed by the log's key, to a party that asks for the records of one of its grants. */
export const historyLabel = 'vav/history/1';

export interface HistoryAnswer extends LastMember {
  readonly mailbox: string;
  readonly at: string;
  readonly checkpoint: string;
}

const history: Schema<HistoryAnswer> = object({ mailbox, grant: id, seq, digest, at: minute, checkpoint });

const readHistoryShape = reader(history, 'answer-invalid');

/** Line 1: what is signed under `historyLabel`. */
export const historyLine = (of: HistoryAnswer): string => canonicalText(of);

export const readHistoryLine = (line1: string): HistoryAnswer => readHistoryShape(readCanonical(line1));
