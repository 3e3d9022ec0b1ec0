/**
 * A call of the wallet about one mailbox: the text that the mailbox's key signs, and the header that carries the
 * signature. Nothing else on a call names anybody.
 */
import { canonicalText } from './canonical.ts';

export const callLabel = 'vav/call/1';
export const callHeaderName = 'vav-call';

export interface Call {
  readonly mailbox: string;
  readonly method: string;
  readonly path: string;
  /** SHA-256 of the body, base64url. */
  readonly bodyDigest: string;
  /** Cut to the minute. */
  readonly at: string;
  readonly nonce: string;
}

export const callText = ({ mailbox, method, path, bodyDigest, at, nonce }: Call): string =>
  canonicalText({ mailbox, method, path, bodyDigest, at, nonce });

export interface CallProof extends Pick<Call, 'at' | 'nonce'> {
  /** The key whose hash is the mailbox. */
  readonly key: string;
  readonly signature: string;
}

export const callHeader = ({ key, at, nonce, signature }: CallProof): string =>
  `key=${key}, at=${at}, nonce=${nonce}, sig=${signature}`;

const headerForm =
  /^key=([A-Za-z0-9_-]{43}), ?at=(\d{4}-\d\d-\d\dT\d\d:\d\d:00Z), ?nonce=([A-Za-z0-9_-]{22}), ?sig=([A-Za-z0-9_-]{86})$/;

/** Undefined when it has another form; whether the signature holds is looked at by who has the keys. */
export function readCallHeader(header: string): CallProof | undefined {
  const [, key, at, nonce, signature] = headerForm.exec(header) ?? [];
  if (key === undefined || at === undefined || nonce === undefined || signature === undefined)
    return undefined;
  return { key, at, nonce, signature };
}
