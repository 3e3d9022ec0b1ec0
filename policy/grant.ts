/** The resident's signed yes: to whom, for what, which facts how precisely, until when. */

import { isAtMost } from './fact.ts';
import { PolicyFault } from './fault.ts';
import { boxKeyChars } from './party.ts';
import type { Period } from './period.ts';
import { isWithinPeriod, period } from './period.ts';
import type { Schema } from './read.ts';
import {
  both,
  bytes,
  digest,
  id,
  key,
  line,
  literal,
  mailbox,
  minute,
  nullable,
  object,
  partyId,
  reader,
  where,
  whole,
} from './read.ts';
import type { Head } from './record.ts';
import type { AuthorizationDetail } from './request.ts';
import type { Scope } from './scope.ts';
import { scope } from './scope.ts';

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

const grant: Schema<Grant> = object({
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

const readShape = reader(grant, 'grant-invalid');

export function readGrant(body: unknown): Grant {
  const read = readShape(body);
  if ((read.version === 1) !== (read.previous === null)) {
    throw new PolicyFault('grant-invalid', 'expected `previous` exactly from version 2 on', 'previous');
  }
  return read;
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
