// A thread without an account has keys of its own, all made of 20 bytes that are printed for the person. Whoever has the
// code comes back with it from any device; nothing else leads to the thread, and the code leads to nothing else.

import { toUtf8 } from './encode.ts';
import { CryptoFault } from './fault.ts';
import { blake2b, mailboxOf } from './hash.ts';
import { codeBytes } from './kit-code.ts';
import { type BoxPair, boxPair } from './seal.ts';
import { type SigningPair, signingPair } from './sign.ts';

export interface ThreadKeys {
  readonly signing: SigningPair;
  readonly box: BoxPair;
  readonly mailbox: string;
}

export function threadKeys(code: Uint8Array): ThreadKeys {
  if (code.length !== codeBytes)
    throw new CryptoFault('size-invalid', `code of \`${code.length}\` bytes, expected ${codeBytes}`);
  const signing = signingPair(blake2b(code, toUtf8('vav/thread-signing/1\n')));
  const box = boxPair(blake2b(code, toUtf8('vav/thread-box/1\n')));
  return { signing, box, mailbox: mailboxOf(signing.publicKey) };
}
