import { toBase64, toUtf8 } from '../../crypto/encode.ts';
import { randomId } from '../../crypto/random.ts';
import { signForeign } from '../../crypto/sign.ts';
import { fastSha256 } from './hash.ts';
import { bodyComponents, signatureBase } from './http-signature.ts';

export interface OwnCall {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  /** `PARTY_ID#KEY_ID` */
  readonly keyId: string;
  readonly secretKey: Uint8Array;
  readonly nowMs: number;
}

/** RFC 9421 over method, address and body: the one form that `http-signature.ts` reads. */
export function signHttpCall({
  method,
  url,
  body,
  keyId,
  secretKey,
  nowMs,
}: OwnCall): Record<string, string> {
  const contentDigest = `sha-256=:${toBase64(fastSha256(toUtf8(body)))}:`;
  const covered = bodyComponents.map((name) => `"${name}"`).join(' ');
  const created = Math.floor(nowMs / 1000);
  const params = `(${covered});created=${created};nonce="${randomId()}";keyid="${keyId}"`;
  const base = signatureBase({ method, targetUri: url, contentDigest }, bodyComponents, params);
  return {
    'content-digest': contentDigest,
    'signature-input': `vav=${params}`,
    signature: `vav=:${toBase64(signForeign(toUtf8(base), secretKey))}:`,
  };
}
