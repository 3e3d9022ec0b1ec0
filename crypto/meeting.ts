// Two devices of people who stand side by side, one with secrets to give. The receiver shows a QR code: 16 bytes of chance
// that never travel, and the beginning of the hash of its public key. So the relay, which carries the messages, can neither
// read them nor put its own key in between; and both screens show six digits over what each of them saw.
//   0  receiver  its X-Wing public key      sealed under the QR code's bytes
//   1  giver     the hash of a key          sealed under the QR code's bytes
//   2  giver     the secrets, and that key  sealed to the public key
//   3… receiver  answers                    sealed under that key
// Nothing in the relay may import this file.

import { areEqual, concat, fromBase64url, toBase64url, toUtf8 } from './encode.ts';
import { CryptoFault } from './fault.ts';
import { blake2b, sha256 } from './hash.ts';
import { openSealed, openWith, unpad } from './open.ts';
import { randomBytes } from './random.ts';
import { type BoxPair, boxPublicKeyBytes, newBoxPair, padTo, sealTo, sealWith } from './seal.ts';

/** What is given: a whole wallet to another device of the same person, or the keys of a mandate to a helper. */
export type MeetingUse = 'device' | 'mandate';

/** What the QR code says. */
export interface MeetingPlace {
  /** 16 bytes. They stand in the fragment of the address only. */
  readonly secret: Uint8Array;
  /** The first 16 bytes of SHA-256 of the receiver's public key. */
  readonly keyDigest: Uint8Array;
}

export interface Meeting extends MeetingPlace {
  readonly box: BoxPair;
}

export const meetingBytes = 16;
const keyBytes = 32;

/** Of a message: its length tells one of four classes. The last one holds what a backup holds (`vav/backup/1`). */
export const meetingSizes: readonly number[] = [4096, 65_536, 262_144, 860_000];

export function makeMeeting(): Meeting {
  const box = newBoxPair();
  return { secret: randomBytes(meetingBytes), keyDigest: digestOf(box.publicKey), box };
}

/** `origin` without a final slash, `path` with its first one. */
export function meetingLink(origin: string, path: string, { secret, keyDigest }: MeetingPlace): string {
  return `${origin}${path}#${toBase64url(secret)}.${toBase64url(keyDigest)}`;
}

const linkForm = /(?:^|#)([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{22})$/;

/** A whole address, or what stands behind its `#`. */
export function readMeetingLink(text: string): MeetingPlace {
  const [, secret, keyDigest] = linkForm.exec(text.trim()) ?? [];
  if (secret === undefined || keyDigest === undefined)
    throw new CryptoFault('code-invalid', 'expected the address of a meeting');
  return { secret: fromBase64url(secret), keyDigest: fromBase64url(keyDigest) };
}

/** The name of the meeting at the relay. It tells nothing about the bytes in the QR code. */
export function meetingHandle({ secret }: MeetingPlace): string {
  return toBase64url(derive(secret, 'vav/meeting-handle/1\n').subarray(0, meetingBytes));
}

/** Message 0. */
export function sealMeetingKey({ secret, box }: Meeting, use: MeetingUse): Uint8Array {
  return sealWith(placeKey(secret), box.publicKey, boundTo(use, 0));
}

/** The receiver's public key, if it is the one that the QR code names; else `open-failed`. */
export function openMeetingKey(place: MeetingPlace, use: MeetingUse, sealed: Uint8Array): Uint8Array {
  const publicKey = openWith(placeKey(place.secret), sealed, boundTo(use, 0));
  if (publicKey.length !== boxPublicKeyBytes || !areEqual(digestOf(publicKey), place.keyDigest))
    throw new CryptoFault('open-failed', 'key of another meeting');
  return publicKey;
}

/** Opens the answers, and is kept until they came. */
export function newAnswerKey(): Uint8Array {
  return randomBytes(keyBytes);
}

/** Binds message 2, which holds the key, to the digits: who only saw the QR code can give nothing in the giver's place. */
export function answerNonce(answerKey: Uint8Array): Uint8Array {
  return sha256(toUtf8('vav/meeting-answer/1\n'), answerKey).subarray(0, meetingBytes);
}

/** Message 1. */
export function sealMeetingNonce(place: MeetingPlace, use: MeetingUse, nonce: Uint8Array): Uint8Array {
  return sealWith(placeKey(place.secret), nonce, boundTo(use, 1));
}

export function openMeetingNonce(place: MeetingPlace, use: MeetingUse, sealed: Uint8Array): Uint8Array {
  const nonce = openWith(placeKey(place.secret), sealed, boundTo(use, 1));
  if (nonce.length !== meetingBytes) throw new CryptoFault('open-failed', 'nonce of another length');
  return nonce;
}

/** Six digits that both screens show: over the use, the receiver's key, the giver's nonce and the QR code's own bytes. */
export function shortCode(
  use: MeetingUse,
  { secret }: MeetingPlace,
  publicKey: Uint8Array,
  nonce: Uint8Array,
): string {
  const hash = derive(secret, `vav/meeting-code/1\n${use}\n`, publicKey, nonce);
  const number = new DataView(hash.buffer, hash.byteOffset).getBigUint64(0) % 1_000_000n;
  return String(number).padStart(6, '0');
}

/** Message 2. */
export function sealForMeeting(
  use: MeetingUse,
  publicKey: Uint8Array,
  answerKey: Uint8Array,
  plain: Uint8Array,
): Uint8Array {
  if (answerKey.length !== keyBytes)
    throw new CryptoFault(
      'size-invalid',
      `answer key of \`${answerKey.length}\` bytes, expected ${keyBytes}`,
    );
  return sealTo(publicKey, padTo(concat(answerKey, plain), meetingSizes), boundTo(use, 2));
}

/** `nonce`: that of message 1, over which the digits were shown. Whoever did not choose it gave nothing. */
export function openFromMeeting(
  use: MeetingUse,
  { box }: Meeting,
  nonce: Uint8Array,
  sealed: Uint8Array,
): { readonly plain: Uint8Array; readonly answerKey: Uint8Array } {
  const whole = unpad(openSealed(box.secretKey, sealed, boundTo(use, 2)), meetingSizes);
  if (whole.length < keyBytes) throw new CryptoFault('open-failed', 'nothing was given');
  const answerKey = whole.slice(0, keyBytes);
  if (!areEqual(answerNonce(answerKey), nonce))
    throw new CryptoFault('open-failed', 'given by somebody else');
  return { answerKey, plain: whole.slice(keyBytes) };
}

/** Messages 3 to 7. */
export function sealMeetingAnswer(
  use: MeetingUse,
  answerKey: Uint8Array,
  n: number,
  plain: Uint8Array,
): Uint8Array {
  return sealWith(answerKey, padTo(plain, meetingSizes), boundTo(use, n));
}

export function openMeetingAnswer(
  use: MeetingUse,
  answerKey: Uint8Array,
  n: number,
  sealed: Uint8Array,
): Uint8Array {
  return unpad(openWith(answerKey, sealed, boundTo(use, n)), meetingSizes);
}

const digestOf = (publicKey: Uint8Array): Uint8Array => sha256(publicKey).subarray(0, meetingBytes);

const placeKey = (secret: Uint8Array): Uint8Array => derive(secret, 'vav/meeting-key/1\n');

const boundTo = (use: MeetingUse, n: number): Uint8Array => toUtf8(`vav/meeting/1\n${use}\n${n}`);

function derive(secret: Uint8Array, label: string, ...parts: Uint8Array[]): Uint8Array {
  if (secret.length !== meetingBytes)
    throw new CryptoFault('size-invalid', `secret of \`${secret.length}\` bytes, expected ${meetingBytes}`);
  return blake2b(secret, toUtf8(label), ...parts);
}
