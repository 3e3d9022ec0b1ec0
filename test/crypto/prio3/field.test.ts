import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../crypto/encode.ts';
import { type Element, type Field, field64, field128 } from '../../../crypto/prio3/field.ts';

const fields: [string, Field][] = [
  ['Field64', field64],
  ['Field128', field128],
];
const sizeInvalid = expect.objectContaining({ code: 'size-invalid' });
const encodingInvalid = expect.objectContaining({ code: 'encoding-invalid' });

const modulo = (value: bigint, field: Field) => ((value % field.modulus) + field.modulus) % field.modulus;

/** Any integer, and more often than by chance one where a carry or a borrow runs through. */
const integers = (field: Field) =>
  fc.oneof(
    fc.bigInt({ min: 0n, max: field.modulus - 1n }),
    fc.bigInt({ min: 0n, max: 3n }),
    fc.bigInt({ min: field.modulus - 3n, max: field.modulus - 1n }),
    fc.nat({ max: 127 }).map((bit) => modulo(2n ** BigInt(bit) - 1n, field)),
  );

const littleEndian = (value: bigint, bytes: number) =>
  toHex(Uint8Array.from({ length: bytes }, (_, at) => Number((value >> BigInt(8 * at)) & 0xffn)));

describe.each(fields)('the elements of %s', (_, field) => {
  it('add, subtract and multiply as integers do modulo p', () => {
    fc.assert(
      fc.property(integers(field), integers(field), (left, right) => {
        const [a, b] = [field.element(left), field.element(right)];
        expect(field.integer(field.add(a, b))).toBe(modulo(left + right, field));
        expect(field.integer(field.subtract(a, b))).toBe(modulo(left - right, field));
        expect(field.integer(field.multiply(a, b))).toBe(modulo(left * right, field));
        expect(field.isEqual(field.subtract(field.add(a, b), b), a)).toBe(true);
        expect(field.isEqual(a, b)).toBe(left === right);
      }),
      { numRuns: 500 },
    );
  });

  it('a sum of any number of products is exact', () => {
    const pairs = fc.array(fc.tuple(integers(field), integers(field)), { maxLength: 70 });
    fc.assert(
      fc.property(pairs, (given) => {
        const left = given.map(([a]) => field.element(a));
        const right = given.map(([, b]) => field.element(b));
        const sum = given.reduce((total, [a, b]) => total + a * b, 0n);
        expect(field.integer(field.dot(left, right))).toBe(modulo(sum, field));
      }),
    );
  });

  // The largest limbs that the invariant allows, of all signs: whatever is made of them keeps it.
  it('limbs stay below 2^23 whatever is computed, and no double loses a digit', () => {
    const most = 2 ** 23 - 1;
    const width = field.zero.length;
    const extremes: Element[] = [most, -most, 2 ** 22, -1].map((limb) => new Array<number>(width).fill(limb));
    extremes.push(field.zero.map((_, at) => (at % 2 === 0 ? most : -most)));
    for (const left of extremes)
      for (const right of extremes)
        for (const length of [1, 15, 16, 17, 32, 500]) {
          const lefts = new Array<Element>(length).fill(left);
          const rights = new Array<Element>(length).fill(right);
          const product = field.integer(left) * field.integer(right) * BigInt(length);
          const computed = [field.dot(lefts, rights), field.add(left, right), field.subtract(left, right)];
          expect(field.integer(computed[0] as Element)).toBe(modulo(product, field));
          for (const limb of computed.flat()) expect(Math.abs(limb)).toBeLessThan(2 ** 23);
        }
  });

  it('travel little-endian, and come back', () => {
    fc.assert(
      fc.property(fc.array(integers(field), { maxLength: 9 }), (given) => {
        const bytes = field.encode(given.map((integer) => field.element(integer)));
        expect(toHex(bytes)).toBe(given.map((value) => littleEndian(value, field.encodedBytes)).join(''));
        expect(field.decode(bytes).map((element) => field.integer(element))).toEqual(given);
      }),
    );
  });

  it('have one encoding: p and above is a fault, a broken length too', () => {
    for (const above of [0n, 1n, 2n ** BigInt(8 * field.encodedBytes) - 1n - field.modulus]) {
      const bytes = Uint8Array.from(
        Buffer.from(littleEndian(field.modulus + above, field.encodedBytes), 'hex'),
      );
      expect(() => field.decode(bytes)).toThrow(encodingInvalid);
      expect(field.decodeBelow(bytes)).toEqual([]);
    }
    expect(() => field.decode(new Uint8Array(field.encodedBytes + 1))).toThrow(sizeInvalid);
    expect(() => field.addVectors([field.one], [])).toThrow(sizeInvalid);
    expect(() => field.subtractVectors([], [field.one])).toThrow(sizeInvalid);
    expect(() => field.dot([field.one], [])).toThrow(sizeInvalid);
  });

  it('have inverses, and roots of unity of every power of two', () => {
    fc.assert(
      fc.property(integers(field), (value) => {
        fc.pre(value !== 0n);
        const element = field.element(value);
        expect(field.isEqual(field.multiply(element, field.inverse(element)), field.one)).toBe(true);
      }),
      { numRuns: 30 },
    );
    const roots = new Map([1, 2, 4, 8].map((order) => [order, field.integer(field.rootOfUnity(order))]));
    expect(roots.get(1)).toBe(1n);
    expect(roots.get(2)).toBe(field.modulus - 1n);
    for (const order of [4, 8])
      expect(modulo((roots.get(order) as bigint) ** 2n, field)).toBe(roots.get(order / 2));
  });
});
