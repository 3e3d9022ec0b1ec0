// How a no is written: every fault that can come up behind a door, as problem+json (RFC 9457) with a code of our list.
// What is not known here is the relay's own fault: it is told as such, and logged by name and place without its message.

import { CryptoFault } from '../../crypto/fault.ts';
import { PolicyFault, type PolicyFaultCode } from '../../policy/fault.ts';
import { type ProblemCode, problemOf } from '../../policy/problem.ts';
import type { Gap } from '../../policy/publication.ts';
import { ProofFault } from '../proof/fault.ts';
import { StoreFault, type StoreFaultCode } from '../store/fault.ts';
import { DapFault, dapCode } from './dap-problem.ts';
import { DoorFault } from './fault.ts';
import { dataHeaders } from './headers.ts';

export interface Refused {
  code: ProblemCode;
  detail: string | undefined;
  retryAfterS: number | undefined;
  /** Extension member of the problem (RFC 9457 §3.2): what a declaration lacks. */
  gaps?: readonly Gap[];
}

const ofPolicy: Partial<Record<PolicyFaultCode, ProblemCode>> = {
  'record-oversize': 'body-oversize',
  'access-oversize': 'body-oversize',
  'access-invalid': 'body-invalid',
  'request-invalid': 'request-invalid',
  'rules-invalid': 'rules-invalid',
  'answer-incomplete': 'answer-incomplete',
  'workshop-invalid': 'body-invalid',
  'backup-invalid': 'body-invalid',
};

const ofStore: Record<StoreFaultCode, ProblemCode> = {
  'store-failed': 'relay-unready',
  'store-closed': 'relay-unready',
  'signer-absent': 'relay-unready',
  'log-other': 'relay-failed',
  'record-exists': 'record-exists',
  'record-followed': 'record-conflict',
  'mailbox-taken': 'record-conflict',
  'grant-unknown': 'grant-unknown',
  'grant-ended': 'grant-ended',
  'envelope-stale': 'envelope-conflict',
  'pause-stale': 'record-conflict',
  'mandate-stale': 'record-conflict',
  'mandate-unknown': 'mandate-unknown',
  'mandate-over': 'mandate-over',
  'mandate-outside': 'mandate-outside',
  'handover-forked': 'handover-forked',
  'key-unknown': 'key-unknown',
  'key-replaced': 'key-replaced',
  'declaration-closed': 'declaration-closed',
  'thread-unknown': 'thread-unknown',
  'thread-full': 'thread-full',
  'turn-stale': 'record-conflict',
  'calculation-unknown': 'calculation-unknown',
};

export function refusedBy(cause: unknown): Refused {
  if (cause instanceof DoorFault) {
    const { code, message: detail, retryAfterS, gaps } = cause;
    return { code, detail, retryAfterS, ...(gaps === undefined ? {} : { gaps }) };
  }
  const code = cause instanceof DapFault ? dapCode(cause) : codeOf(cause);
  const isOwn = code === 'relay-failed' || code === 'relay-unready';
  return {
    code,
    detail: isOwn || !(cause instanceof Error) ? undefined : cause.message,
    retryAfterS: code === 'relay-unready' ? 5 : undefined,
  };
}

function codeOf(cause: unknown): ProblemCode {
  if (cause instanceof PolicyFault) return ofPolicy[cause.code] ?? 'record-invalid';
  if (cause instanceof ProofFault) {
    const isOwn = cause.code === 'log-key-invalid' || cause.code === 'signing-failed';
    return isOwn ? 'relay-failed' : cause.code;
  }
  if (cause instanceof StoreFault) return ofStore[cause.code];
  if (cause instanceof CryptoFault) {
    return cause.code === 'signature-invalid' ? 'signature-invalid' : 'body-invalid';
  }
  return 'relay-failed';
}

/** The word of RFC 6749 beside ours, at the doors where a stock OAuth client reads the answer. */
function oauthError(code: ProblemCode): string {
  if (code === 'client-invalid' || code === 'key-unknown' || code === 'signature-missing')
    return 'invalid_client';
  if (code === 'party-unknown' || code === 'party-closed' || code === 'party-not-admitted')
    return 'unauthorized_client';
  if (code === 'code-expired' || code === 'code-used') return 'invalid_grant';
  if (code === 'relay-unready') return 'temporarily_unavailable';
  if (code === 'relay-failed') return 'server_error';
  return code === 'request-unsigned' || code === 'request-invalid'
    ? 'invalid_request_object'
    : 'invalid_request';
}

export function problemResponse({ code, detail, retryAfterS, gaps }: Refused, isOauth: boolean): Response {
  const problem = { ...problemOf(code, detail), ...(gaps === undefined ? {} : { gaps }) };
  const body = isOauth ? { ...problem, error: oauthError(code), error_description: code } : problem;
  const headers: Record<string, string> = {
    ...dataHeaders,
    'content-type': 'application/problem+json; charset=utf-8',
  };
  if (retryAfterS !== undefined) headers['retry-after'] = String(retryAfterS);
  if (problem.status === 401) headers['www-authenticate'] = 'Signature realm="vis-a-vis"';
  return new Response(JSON.stringify(body), { status: problem.status, headers });
}
