// 160 bits on paper: 32 characters of Crockford's alphabet and three that check them, in seven groups of five.
// The check is a Reed-Solomon remainder over GF(32). It finds every wrong character, every swap of two neighbours or
// of two characters around a third, and any damage within three characters in a row; a chance text passes 1 in 32768.
// Kit, stop card and thread code differ in a constant of the check: a kit code typed into the stop page (where it would be spent on
// nothing and seen by others) is refused on the phone, and the other way round.

import { toBase64url, toUtf8 } from './encode.ts';
import { CryptoFault } from './fault.ts';
import { blake2b } from './hash.ts';
import { randomBytes } from './random.ts';

export const codeBytes = 20;
const dataSymbols = 32;
const checkSymbols = 3;
const groupLength = 5;
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

type CodeUse = 'kit' | 'stop' | 'thread';
const useConstants: Record<CodeUse, readonly [number, number, number]> = {
  kit: [11, 9, 20],
  stop: [19, 20, 15],
  thread: [20, 8, 18],
};

/** Powers of α in GF(32) with x⁵ + x² + 1. */
function power(exponent: number): number {
  let value = 1;
  for (let step = 0; step < exponent; step++) value = value & 16 ? (value << 1) ^ 0x25 : value << 1;
  return value;
}

function times(left: number, right: number): number {
  let product = 0;
  for (let bit = 4; bit >= 0; bit--) {
    product = product & 16 ? (product << 1) ^ 0x25 : product << 1;
    if ((right >> bit) & 1) product ^= left;
  }
  return product;
}

// Generator (x + 1)(x + α)(x + α²): its coefficients below x³, highest first.
const roots = [power(0), power(1), power(2)] as const;
const generator = [
  roots[0] ^ roots[1] ^ roots[2],
  times(roots[0], roots[1]) ^ times(roots[0], roots[2]) ^ times(roots[1], roots[2]),
  times(times(roots[0], roots[1]), roots[2]),
] as const;

function checkOf(symbols: readonly number[], use: CodeUse): number[] {
  let [high, middle, low] = [0, 0, 0];
  for (const symbol of symbols) {
    const factor = high ^ symbol;
    high = middle ^ times(factor, generator[0]);
    middle = low ^ times(factor, generator[1]);
    low = times(factor, generator[2]);
  }
  const constant = useConstants[use];
  return [high ^ constant[0], middle ^ constant[1], low ^ constant[2]];
}

function writeCode(bytes: Uint8Array, use: CodeUse): string {
  if (bytes.length !== codeBytes)
    throw new CryptoFault('size-invalid', `code of \`${bytes.length}\` bytes, expected ${codeBytes}`);
  const symbols: number[] = [];
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; ) {
      bits -= 5;
      symbols.push((held >>> bits) & 31);
    }
  }
  const text = [...symbols, ...checkOf(symbols, use)].map((symbol) => alphabet.charAt(symbol)).join('');
  return (text.match(/.{5}/g) ?? []).join('-');
}

/** Small letters, spaces, any hyphens, and O for 0, I and L for 1 are read as meant. */
function readCode(text: string, use: CodeUse): Uint8Array {
  const plain = text
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  if (plain.length !== dataSymbols + checkSymbols)
    throw new CryptoFault('code-invalid', `code of \`${plain.length}\` characters, expected 35`);
  const symbols = [...plain].map((character) => alphabet.indexOf(character));
  if (symbols.includes(-1)) throw new CryptoFault('code-invalid', 'code holds a foreign character');
  const data = symbols.slice(0, dataSymbols);
  if (checkOf(data, use).some((symbol, at) => symbol !== symbols[dataSymbols + at]))
    throw new CryptoFault('code-invalid', `characters do not fit each other in this ${use} code`);
  const bytes = new Uint8Array(codeBytes);
  let at = 0;
  let bits = 0;
  let held = 0;
  for (const symbol of data) {
    held = ((held << 5) | symbol) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >>> bits) & 255;
    }
  }
  return bytes;
}

/** The paper kit: opens the vault. */
export function newKitCode(): Uint8Array {
  return randomBytes(codeBytes);
}

export function writeKitCode(code: Uint8Array): string {
  return writeCode(code, 'kit');
}

export function readKitCode(text: string): Uint8Array {
  return readCode(text, 'kit');
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

/** The stop card: only ends grants. Its 20 bytes are `S`. */
export function writeStopCode(stopSeed: Uint8Array): string {
  return writeCode(stopSeed, 'stop');
}

export function readStopCode(text: string): Uint8Array {
  return readCode(text, 'stop');
}

/** Opens one thread without an account, and nothing else: `thread-key.ts` makes its keys. */
export function writeThreadCode(code: Uint8Array): string {
  return writeCode(code, 'thread');
}

export function readThreadCode(text: string): Uint8Array {
  return readCode(text, 'thread');
}
