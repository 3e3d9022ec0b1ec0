/**
 * Sealed bytes that only the party opens. This file knows what is inside and what they are bound to; sealing and
 * opening are `crypto`'s.
 */
import { canonicalText, readCanonical } from './canonical.ts';
import type { Fact } from './fact.ts';
import { precisionOf, readFact } from './fact.ts';
import { PolicyFault } from './fault.ts';
import type { Grant } from './grant.ts';
import type { Schema } from './read.ts';
import { jsonValue, list, literal, minute, object, optional, reader, salt } from './read.ts';
import type { View } from './view.ts';
import { readView } from './view.ts';

export interface EnvelopeContent {
  readonly v: 1;
  /** When these facts were last looked at on the phone. */
  readonly asOf: string;
  readonly facts: readonly Fact[];
  /** In the first envelope of a grant: with it the party, too, can check `viewDigest`. */
  readonly viewSalt: string;
  readonly view: View;
  /**
   * The resident takes no part in any experiment of the declaration: calculate as if there were none. It stands here and
   * not in the grant, so that leaving changes neither scope nor period, and only the party reads it.
   */
  readonly experiment?: 'left';
}

interface Shape {
  v: 1;
  asOf: string;
  facts: unknown[];
  viewSalt: string;
  view: unknown;
  experiment?: 'left';
}

const content: Schema<Shape> = object({
  v: literal(1),
  asOf: minute,
  facts: list(jsonValue, 40),
  viewSalt: salt,
  view: jsonValue,
  experiment: optional(literal('left')),
});

const readShape = reader(content, 'envelope-invalid');

/** Reads the plain text of an envelope, once opened and unpadded. */
export function readEnvelopeText(text: string): EnvelopeContent {
  const read = readShape(readCanonical(text));
  return { ...read, facts: read.facts.map(readFact), view: readView(read.view) };
}

export const envelopeText = (of: EnvelopeContent): string => canonicalText(of);

/** Associated data: moved to another grant, epoch, number, purpose or party, the sealed bytes do not open. */
export function envelopeBinding(of: {
  readonly grant: string;
  readonly epoch: number;
  readonly n: number;
  readonly purpose: string;
  readonly party: string;
}): string {
  const { grant, epoch, n, purpose, party } = of;
  return `vav/envelope/1\n${canonicalText({ epoch, grant, n, party, purpose })}`;
}

/** Associated data of the epoch's key, sealed to the party. */
export function wrappedKeyBinding(of: Pick<Grant, 'id' | 'by' | 'party' | 'epoch'>): string {
  return `vav/epoch-key/1\n${canonicalText({ epoch: of.epoch, grant: of.id, mailbox: of.by, party: of.party })}`;
}

/** Associated data of a result, sealed to the resident. */
export function resultBinding(of: {
  readonly grant: string;
  readonly id: string;
  readonly party: string;
}): string {
  return `vav/result/1\n${canonicalText({ calculation: of.id, grant: of.grant, party: of.party })}`;
}

/** Nothing finer, and nothing else, than the grant says. Fewer facts are no fault: a resident may have forgotten one. */
export function requireWithin(facts: readonly Fact[], scope: Grant['scope']): void {
  for (const { key, value } of facts) {
    const granted = scope.facts.find((entry) => entry.key === key);
    if (granted === undefined || precisionOf(key, value) !== granted.precision) {
      throw new PolicyFault('envelope-invalid', 'expected facts of the scope at its precision', key);
    }
  }
}
