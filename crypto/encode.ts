import { CryptoFault } from './fault.ts';

// The walls of this room hide DOM and Node; browsers and Node both have these two, and only these are used here.
declare const TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> };
declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean; ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

const urlAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const plainAlphabet = `${urlAlphabet.slice(0, 62)}+/`;

const invalid = 255;

function valuesOf(alphabet: string): Uint8Array {
  const values = new Uint8Array(128).fill(invalid);
  for (let value = 0; value < alphabet.length; value++) values[alphabet.charCodeAt(value)] = value;
  return values;
}

const urlValues = valuesOf(urlAlphabet);
const plainValues = valuesOf(plainAlphabet);

function encode64(bytes: Uint8Array, alphabet: string): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += alphabet.charAt((held >>> bits) & 63);
    }
  }
  if (bits > 0) text += alphabet.charAt((held << (6 - bits)) & 63);
  return text;
}

/** One byte string has one text: foreign characters, a lone last character and spare bits that are not 0 are faults. */
function decode64(text: string, values: Uint8Array): Uint8Array<ArrayBuffer> {
  if (text.length % 4 === 1) throw new CryptoFault('encoding-invalid', `base64 of length \`${text.length}\``);
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let at = 0;
  let bits = 0;
  let held = 0;
  for (let index = 0; index < text.length; index++) {
    const value = values[text.charCodeAt(index)] ?? invalid;
    if (value === invalid)
      throw new CryptoFault('encoding-invalid', `foreign character at \`${index}\` of base64`);
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >>> bits) & 255;
    }
  }
  if ((held & ((1 << bits) - 1)) !== 0)
    throw new CryptoFault('encoding-invalid', 'spare bits of base64 are not 0');
  return bytes;
}

/** Base64url without padding (RFC 4648 §5): bytes in every record and every JSON of ours. */
export function toBase64url(bytes: Uint8Array): string {
  return encode64(bytes, urlAlphabet);
}

export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  return decode64(text, urlValues);
}

/** Base64 with padding (RFC 4648 §4): only C2SP notes and HTTP signatures want it. */
export function toBase64(bytes: Uint8Array): string {
  const text = encode64(bytes, plainAlphabet);
  return text + '='.repeat((4 - (text.length % 4)) % 4);
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  if (text.length % 4 !== 0) throw new CryptoFault('encoding-invalid', `base64 of length \`${text.length}\``);
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return decode64(text.slice(0, text.length - padding), plainValues);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A lone surrogate is a fault: two different texts would become the same bytes and so carry the same signature. */
export function toUtf8(text: string): Uint8Array<ArrayBuffer> {
  if (/\p{Surrogate}/u.test(text)) throw new CryptoFault('encoding-invalid', 'text holds a lone surrogate');
  return encoder.encode(text);
}

export function fromUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new CryptoFault('encoding-invalid', 'bytes are not utf-8', { cause });
  }
}

export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

export function concat(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Takes the same time wherever two byte strings of one length differ; only the length may show. */
export function areEqual(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let index = 0; index < left.length; index++) difference |= (left[index] ?? 0) ^ (right[index] ?? 0);
  return difference === 0;
}
