// How a party's program calls the relay: HTTP message signatures (RFC 9421) for its readings, `private_key_jwt` for the
// doors of OAuth, and problems turned into faults that carry the relay's code.

import { toBase64, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import { randomBytes, randomId } from '../../crypto/random.ts';
import { signForeign } from '../../crypto/sign.ts';
import { isProblemCode } from '../../policy/problem.ts';
import type { Gap } from '../../policy/publication.ts';
import type { Realm } from '../../policy/realm.ts';
import { KitFault } from './fault.ts';
import type { Journal } from './journal.ts';
import { keyIds, type PartyKeys, pairOf } from './keys.ts';

export type Fetch = (address: string, options: RequestInit) => Promise<Response>;

export interface Line {
  /** Under which labels signatures of records count there. */
  readonly realm: Realm;
  readonly relay: string;
  readonly party: string;
  readonly keys: PartyKeys;
  readonly fetch: Fetch;
  readonly now: () => number;
  /** What this party was answered, kept by itself. */
  readonly journal?: Journal;
}

export async function callRelay(
  line: Pick<Line, 'relay' | 'fetch'>,
  path: string,
  options: RequestInit,
): Promise<Response> {
  let response: Response;
  try {
    response = await line.fetch(line.relay + path, { redirect: 'error', ...options });
  } catch (cause) {
    throw new KitFault('network-absent', 'relay not reached', { cause });
  }
  if (response.ok) return response;
  throw await refusalOf(response);
}

async function refusalOf(response: Response): Promise<KitFault> {
  const { status } = response;
  const problem = (await response.json().catch(() => ({}))) as {
    code?: unknown;
    detail?: unknown;
    gaps?: unknown;
  };
  const code =
    typeof problem.code === 'string' && isProblemCode(problem.code) ? problem.code : 'answer-invalid';
  const detail = typeof problem.detail === 'string' ? problem.detail : `status \`${status}\``;
  // Told as the relay wrote it, for whoever is to mend the declaration: nothing here decides by it.
  const gaps = Array.isArray(problem.gaps) ? (problem.gaps as Gap[]) : [];
  return new KitFault(code, detail, { status, gaps });
}

export async function postJson(
  line: Pick<Line, 'relay' | 'fetch'>,
  path: string,
  body: unknown,
): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return (await callRelay(line, path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
}

export interface SignedCall {
  readonly headers: Record<string, string>;
  /** What was signed (RFC 9421 §2.5): the relay must show the same in its record. */
  readonly base: string;
}

/** Signs method, address, and the body where there is one; `root` binds the items of an access call. */
export function signCall(line: Line, method: string, path: string, body?: string, root?: string): SignedCall {
  const covered: [string, string][] = [
    ['@method', method],
    ['@target-uri', line.relay + path],
  ];
  const headers: Record<string, string> = {};
  if (body !== undefined) {
    const digest = `sha-256=:${toBase64(sha256(toUtf8(body)))}:`;
    headers['content-type'] = 'application/json';
    headers['content-digest'] = digest;
    covered.push(['content-digest', digest]);
  }
  if (root !== undefined) {
    headers['evaluations-root'] = root;
    covered.push(['evaluations-root', root]);
  }
  const names = covered.map(([name]) => `"${name}"`).join(' ');
  const created = Math.floor(line.now() / 1000);
  const params = `(${names});created=${created};nonce="${randomId()}";keyid="${line.party}#${keyIds.http}"`;
  const base = `${covered.map(([name, value]) => `"${name}": ${value}\n`).join('')}"@signature-params": ${params}`;
  const signature = signForeign(toUtf8(base), pairOf(line.keys.http).secretKey);
  headers['signature-input'] = `vav=${params}`;
  headers['signature'] = `vav=:${toBase64(signature)}:`;
  return { headers, base };
}

/** Compact JWS by the party's `client` key (RFC 7515, EdDSA). */
export function signJws(line: Line, typ: string, payload: object): string {
  const part = (value: object) => toBase64url(toUtf8(JSON.stringify(value)));
  const text = `${part({ alg: 'EdDSA', kid: keyIds.client, typ })}.${part(payload)}`;
  const signature = signForeign(toUtf8(text), pairOf(line.keys.client).secretKey);
  return `${text}.${toBase64url(signature)}`;
}

/** Who calls, at the doors of OAuth (RFC 7523): one use, a minute long. */
export async function postForm(line: Line, path: string, fields: Record<string, string>): Promise<unknown> {
  const seconds = Math.floor(line.now() / 1000);
  const assertion = signJws(line, 'JWT', {
    iss: line.party,
    sub: line.party,
    aud: line.relay,
    jti: toBase64url(randomBytes(16)),
    iat: seconds,
    exp: seconds + 60,
  });
  const body = new URLSearchParams({
    ...fields,
    client_id: line.party,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return (await callRelay(line, path, { method: 'POST', headers, body: body.toString() })).json();
}
