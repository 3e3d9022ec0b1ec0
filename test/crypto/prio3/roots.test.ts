import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Element, type Field, field64, field128 } from '../../../crypto/prio3/field.ts';
import { Roots } from '../../../crypto/prio3/roots.ts';

const fields: [string, Field][] = [
  ['Field64', field64],
  ['Field128', field128],
];

const modulo = (value: bigint, field: Field) => ((value % field.modulus) + field.modulus) % field.modulus;

/** A polynomial by its coefficients, at a point, on plain integers. */
const evaluate = (coefficients: readonly bigint[], point: bigint, field: Field) =>
  coefficients.reduceRight((sum, coefficient) => modulo(sum * point + coefficient, field), 0n);

describe.each(fields)('a polynomial over %s, by its values at the roots of unity', (_, field) => {
  const integer = fc.bigInt({ min: 0n, max: field.modulus - 1n });
  const orders = fc.constantFrom(2, 4, 8, 32);
  const cases = orders.chain((order) =>
    fc.tuple(fc.constant(order), fc.array(integer, { minLength: order, maxLength: order }), integer),
  );
  const valuesAt = (coefficients: readonly bigint[], order: number) => {
    const root = field.integer(field.rootOfUnity(order));
    let point = 1n;
    return Array.from({ length: order }, () => {
      const value = field.element(evaluate(coefficients, point, field));
      point = modulo(point * root, field);
      return value;
    });
  };
  const integersOf = (elements: readonly Element[]) => elements.map((element) => field.integer(element));

  it('has at twice as many roots what its coefficients give', () => {
    fc.assert(
      fc.property(cases, ([order, coefficients]) => {
        const doubled = new Roots(field, 2 * order).double(valuesAt(coefficients, order));
        expect(integersOf(doubled)).toEqual(integersOf(valuesAt(coefficients, 2 * order)));
      }),
      { numRuns: 40 },
    );
    expect(() => new Roots(field, 8).double([field.one])).toThrow(
      expect.objectContaining({ code: 'size-invalid' }),
    );
  });

  it('has at any point the sum of its values by their weights', () => {
    fc.assert(
      fc.property(cases, ([order, coefficients, point]) => {
        const roots = new Roots(field, 2 * order);
        for (const length of [order, 2 * order]) {
          const weights = roots.weights(length, field.element(point));
          const value = field.dot(valuesAt(coefficients, length), weights);
          expect(field.integer(value)).toBe(evaluate(coefficients, point, field));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('has a last value that follows from the others, when its degree is lower', () => {
    fc.assert(
      fc.property(cases, ([order, coefficients]) => {
        const values = valuesAt(coefficients.slice(1), order);
        expect(integersOf(new Roots(field, order).complete(values.slice(0, -1)))).toEqual(integersOf(values));
      }),
      { numRuns: 40 },
    );
  });
});
