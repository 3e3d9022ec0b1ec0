import { toUtf8 } from './encode.ts';
import { CryptoFault } from './fault.ts';

/** Argon2id (RFC 9106), one lane: passes over the memory, and the memory in KiB. */
export interface PassphraseCost {
  readonly ops: number;
  readonly memoryKib: number;
}

/** The second choice of RFC 9106 §4 (64 MiB, 3 passes): what a cheap phone can still do in a few seconds. */
export const passphraseFloor: PassphraseCost = { ops: 3, memoryKib: 65_536 };

/** Above this a server could freeze the phone by asking too much. */
export const passphraseCeiling: PassphraseCost = { ops: 16, memoryKib: 1_048_576 };

export const passphraseSaltBytes = 16;

/**
 * The unlock secret of a passphrase keyslot. The cost is read from a slot list that came from a server and is not yet
 * authenticated, so the floor is checked here, before anything is computed: a server cannot make guessing cheap.
 * The text is put in Unicode form NFKC: two keyboards write « é » differently. Loads libsodium-sumo; run in a worker.
 */
export async function secretFromPassphrase(
  passphrase: string,
  salt: Uint8Array,
  { ops, memoryKib }: PassphraseCost,
): Promise<Uint8Array> {
  requireCost(ops, passphraseFloor.ops, passphraseCeiling.ops, 'passes');
  requireCost(memoryKib, passphraseFloor.memoryKib, passphraseCeiling.memoryKib, 'KiB');
  if (salt.length !== passphraseSaltBytes)
    throw new CryptoFault(
      'size-invalid',
      `salt of \`${salt.length}\` bytes, expected ${passphraseSaltBytes}`,
    );
  const bytes = toUtf8(passphrase.normalize('NFKC'));
  const { default: sumo } = await import('libsodium-wrappers-sumo');
  await sumo.ready;
  return sumo.crypto_pwhash(32, bytes, salt, ops, memoryKib * 1024, sumo.crypto_pwhash_ALG_ARGON2ID13);
}

function requireCost(found: number, floor: number, ceiling: number, unit: string): void {
  if (!Number.isInteger(found) || found < floor || found > ceiling)
    throw new CryptoFault(
      'size-invalid',
      `passphrase cost \`${found}\` ${unit}, expected ${floor} to ${ceiling}`,
    );
}
