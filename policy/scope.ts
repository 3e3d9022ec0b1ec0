/** The facts and actions inside a grant, as structure, never as one string (RFC 9396). */
import type { FactKey } from './fact.ts';
import { factKey, knownPrecision } from './fact.ts';
import type { PurposeId } from './purpose.ts';
import { purposeId } from './purpose.ts';
import type { Schema } from './read.ts';
import { both, distinct, literal, object, one, shortName, some, where } from './read.ts';

export interface GrantedFact {
  readonly key: FactKey;
  readonly precision: string;
}

export interface Scope {
  readonly purpose: PurposeId;
  readonly facts: readonly GrantedFact[];
  readonly actions: readonly ['read'];
}

/** `["read"]`: the list is there because RFC 9396 has it, and only a later version widens it. */
export const onlyRead: Schema<['read']> = one(literal('read'));

const grantedFact: Schema<GrantedFact> = object({ key: factKey, precision: shortName });

export const scope: Schema<Scope> = object({
  purpose: purposeId,
  facts: both(
    distinct(some(grantedFact, 40), (entry) => entry.key),
    where(
      (facts) => facts.every((entry) => knownPrecision(entry.key, entry.precision)),
      'expected a precision of the catalogue',
    ),
  ),
  actions: onlyRead,
});
