// Who calls, when a wallet calls for its account: the account's key signs. Such a call names no mailbox, and the relay keeps
// nothing of it but the nonce, in memory.

import { accountOf } from '../../crypto/account.ts';
import { fromBase64url } from '../../crypto/encode.ts';
import { accountCallLabel, accountCallText, accountHeaderName, readCallHeader } from '../../policy/call.ts';
import { labelIn } from '../../policy/realm.ts';
import type { House } from '../house.ts';
import type { Issuer } from '../issuer/issuer.ts';
import { fastSha256, textDigest } from '../proof/hash.ts';
import { verifySigned } from '../proof/verify.ts';
import { DoorFault } from './fault.ts';
import { requireRecent, walletSkewMs } from './signed.ts';

/** The account whose key signed this call and body. */
export function requireAccountCall(house: House, request: Request, path: string, body: string): string {
  const header = request.headers.get(accountHeaderName);
  if (header === null) throw new DoorFault('signature-missing', 'expected the header `Vav-Account`');
  const proof = readCallHeader(header);
  if (proof === undefined) throw new DoorFault('signature-invalid', 'expected `key=…, at=…, nonce=…, sig=…`');
  const { key, at, nonce, signature } = proof;
  const nowMs = house.now();
  const account = accountOf(fromBase64url(key), fastSha256);
  const { method } = request;
  const text = accountCallText({ account, method, path, bodyDigest: textDigest(body), at, nonce });
  if (!verifySigned(labelIn(house.realm, accountCallLabel), text, signature, key))
    throw new DoorFault('signature-invalid', 'expected a signature of this call by the key of its account');
  requireRecent(at, nowMs, { pastMs: walletSkewMs, futureMs: walletSkewMs });
  house.usedCalls.use(`${account} ${nonce}`, Date.parse(at) + walletSkewMs, nowMs);
  return account;
}

/** A relay that carries no studies gives no tokens. */
export function requireIssuer({ issuer }: House): Issuer {
  if (issuer === undefined) throw new DoorFault('study-unknown', 'this relay carries no studies');
  return issuer;
}
