// The stop card: 20 bytes that end agreements and open nothing. A wallet has one for all its mailboxes; a slip of paper, given
// at a counter to somebody without a phone, has one for its own mailbox alone.

import { type CodeUse, readCode, writeCode } from './checked-code.ts';
import { concat, toUtf8 } from './encode.ts';
import { CryptoFault } from './fault.ts';
import { blake2b } from './hash.ts';
import { randomBytes } from './random.ts';

const seedBytes = 20;
const stop: CodeUse = { name: 'stop', byteCount: seedBytes, constant: [19, 20, 15] };

/** `S` of the stop card. */
export function newStopSeed(): Uint8Array {
  return randomBytes(seedBytes);
}

/** Shown to the relay it ends every live grant of one mailbox; needs no libsodium, so the stop page stays small. */
export function stopSecret(stopSeed: Uint8Array, partyId: string, generation: number): Uint8Array {
  if (stopSeed.length !== seedBytes)
    throw new CryptoFault('key-invalid', `stop seed of \`${stopSeed.length}\` bytes, expected ${seedBytes}`);
  return blake2b(stopSeed, toUtf8('vav/stop/1\n'), partyAndGeneration(partyId, generation));
}

/** Party ids are base64url digests without line breaks, so the two fields cannot run into each other. */
export function partyAndGeneration(partyId: string, generation: number): Uint8Array {
  if (!/^[A-Za-z0-9_-]{43}$/.test(partyId))
    throw new CryptoFault('encoding-invalid', 'party id is no digest');
  if (!Number.isSafeInteger(generation) || generation < 0)
    throw new CryptoFault('size-invalid', `generation \`${generation}\``);
  return concat(toUtf8(partyId), toUtf8('\n'), toUtf8(String(generation)));
}

/** As it stands on paper. */
export function writeStopCode(stopSeed: Uint8Array): string {
  return writeCode(stopSeed, stop);
}

export function readStopCode(text: string): Uint8Array {
  return readCode(text, stop);
}
