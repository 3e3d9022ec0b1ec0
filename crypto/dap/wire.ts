// TLS presentation language (RFC 8446 §3), as DAP and VDAF write their messages: numbers big-endian, vectors behind their
// length. Reading is strict: every byte has one meaning and none is left over.

import { CryptoFault } from '../fault.ts';

/** Bytes in which a length is written. */
export type LengthBytes = 1 | 2 | 4;

const maxSafe = BigInt(Number.MAX_SAFE_INTEGER);

const malformed = (expected: string): CryptoFault => new CryptoFault('encoding-invalid', expected);

export class WireReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** How far it has read: for whoever keeps a part of a message as it came. */
  get at(): number {
    return this.#at;
  }

  number(size: 1 | 2 | 4): number {
    const at = this.#take(size);
    if (size === 1) return this.#view.getUint8(at);
    return size === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  /** A uint64 that JavaScript counts exactly: no time or count of ours is above 2^53. */
  long(): number {
    const value = this.#view.getBigUint64(this.#take(8));
    if (value > maxSafe) throw malformed('expected a number below 2^53');
    return Number(value);
  }

  /** A view, not a copy: whoever keeps it keeps the whole message. */
  fixed(length: number): Uint8Array {
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  opaque(lengthBytes: LengthBytes, min = 0): Uint8Array {
    const length = this.number(lengthBytes);
    if (length < min) throw malformed(`expected at least ${min} bytes`);
    return this.fixed(length);
  }

  /** Entries until the vector is used up, none of them half. */
  vector<T>(lengthBytes: LengthBytes, read: (inner: WireReader) => T): T[] {
    return new WireReader(this.opaque(lengthBytes)).rest(read);
  }

  /** Entries until the message ends: DAP's vectors whose length is that of the HTTP content. */
  rest<T>(read: (inner: WireReader) => T, max = Number.MAX_SAFE_INTEGER): T[] {
    const entries: T[] = [];
    while (!this.isAtEnd) {
      if (entries.length === max) throw new CryptoFault('size-invalid', `expected at most ${max} entries`);
      entries.push(read(this));
    }
    return entries;
  }

  #take(length: number): number {
    const at = this.#at;
    if (at + length > this.#bytes.length) throw malformed('the message ends before its end');
    this.#at = at + length;
    return at;
  }
}

/** The whole of a message, with nothing behind it. */
export function readWhole<T>(bytes: Uint8Array, read: (reader: WireReader) => T): T {
  const reader = new WireReader(bytes);
  const value = read(reader);
  if (!reader.isAtEnd) throw malformed('expected nothing behind the message');
  return value;
}

export class WireWriter {
  #bytes = new Uint8Array(512);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  number(value: number, size: 1 | 2 | 4): this {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** (8 * size))
      throw new CryptoFault('size-invalid', `\`${value}\` does not fit ${size} bytes`);
    const at = this.#grow(size);
    if (size === 1) this.#view.setUint8(at, value);
    else if (size === 2) this.#view.setUint16(at, value);
    else this.#view.setUint32(at, value);
    return this;
  }

  long(value: number): this {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new CryptoFault('size-invalid', `\`${value}\` is no whole number below 2^53`);
    const at = this.#grow(8);
    this.#view.setBigUint64(at, BigInt(value));
    return this;
  }

  fixed(bytes: Uint8Array, length: number): this {
    if (bytes.length !== length)
      throw new CryptoFault('size-invalid', `\`${bytes.length}\` bytes, expected ${length}`);
    return this.raw(bytes);
  }

  raw(bytes: Uint8Array): this {
    const at = this.#grow(bytes.length);
    this.#bytes.set(bytes, at);
    return this;
  }

  opaque(bytes: Uint8Array, lengthBytes: LengthBytes, min = 0): this {
    if (bytes.length < min) throw new CryptoFault('size-invalid', `expected at least ${min} bytes`);
    return this.number(bytes.length, lengthBytes).raw(bytes);
  }

  vector<T>(
    entries: readonly T[],
    lengthBytes: LengthBytes,
    write: (inner: WireWriter, entry: T) => void,
  ): this {
    const inner = new WireWriter();
    for (const entry of entries) write(inner, entry);
    return this.opaque(inner.bytes(), lengthBytes);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(length: number): number {
    const at = this.#length;
    const needed = at + length;
    if (needed > this.#bytes.length) {
      const wider = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
      wider.set(this.#bytes.subarray(0, at));
      this.#bytes = wider;
      this.#view = new DataView(wider.buffer);
    }
    this.#length = needed;
    return at;
  }
}
