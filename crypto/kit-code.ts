// Codes on paper of 160 bits: 32 characters and three that check them, in seven groups of five. Kit, stop card and thread
// code differ in a constant of the check: a kit code typed into the stop page (where it would be spent on nothing and seen
// by others) is refused on the phone, and the other way round.

import { type CodeUse, readCode, writeCode } from './checked-code.ts';
import { toBase64url, toUtf8 } from './encode.ts';
import { CryptoFault } from './fault.ts';
import { blake2b } from './hash.ts';
import { randomBytes } from './random.ts';

export const codeBytes = 20;
const groupLength = 5;

const kit: CodeUse = { name: 'kit', byteCount: codeBytes, constant: [11, 9, 20] };
const thread: CodeUse = { name: 'thread', byteCount: codeBytes, constant: [20, 8, 18] };

/** The paper kit: opens the vault. */
export function newKitCode(): Uint8Array {
  return randomBytes(codeBytes);
}

export function writeKitCode(code: Uint8Array): string {
  return writeCode(code, kit);
}

export function readKitCode(text: string): Uint8Array {
  return readCode(text, kit);
}

/** The groups of a written code, for the rehearsal that has two of them typed back. */
export function groupsOf(written: string): string[] {
  const groups = written.split('-');
  if (groups.some((group) => group.length !== groupLength))
    throw new CryptoFault('code-invalid', 'code is not in groups of five');
  return groups;
}

/** The unlock secret of the kit's keyslot. */
export function kitSecret(code: Uint8Array): Uint8Array {
  return derive(code, 'vav/kit-unlock/1\n');
}

/** Where a backup is found with the kit alone; tells nothing about the secret. Base64url. */
export function kitLocator(code: Uint8Array): string {
  return toBase64url(derive(code, 'vav/kit-locator/1\n'));
}

function derive(code: Uint8Array, label: string): Uint8Array {
  if (code.length !== codeBytes)
    throw new CryptoFault('size-invalid', `code of \`${code.length}\` bytes, expected ${codeBytes}`);
  return blake2b(code, toUtf8(label));
}

/** Opens one thread without an account, and nothing else: `thread-key.ts` makes its keys. */
export function writeThreadCode(code: Uint8Array): string {
  return writeCode(code, thread);
}

export function readThreadCode(text: string): Uint8Array {
  return readCode(text, thread);
}
