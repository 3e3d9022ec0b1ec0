/**
 * A call of the wallet about one mailbox, or for its account: the text that the key signs, and the header that carries the
 * signature. Nothing else on a call names anybody, and no call carries both.
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

export const accountCallLabel = 'vav/account-call/1';
export const accountHeaderName = 'vav-account';

/** A call by the account's key: another label and another header, so that neither passes for the other. */
export interface AccountCall extends Omit<Call, 'mailbox'> {
  readonly account: string;
}

export const accountCallText = ({ account, method, path, bodyDigest, at, nonce }: AccountCall): string =>
  canonicalText({ account, method, path, bodyDigest, at, nonce });

export interface CallProof extends Pick<Call, 'at' | 'nonce'> {
  /** The key whose hash is the mailbox, or the account. */
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
