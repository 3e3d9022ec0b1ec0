// Calls for the account: signed by its own key, and never about a mailbox. The one call with an enrolment code carries no
// account either: what a counter handed out and what an account does must not meet at the issuer.

import { accountOf } from '../../../crypto/account.ts';
import { fromBase64url, toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { randomId } from '../../../crypto/random.ts';
import { type SigningPair, signRecord } from '../../../crypto/sign.ts';
import { accountCallLabel, accountCallText, accountHeaderName, callHeader } from '../../../policy/call.ts';
import { minuteText } from '../../../policy/instant.ts';
import { labelIn } from '../../../policy/realm.ts';
import type { LogReceipt } from '../../../policy/receipt.ts';
import { pathOf, type RouteName } from '../../../policy/routes.ts';
import { realmHere } from '../realm.ts';
import { fieldsOf, listIn, numberIn, receiptOf, textIn } from './answer.ts';
import { callJson, type Reach } from './call.ts';
import { LinkFault } from './fault.ts';

/** The same key again, whatever the stamp, is the same account. */
export async function openAccount(
  reach: Reach,
  opening: { readonly key: string; readonly at: string; readonly stamp: string },
): Promise<void> {
  await callJson(reach, { method: 'POST', path: pathOf('openAccount'), body: JSON.stringify(opening) });
}

/** What the issuer holds of this account. */
export interface ShownBudget {
  /** Of the issuer's clock. */
  readonly year: number;
  readonly spent: readonly { readonly study: string; readonly costMillionths: number }[];
  /** Of this year too, for studies of which nothing but the release is left. */
  readonly destroyedMillionths: number;
  /** Years for which the account was enrolled. */
  readonly personYears: readonly number[];
}

export async function fetchBudget(reach: Reach, signing: SigningPair, nowMs: number): Promise<ShownBudget> {
  const fields = fieldsOf(await callAccount(reach, signing, 'readBudget', {}, nowMs), 'budget');
  return {
    year: numberIn(fields, 'year'),
    spent: listIn(fields, 'spent').map((value) => {
      const entry = fieldsOf(value, 'spent');
      return { study: textIn(entry, 'study'), costMillionths: numberIn(entry, 'costMillionths') };
    }),
    destroyedMillionths: numberIn(fields, 'destroyedMillionths'),
    personYears: listIn(fields, 'personYears').map((year) => {
      if (typeof year !== 'number') throw new LinkFault('answer-invalid', 'answer `personYears`');
      return year;
    }),
  };
}

/** The same blinded message again gets the same answer; another one for the same study is refused. */
export async function postToken(
  reach: Reach,
  signing: SigningPair,
  body: { readonly study: string; readonly blinded: string },
  nowMs: number,
): Promise<Uint8Array> {
  return blindSignatureIn(await callAccount(reach, signing, 'takeStudyToken', body, nowMs));
}

/** Spends a token that says: one person, once. The same account again is no error. */
export async function postPerson(
  reach: Reach,
  signing: SigningPair,
  body: { readonly year: number; readonly token: string },
  nowMs: number,
): Promise<void> {
  await callAccount(reach, signing, 'enrolAccount', body, nowMs);
}

export interface ShownEnrolment {
  readonly record: string;
  readonly receipt: LogReceipt;
}

/** The issuer's public keys of enrolment, by year: all of them, the same for everybody. Unchecked. */
export async function readEnrolments(reach: Reach): Promise<readonly ShownEnrolment[]> {
  const answer = await callJson(reach, { method: 'GET', path: pathOf('listEnrolments') });
  return listIn(fieldsOf(answer, 'enrolments'), 'enrolments').map((value) => {
    const fields = fieldsOf(value, 'enrolment');
    return { record: textIn(fields, 'record'), receipt: receiptOf(fields['receipt']) };
  });
}

/** Without any account: whoever shows a code gets one blind signature, and the same one again. */
export async function postEnrolment(
  reach: Reach,
  body: { readonly code: string; readonly year: number; readonly blinded: string },
): Promise<Uint8Array> {
  const path = pathOf('keepEnrolment');
  return blindSignatureIn(await callJson(reach, { method: 'POST', path, body: JSON.stringify(body) }));
}

function blindSignatureIn(answer: unknown): Uint8Array {
  try {
    return fromBase64url(textIn(fieldsOf(answer, 'token'), 'blindSignature'));
  } catch (cause) {
    if (!(cause instanceof CryptoFault)) throw cause;
    throw new LinkFault('answer-invalid', 'answer `blindSignature`', null, { cause });
  }
}

async function callAccount(
  reach: Reach,
  signing: SigningPair,
  route: RouteName,
  fields: object,
  nowMs: number,
): Promise<unknown> {
  const path = pathOf(route);
  const body = JSON.stringify(fields);
  const headers = { [accountHeaderName]: signCall(signing, path, body, nowMs) };
  return callJson(reach, { method: 'POST', path, body, headers });
}

function signCall(signing: SigningPair, path: string, body: string, nowMs: number): string {
  const at = minuteText(nowMs);
  const nonce = randomId();
  const account = accountOf(signing.publicKey);
  const bodyDigest = toBase64url(sha256(toUtf8(body)));
  const text = accountCallText({ account, method: 'POST', path, bodyDigest, at, nonce });
  const signature = toBase64url(signRecord(labelIn(realmHere(), accountCallLabel), text, signing.secretKey));
  return callHeader({ key: toBase64url(signing.publicKey), at, nonce, signature });
}
