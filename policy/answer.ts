/**
 * What the relay signs each time it shows a mailbox: how far each grant's sequence goes, and the head it stands on. A
 * relay that shows less later has put its name under both (protocol §8).
 */
import { canonicalText, readCanonical } from './canonical.ts';
import type { Schema } from './read.ts';
import { digest, id, instant, list, literal, mailbox, object, prose, reader, whole } from './read.ts';

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

const answer: Schema<MailboxAnswer> = object({
  v: literal(1),
  mailbox,
  at: instant,
  last: list(object({ grant: id, seq: whole(1, Number.MAX_SAFE_INTEGER), digest })),
  checkpoint: prose(4000),
});

const readShape = reader(answer, 'answer-invalid');

/** Line 1: what is signed under `answerLabel`. */
export const answerLine = (of: MailboxAnswer): string => canonicalText(of);

export const readAnswerLine = (line1: string): MailboxAnswer => readShape(readCanonical(line1));
