/**
 * A party asks for named facts under a declaration. On the wire it is a signed request object (RFC 9101): this type is
 * the JWS payload, checked by the caller; the compact JWS itself is the record and gives `requestDigest`.
 */
import type { Declaration } from './declaration.ts';
import type { FactKey } from './fact.ts';
import { factKey, isAtMost, knownPrecision } from './fact.ts';
import { PolicyFault } from './fault.ts';
import type { PartyRole } from './party.ts';
import type { Period } from './period.ts';
import { isWithinPeriod, period } from './period.ts';
import type { PurposeId } from './purpose.ts';
import { purposeId } from './purpose.ts';
import type { Schema } from './read.ts';
import {
  bytes32,
  digest,
  distinct,
  line,
  literal,
  object,
  one,
  oneOf,
  partyId,
  reachable,
  reader,
  shortName,
  some,
  whole,
} from './read.ts';
import { onlyRead } from './scope.ts';

export interface AskedFact {
  readonly key: FactKey;
  readonly necessity: 'required' | 'optional';
  /** The finest that is asked for; a resident may send coarser. */
  readonly precision: string;
}

export interface AuthorizationDetail {
  readonly type: 'vav';
  readonly declaration: string;
  readonly purpose: PurposeId;
  readonly facts: readonly AskedFact[];
  readonly actions: readonly ['read'];
  readonly period: Period;
}

export interface Request {
  readonly iss: string;
  readonly client_id: string;
  readonly aud: string;
  readonly response_type: 'code';
  readonly redirect_uri: string;
  readonly state: string;
  readonly nonce: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
  readonly code_challenge: string;
  readonly code_challenge_method: 'S256';
  readonly authorization_details: readonly [AuthorizationDetail];
}

/** A request that waits longer than this is asked again: what a resident sees must be fresh. */
export const requestMaxSeconds = 600;

const latestSecond = 253_402_300_799;

const askedFact: Schema<AskedFact> = object({
  key: factKey,
  necessity: oneOf(['required', 'optional']),
  precision: shortName,
});

export const authorizationDetail: Schema<AuthorizationDetail> = object({
  type: literal('vav'),
  declaration: digest,
  purpose: purposeId,
  facts: distinct(some(askedFact, 40), (entry) => entry.key),
  actions: onlyRead,
  period,
});

const request: Schema<Request> = object({
  iss: partyId,
  client_id: partyId,
  aud: reachable,
  response_type: literal('code'),
  redirect_uri: reachable,
  state: line(200),
  nonce: line(200),
  jti: line(64),
  iat: whole(0, latestSecond),
  exp: whole(0, latestSecond),
  code_challenge: bytes32,
  code_challenge_method: literal('S256'),
  authorization_details: one(authorizationDetail),
});

const readShape = reader(request, 'request-invalid');

export function readRequest(payload: unknown): Request {
  const read = readShape(payload);
  const refuse = (expected: string, where: string): never => {
    throw new PolicyFault('request-invalid', expected, where);
  };
  if (read.iss !== read.client_id) refuse('expected the issuer to be the client', 'iss');
  if (read.exp <= read.iat || read.exp - read.iat > requestMaxSeconds) {
    refuse(`expected a life of at most ${requestMaxSeconds} seconds`, 'exp');
  }
  const [asked] = read.authorization_details;
  for (const { key, precision } of asked.facts) {
    if (!knownPrecision(key, precision))
      refuse(`expected a precision of \`${key}\``, 'authorization_details.0.facts');
  }
  return read;
}

export const askOf = (request: Request): AuthorizationDetail => request.authorization_details[0];

/** Who is bound to the city by little, or by nothing, asks anew each month. */
const looselyBoundDays = 31;

/** Only a city can say that a service is its own. */
export const isOwnService = ({ contract }: Pick<Declaration, 'contract'>, role: PartyRole): boolean =>
  contract.form === 'own' && (role === 'city' || role === 'regie');

/** The longest that a party may ask for under this declaration. */
export function longestPeriod(declared: Pick<Declaration, 'contract'>, role: PartyRole): Period {
  const { form } = declared.contract;
  const isBound = form === 'delegation' || form === 'market' || isOwnService(declared, role);
  return { days: isBound ? 365 : looselyBoundDays };
}

/** What in a request goes beyond its declaration. An empty list: it asks for nothing that is not declared. */
export function beyondDeclaration(
  ask: AuthorizationDetail,
  declared: Declaration,
  role: PartyRole,
): string[] {
  const beyond: string[] = [];
  if (!isWithinPeriod(ask.period, longestPeriod(declared, role))) beyond.push('period');
  if (!declared.purposes.some((entry) => entry.id === ask.purpose)) beyond.push('purpose');
  for (const { key, necessity, precision } of ask.facts) {
    const input = declared.inputs.find((entry) => entry.key === key);
    if (
      input === undefined ||
      !isAtMost(key, precision, input.precision) ||
      (necessity === 'required' && input.necessity === 'optional')
    ) {
      beyond.push(key);
    }
  }
  return beyond;
}
