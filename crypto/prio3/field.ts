import { CryptoFault } from '../fault.ts';

/**
 * One number modulo p, in limbs of 22 bits, the lowest first. Invariant: each limb is an integer below 2^23 in size; it
 * may be negative. So a sum of products of two elements is a sum of small products, exact in a double, that is brought
 * back to limbs once at its end. BigInt needs up to twice as long (measured), and a time that depends on the values.
 */
export type Element = readonly number[];
export type Vector = readonly Element[];

const limbBits = 22;
const radix = 2 ** limbBits;
const perRadix = 1 / radix;
const wordBits = 16;
/** 16 products of at most 6 × 6 limbs below 2^23 add up to less than 2^53; after as many, columns are carried. */
const productsPerCarry = 16;

function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** A prime field, p = 2^bits − middle · 2^(22 · middleAt) + 1; its elements travel little-endian (VDAF §6.1). */
export class Field {
  readonly modulus: bigint;
  readonly encodedBytes: number;
  readonly zero: Element;
  readonly one: Element;
  private readonly limbs: number;
  /** The highest limb of an encoded element has fewer bits, and is at most this. */
  private readonly topBits: number;
  private readonly topMost: number;
  /** 2^(22 · limbs) is `foldHigh` · 2^(22 · middleAt) − `foldLow` modulo p: so what lies above the limbs comes down. */
  private readonly foldHigh: number;
  private readonly foldLow: number;
  private readonly middle: number;
  private readonly middleAt: number;
  /** Where one sum grows; nothing in it outlives a call. */
  private readonly columns: Float64Array;

  constructor(bits: number, middle: number, middleAt: number) {
    this.modulus = 2n ** BigInt(bits) - BigInt(middle) * 2n ** BigInt(limbBits * middleAt) + 1n;
    this.encodedBytes = bits / 8;
    this.limbs = Math.ceil(bits / limbBits);
    this.topBits = bits - limbBits * (this.limbs - 1);
    this.topMost = 2 ** this.topBits - 1;
    this.foldLow = radix / (this.topMost + 1);
    this.foldHigh = middle * this.foldLow;
    this.middle = middle;
    this.middleAt = middleAt;
    this.columns = new Float64Array(2 * this.limbs + 1);
    this.zero = this.element(0n);
    this.one = this.element(1n);
  }

  /** From any integer, also a negative one. */
  element(integer: bigint): Element {
    const least = ((integer % this.modulus) + this.modulus) % this.modulus;
    return Array.from({ length: this.limbs }, (_, at) =>
      Number((least >> BigInt(limbBits * at)) & BigInt(radix - 1)),
    );
  }

  /** The least integer that is not negative. */
  integer(element: Element): bigint {
    const sum = element.reduceRight((above, limb) => (above << BigInt(limbBits)) + BigInt(limb), 0n);
    return ((sum % this.modulus) + this.modulus) % this.modulus;
  }

  zeros(length: number): Element[] {
    return new Array<Element>(length).fill(this.zero);
  }

  add(left: Element, right: Element): Element {
    for (let at = 0; at < this.limbs; at++) this.columns[at] = (left[at] as number) + (right[at] as number);
    return this.settled(1);
  }

  subtract(left: Element, right: Element): Element {
    for (let at = 0; at < this.limbs; at++) this.columns[at] = (left[at] as number) - (right[at] as number);
    return this.settled(1);
  }

  multiply(left: Element, right: Element): Element {
    this.columns.fill(0);
    this.addProduct(left, right);
    return this.folded();
  }

  /** The sum of the products, reduced once. */
  dot(left: Vector, right: Vector): Element {
    checkSame(left.length, right.length);
    this.columns.fill(0);
    for (let at = 0; at < left.length; at++) {
      if (at > 0 && at % productsPerCarry === 0) this.carryColumns();
      this.addProduct(left[at] as Element, right[at] as Element);
    }
    return this.folded();
  }

  addVectors(left: Vector, right: Vector): Element[] {
    checkSame(left.length, right.length);
    return left.map((element, at) => this.add(element, right[at] as Element));
  }

  subtractVectors(left: Vector, right: Vector): Element[] {
    checkSame(left.length, right.length);
    return left.map((element, at) => this.subtract(element, right[at] as Element));
  }

  isEqual(left: Element, right: Element): boolean {
    return this.leastLimbs(this.subtract(left, right)).every((limb) => limb === 0);
  }

  /** By Fermat, on BigInt: for constants, not for a contribution. */
  inverse(element: Element): Element {
    return this.element(powerModulo(this.integer(element), this.modulus - 2n, this.modulus));
  }

  /** The principal root of unity for a power of two: 7 generates the whole group (VDAF §6.1.2, §6.1.4). */
  rootOfUnity(order: number): Element {
    return this.element(powerModulo(7n, (this.modulus - 1n) / BigInt(order), this.modulus));
  }

  encode(vector: Vector): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(vector.length * this.encodedBytes);
    let at = 0;
    for (const element of vector) {
      const end = at + this.encodedBytes;
      let held = 0;
      let bits = 0;
      for (const limb of this.leastLimbs(element)) {
        held |= limb << bits;
        for (bits += limbBits; bits >= 8 && at < end; bits -= 8) {
          bytes[at++] = held;
          held >>>= 8;
        }
      }
    }
    return bytes;
  }

  /** An element has one encoding only: p and above is a fault (VDAF §6.1.1). */
  decode(bytes: Uint8Array): Element[] {
    if (bytes.length % this.encodedBytes !== 0)
      throw new CryptoFault(
        'size-invalid',
        `\`${bytes.length}\` bytes, expected a multiple of \`${this.encodedBytes}\``,
      );
    const elements = this.decodeBelow(bytes);
    if (elements.length * this.encodedBytes !== bytes.length)
      throw new CryptoFault('encoding-invalid', 'a field element is not below the modulus');
    return elements;
  }

  /** What is p or above is left out: so bytes of chance become elements of equal probability (VDAF §6.2 `next_vec`). */
  decodeBelow(bytes: Uint8Array): Element[] {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const elements: Element[] = [];
    for (let start = 0; start < bytes.length; start += this.encodedBytes) {
      const limbs = this.zero.slice();
      let held = 0;
      let bits = 0;
      let limb = 0;
      for (let at = start; at < start + this.encodedBytes; at += 2) {
        held += view.getUint16(at, true) * (1 << bits);
        bits += wordBits;
        if (bits < limbBits) continue;
        limbs[limb++] = held & (radix - 1);
        held = Math.floor(held / radix);
        bits -= limbBits;
      }
      limbs[limb] = held;
      if (this.isBelowModulus(limbs)) elements.push(limbs);
    }
    return elements;
  }

  /** In squares of three by three limbs, held in variables. */
  private addProduct(left: Element, right: Element): void {
    const { columns, limbs } = this;
    for (let low = 0; low < limbs; low += 3) {
      const l0 = left[low] as number;
      const l1 = left[low + 1] as number;
      const l2 = left[low + 2] as number;
      for (let high = 0; high < limbs; high += 3) {
        const r0 = right[high] as number;
        const r1 = right[high + 1] as number;
        const r2 = right[high + 2] as number;
        const at = low + high;
        columns[at] = (columns[at] as number) + l0 * r0;
        columns[at + 1] = (columns[at + 1] as number) + l0 * r1 + l1 * r0;
        columns[at + 2] = (columns[at + 2] as number) + l0 * r2 + l1 * r1 + l2 * r0;
        columns[at + 3] = (columns[at + 3] as number) + l1 * r2 + l2 * r1;
        columns[at + 4] = (columns[at + 4] as number) + l2 * r2;
      }
    }
  }

  /** All carries are taken from the columns as they were, side by side: a chain of carries would take longer. */
  private carryColumns(): void {
    const { columns } = this;
    let carry = 0;
    for (let at = 0; at < columns.length - 1; at++) {
      const column = columns[at] as number;
      const over = Math.floor(column * perRadix);
      columns[at] = column - over * radix + carry;
      carry = over;
    }
    columns[columns.length - 1] = (columns[columns.length - 1] as number) + carry;
  }

  /** From the top, since what comes down may land above the limbs again. */
  private folded(): Element {
    const { columns, limbs, middleAt } = this;
    this.carryColumns();
    for (let at = 2 * limbs; at >= limbs; at--) {
      const above = columns[at] as number;
      columns[at - limbs + middleAt] = (columns[at - limbs + middleAt] as number) + this.foldHigh * above;
      columns[at - limbs] = (columns[at - limbs] as number) - this.foldLow * above;
    }
    return this.settled(2);
  }

  /** One round is enough for a sum of two elements, two for folded products: see the test of the largest limbs. */
  private settled(rounds: number): Element {
    const { columns, limbs, middleAt } = this;
    for (let round = 0; round < rounds; round++) {
      let carry = 0;
      for (let at = 0; at < limbs; at++) {
        const column = columns[at] as number;
        const over = Math.floor(column * perRadix);
        columns[at] = column - over * radix + carry;
        carry = over;
      }
      columns[middleAt] = (columns[middleAt] as number) + this.foldHigh * carry;
      columns[0] = (columns[0] as number) - this.foldLow * carry;
    }
    const element = this.zero.slice();
    for (let at = 0; at < limbs; at++) element[at] = (columns[at] as number) | 0;
    return element;
  }

  /** The limbs of the least integer that is not negative, each of 22 bits. */
  private leastLimbs(element: Element): Element {
    const limbs = element.slice();
    const top = this.limbs - 1;
    for (;;) {
      for (let at = 0; at < top; at++) {
        const over = (limbs[at] as number) >> limbBits;
        limbs[at] = (limbs[at] as number) & (radix - 1);
        limbs[at + 1] = (limbs[at + 1] as number) + over;
      }
      const moduli = (limbs[top] as number) >> this.topBits;
      if (moduli === 0) break;
      limbs[top] = (limbs[top] as number) & this.topMost;
      limbs[this.middleAt] = (limbs[this.middleAt] as number) + moduli * this.middle;
      limbs[0] = (limbs[0] as number) - moduli;
    }
    return this.isBelowModulus(limbs) ? limbs : this.element(this.integer(limbs));
  }

  /** Both moduli begin with a highest limb of ones, so one element in 2^18 at most is compared in full. */
  private isBelowModulus(limbs: Element): boolean {
    if (limbs[this.limbs - 1] !== this.topMost) return true;
    return limbs.every((limb, at) => limb === this.element(this.integer(limbs))[at]);
  }
}

function checkSame(left: number, right: number): void {
  if (left !== right)
    throw new CryptoFault(
      'size-invalid',
      `vectors of \`${left}\` and \`${right}\` elements, expected one length`,
    );
}

/** 2^64 − 2^32 + 1 */
export const field64 = new Field(64, 2 ** 10, 1);
/** 2^128 − 7 · 2^66 + 1 */
export const field128 = new Field(128, 7, 3);
