// Codes that people copy from paper: Crockford's alphabet, three characters that check the others, groups of five.
// The check is a Reed-Solomon remainder over GF(32). It finds every wrong character, every swap of two neighbours or
// of two characters around a third, and any damage within three characters in a row; a chance text passes 1 in 32768.
// Each use differs in a constant of the check: a code typed where another is asked for is refused on the phone.

import { CryptoFault } from './fault.ts';

const checkSymbols = 3;
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export interface CodeUse {
  readonly name: string;
  /** A multiple of five, so that no character is half used. */
  readonly byteCount: number;
  readonly constant: readonly [number, number, number];
}

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

function checkOf(symbols: readonly number[], { constant }: CodeUse): number[] {
  let [high, middle, low] = [0, 0, 0];
  for (const symbol of symbols) {
    const factor = high ^ symbol;
    high = middle ^ times(factor, generator[0]);
    middle = low ^ times(factor, generator[1]);
    low = times(factor, generator[2]);
  }
  return [high ^ constant[0], middle ^ constant[1], low ^ constant[2]];
}

export function writeCode(bytes: Uint8Array, use: CodeUse): string {
  if (bytes.length !== use.byteCount)
    throw new CryptoFault('size-invalid', `code of \`${bytes.length}\` bytes, expected ${use.byteCount}`);
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
  return (text.match(/.{1,5}/g) ?? []).join('-');
}

/** Small letters, spaces, any hyphens, and O for 0, I and L for 1 are read as meant. */
export function readCode(text: string, use: CodeUse): Uint8Array {
  const dataSymbols = (use.byteCount * 8) / 5;
  const plain = text
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  if (plain.length !== dataSymbols + checkSymbols)
    throw new CryptoFault(
      'code-invalid',
      `code of \`${plain.length}\` characters, expected ${dataSymbols + checkSymbols}`,
    );
  const symbols = [...plain].map((character) => alphabet.indexOf(character));
  if (symbols.includes(-1)) throw new CryptoFault('code-invalid', 'code holds a foreign character');
  const data = symbols.slice(0, dataSymbols);
  if (checkOf(data, use).some((symbol, at) => symbol !== symbols[dataSymbols + at]))
    throw new CryptoFault('code-invalid', `characters do not fit each other in this ${use.name} code`);
  const bytes = new Uint8Array(use.byteCount);
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
