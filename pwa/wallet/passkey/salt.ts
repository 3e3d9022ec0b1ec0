import { toUtf8 } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';

/** Fixed for all wallets, so that a passkey gives the same secret on a fresh device that has no slot list yet. */
export const prfSalt: Uint8Array<ArrayBuffer> = Uint8Array.from(sha256(toUtf8('vav/prf-salt/1')));
