/** What one side of a thread writes to the other: sealed, so that the relay reads none of it. */
import { canonicalText, readCanonical } from '../canonical.ts';
import { PolicyFault } from '../fault.ts';
import { contact, type PartyContact } from '../party.ts';
import type { Schema } from '../read.ts';
import {
  either,
  line,
  list,
  literal,
  nullable,
  number,
  object,
  oneOf,
  prose,
  reader,
  yesNo,
} from '../read.ts';
import { type Lang, utf8Bytes } from '../record.ts';

type CaseValue = string | number | boolean | null;

export interface CorrectedCase {
  readonly inputs: readonly { readonly key: string; readonly value: CaseValue }[];
  /** What the published rules give for these inputs, worked out on the phone. */
  readonly results: readonly { readonly key: string; readonly value: CaseValue; readonly unit?: string }[];
}

export interface ThreadText {
  readonly v: 1;
  readonly lang: Lang;
  readonly text: string;
  /** From the person: the case as it should be. From the party: the case as it is now. */
  readonly corrected: CorrectedCase | null;
  /** Texts of records and of opened commitments that the other side can check by itself. */
  readonly evidence: readonly string[];
  /** Where something acts around the person, in words. */
  readonly place: string | null;
  /** Only if one wants to be written to elsewhere, or answered on paper. */
  readonly contact: PartyContact | null;
}

const value = nullable(either([line(500), number, yesNo]));

const sealedText: Schema<ThreadText> = object({
  v: literal(1),
  lang: oneOf(['fr', 'en']),
  text: prose(8000),
  corrected: nullable(
    object({
      inputs: list(object({ key: line(200), value }), 100),
      results: list(
        either([object({ key: line(200), value, unit: line(40) }), object({ key: line(200), value })]),
        100,
      ),
    }),
  ),
  evidence: list(prose(40_000), 6),
  place: nullable(prose(500)),
  contact: nullable(contact),
});

const readShape = reader(sealedText, 'thread-invalid');

/** The largest padded size is 64 KiB, and four bytes of it say the length. */
export const maxThreadTextBytes = 65_532;

export function readThreadText(text: string): ThreadText {
  return readShape(readCanonical(text));
}

/** The plain text to be sealed. Checked before it leaves: nobody can check it on the way. */
export function threadPlain(of: ThreadText): string {
  const text = canonicalText(readShape(of));
  if (utf8Bytes(text) > maxThreadTextBytes)
    throw new PolicyFault('thread-invalid', `expected at most ${maxThreadTextBytes} bytes`);
  return text;
}

/** Associated data: the sealed text fits one act of one thread only. `id` is the record's. */
export function threadBinding(of: {
  readonly thread: string;
  readonly id: string;
  readonly party: string;
}): string {
  return `vav/thread-text/1\n${canonicalText({ id: of.id, party: of.party, thread: of.thread })}`;
}
