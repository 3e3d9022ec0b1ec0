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
  /** Id of the mandate under which a helper calls; absent when the mailbox's own key does. */
  readonly mandate?: string;
}

export const callText = ({ mailbox, method, path, bodyDigest, at, nonce, mandate }: Call): string => {
  const call = { mailbox, method, path, bodyDigest, at, nonce };
  return canonicalText(mandate === undefined ? call : { ...call, mandate });
};

export const accountCallLabel = 'vav/account-call/1';
export const accountHeaderName = 'vav-account';

/** A call by the account's key: another label and another header, so that neither passes for the other. */
export interface AccountCall extends Omit<Call, 'mailbox'> {
  readonly account: string;
}

export const accountCallText = ({ account, method, path, bodyDigest, at, nonce }: AccountCall): string =>
  canonicalText({ account, method, path, bodyDigest, at, nonce });

export interface CallProof extends Pick<Call, 'at' | 'nonce'> {
  /** The key whose hash is the mailbox, or the account; a helper's own. */
  readonly key: string;
  readonly signature: string;
  /** Of a key that speaks for a mailbox without being its first: its hash does not tell which. */
  readonly mailbox?: string;
  /** A helper's key tells neither. */
  readonly helper?: { readonly mailbox: string; readonly mandate: string };
}

export function callHeader({ key, at, nonce, signature, mailbox, helper }: CallProof): string {
  const named = helper?.mailbox ?? mailbox;
  const whose = named === undefined ? '' : `, mailbox=${named}`;
  return `key=${key}, at=${at}, nonce=${nonce}, sig=${signature}${whose}${
    helper === undefined ? '' : `, mandate=${helper.mandate}`
  }`;
}

const headerForm =
  /^key=([A-Za-z0-9_-]{43}), ?at=(\d{4}-\d\d-\d\dT\d\d:\d\d:00Z), ?nonce=([A-Za-z0-9_-]{22}), ?sig=([A-Za-z0-9_-]{86})(?:, ?mailbox=([A-Za-z0-9_-]{43})(?:, ?mandate=([A-Za-z0-9_-]{22}))?)?$/;

/** Undefined when it has another form; whether the signature holds is looked at by who has the keys. */
export function readCallHeader(header: string): CallProof | undefined {
  const [, key, at, nonce, signature, mailbox, mandate] = headerForm.exec(header) ?? [];
  if (key === undefined || at === undefined || nonce === undefined || signature === undefined)
    return undefined;
  const proof = { key, at, nonce, signature };
  if (mailbox === undefined) return proof;
  return mandate === undefined ? { ...proof, mailbox } : { ...proof, helper: { mailbox, mandate } };
}
