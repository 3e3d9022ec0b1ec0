/** The resident's signed yes: to whom, for what, which facts how precisely, until when. */

import type { FactKey } from './fact.ts';
import { factKey, isAtMost, knownPrecision } from './fact.ts';
import { PolicyFault } from './fault.ts';
import { boxKeyChars } from './party.ts';
import type { Period } from './period.ts';
import { isWithinPeriod, period } from './period.ts';
import type { PurposeId } from './purpose.ts';
import { purposeId } from './purpose.ts';
import type { Schema } from './read.ts';
import {
  both,
  bytes,
  digest,
  distinct,
  id,
  key,
  line,
  list,
  literal,
  mailbox,
  minute,
  nullable,
  object,
  partyId,
  reader,
  shortName,
  some,
  where,
  whole,
} from './read.ts';
import type { Head } from './record.ts';
import type { AuthorizationDetail } from './request.ts';

export interface GrantedFact {
  readonly key: FactKey;
  readonly precision: string;
}

export interface Scope {
  readonly purpose: PurposeId;
  readonly facts: readonly GrantedFact[];
  readonly actions: readonly ['read'];
}

export interface Grant extends Head<'grant'> {
  /** The mailbox: digest of `key`. */
  readonly by: string;
  readonly key: string;
  /** X-Wing public key that results are sealed to. */
  readonly boxKey: string;
  readonly party: string;
  readonly declaration: string;
  readonly requestDigest: string;
  readonly scope: Scope;
  readonly period: Period;
  readonly viewDigest: string;
  readonly stopHash: string;
  readonly epoch: number;
  /** The epoch's key, sealed to the party's `seal` key named by `sealKeyId`. */
  readonly wrappedKey: string;
  readonly sealKeyId: string;
  readonly version: number;
  /** Digest of the version before this one; null in version 1. */
  readonly previous: string | null;
}

const grantedFact: Schema<GrantedFact> = object({ key: factKey, precision: shortName });

const scope = object({
  purpose: purposeId,
  facts: both(
    distinct(some(grantedFact, 40), (entry) => entry.key),
    where(
      (facts) => facts.every((entry) => knownPrecision(entry.key, entry.precision)),
      'expected a precision of the catalogue',
    ),
  ),
  actions: list(literal('read'), 1),
});

const grant = object({
  v: literal(1),
  type: literal('grant'),
  id,
  at: minute,
  by: mailbox,
  key,
  boxKey: both(
    bytes(1216),
    where((text) => text.length === boxKeyChars, 'expected 1216 bytes'),
  ),
  party: partyId,
  declaration: digest,
  requestDigest: digest,
  scope,
  period,
  viewDigest: digest,
  stopHash: digest,
  epoch: whole(1, 1_000_000),
  wrappedKey: bytes(4096),
  sealKeyId: line(64),
  version: whole(1, 1_000_000),
  previous: nullable(digest),
});

const readShape = reader(grant as Schema<Omit<Grant, 'scope'> & { scope: ReadScope }>, 'grant-invalid');
type ReadScope = Omit<Scope, 'actions'> & { readonly actions: readonly 'read'[] };

export function readGrant(body: unknown): Grant {
  const read = readShape(body);
  if (read.scope.actions.length !== 1)
    throw new PolicyFault('grant-invalid', 'expected `read`', 'scope.actions');
  if ((read.version === 1) !== (read.previous === null)) {
    throw new PolicyFault('grant-invalid', 'expected `previous` exactly from version 2 on', 'previous');
  }
  return { ...read, scope: { ...read.scope, actions: ['read'] } };
}

/** What in a grant goes beyond its request, by name. A grant may say less than was asked, never more. */
export function beyondRequest(
  given: Grant,
  ask: AuthorizationDetail,
  request: { party: string; digest: string },
): string[] {
  const beyond: string[] = [];
  if (given.party !== request.party) beyond.push('party');
  if (given.requestDigest !== request.digest) beyond.push('requestDigest');
  if (given.declaration !== ask.declaration) beyond.push('declaration');
  if (given.scope.purpose !== ask.purpose) beyond.push('purpose');
  if (!isWithinPeriod(given.period, ask.period)) beyond.push('period');
  for (const { key: name, precision } of given.scope.facts) {
    const asked = ask.facts.find((entry) => entry.key === name);
    if (asked === undefined || !isAtMost(name, precision, asked.precision)) beyond.push(name);
  }
  return beyond;
}
