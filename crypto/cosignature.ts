// A witness's word on a checkpoint (c2sp.org/tlog-cosignature, Ed25519, type 0x04): « at this second, the largest
// consistent tree of this log that I had seen has this root ». With it a log cannot show one person another history.

import { areEqual, concat, toUtf8 } from './encode.ts';
import { CryptoFault } from './fault.ts';
import {
  keyIdOf,
  type Note,
  type NoteKey,
  type NoteSignature,
  readKey,
  type VerifySignature,
  writeKey,
} from './note.ts';
import { verifyForeign } from './verify.ts';

const type = 0x04;
const timeBytes = 8;

/** A witness that signed, and when (POSIX seconds). */
export interface Cosigner {
  readonly key: NoteKey;
  readonly seconds: number;
}

/** The bytes that are signed: two lines in front of the whole text of the checkpoint, extension lines included. */
export function cosignedBytes(checkpointText: string, seconds: number): Uint8Array {
  requireSeconds(seconds);
  return toUtf8(`cosignature/v1\ntime ${seconds}\n${checkpointText}`);
}

/** A signature over `cosignedBytes` becomes a line's content: the time, big end first, then the signature. */
export function cosignature(key: NoteKey, seconds: number, signature: Uint8Array): NoteSignature {
  requireSeconds(seconds);
  if (signature.length !== 64)
    throw new CryptoFault('size-invalid', `cosignature of \`${signature.length}\` bytes, expected 64`);
  const time = new Uint8Array(timeBytes);
  new DataView(time.buffer).setBigUint64(0, BigInt(seconds));
  return { name: key.name, keyId: keyIdOf(type, key), signature: concat(time, signature) };
}

/**
 * The known witnesses that cosigned, each once, in the order of the note; none is no fault. Unknown keys are passed over;
 * a bad cosignature of a known one refuses the whole note (signed-note, Signatures).
 */
export function verifyCosignatures(
  note: Note,
  known: readonly NoteKey[],
  verify: VerifySignature = verifyForeign,
): Cosigner[] {
  const cosigners = new Map<NoteKey, number>();
  for (const { name, keyId, signature } of note.signatures) {
    const key = known.find(
      (candidate) => candidate.name === name && areEqual(keyIdOf(type, candidate), keyId),
    );
    if (key === undefined) continue;
    const seconds = secondsOf(signature);
    if (
      seconds === undefined ||
      !verify(cosignedBytes(note.text, seconds), signature.slice(timeBytes), key.publicKey)
    )
      throw new CryptoFault('signature-invalid', `cosignature of \`${name}\` does not fit its key`);
    cosigners.set(key, Math.max(seconds, cosigners.get(key) ?? 0));
  }
  return [...cosigners].map(([key, seconds]) => ({ key, seconds }));
}

/**
 * Undefined for another length, and for times beyond 2^53: far beyond any clock, and a verifier may refuse the future.
 * A cosignature of a checkpoint has a time, so 0 is none (tlog-witness, add-checkpoint).
 */
function secondsOf(signature: Uint8Array): number | undefined {
  if (signature.length !== timeBytes + 64) return undefined;
  const seconds = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  return seconds > 0n && seconds <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(seconds) : undefined;
}

export const writeCosignerKey = (key: NoteKey): string => writeKey(type, key);
export const readCosignerKey = (text: string): NoteKey => readKey(type, text);

function requireSeconds(seconds: number): void {
  if (!Number.isSafeInteger(seconds) || seconds <= 0)
    throw new CryptoFault('size-invalid', `cosignature time \`${seconds}\`, expected whole seconds above 0`);
}
