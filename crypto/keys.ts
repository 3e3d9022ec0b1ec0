// Every key of a wallet hangs from two random roots: `root(g)` for what it stores, `pairKey(generation)` for its
// pairwise names. They are apart so that the root can change (a device is removed) while mailboxes stay.
// Nothing in the relay may import this file.

import { toUtf8 } from './encode.ts';
import { CryptoFault } from './fault.ts';
import { blake2b, mailboxOf } from './hash.ts';
import { randomBytes } from './random.ts';
import { type BoxPair, boxPair } from './seal.ts';
import { type SigningPair, signingPair } from './sign.ts';
import { sodium } from './sodium.ts';
import { partyAndGeneration } from './stop-card.ts';

/** `data` seals the vault, `backup` the backup, `slots` authenticates the slot list, `writes` signs backup writes. */
export type RootKeyUse = 'data' | 'backup' | 'slots' | 'writes' | 'devices' | 'former';

const rootKeyNumbers: Record<RootKeyUse, number> = {
  data: 1,
  backup: 2,
  slots: 3,
  writes: 4,
  devices: 5,
  former: 6,
};

export interface Pairwise {
  readonly signing: SigningPair;
  readonly box: BoxPair;
  readonly mailbox: string;
}

export function newRoot(): Uint8Array {
  return randomBytes(32);
}

/** `crypto_kdf` of libsodium, context `vav-root`; the numbers above are part of the format. */
export function rootKey(root: Uint8Array, use: RootKeyUse): Uint8Array {
  if (root.length !== 32)
    throw new CryptoFault('key-invalid', `root of \`${root.length}\` bytes, expected 32`);
  return sodium().crypto_kdf_derive_from_key(32, rootKeyNumbers[use], 'vav-root', root);
}

export function newPairKey(): Uint8Array {
  return randomBytes(32);
}

/** The resident's keys and name towards one party; nobody without the pair key sees that two belong together. */
export function pairwise(pairKey: Uint8Array, partyId: string, generation: number): Pairwise {
  if (pairKey.length !== 32)
    throw new CryptoFault('key-invalid', `pair key of \`${pairKey.length}\` bytes, expected 32`);
  const party = partyAndGeneration(partyId, generation);
  const signing = signingPair(blake2b(pairKey, toUtf8('vav/pairwise-signing/1\n'), party));
  const box = boxPair(blake2b(pairKey, toUtf8('vav/pairwise-box/1\n'), party));
  return { signing, box, mailbox: mailboxOf(signing.publicKey) };
}
