import { CryptoFault } from '../fault.ts';
import type { Element, Field, Vector } from './field.ts';

/**
 * The roots of unity of one order, a power of two. A polynomial is its values at all of them, or at every second, fourth
 * and so on (VDAF §6.1.3, the Lagrange basis). How values are computed is left open there; whatever is made of shares
 * here is linear in them.
 */
export class Roots {
  private readonly field: Field;
  private readonly order: number;
  /** From the 0th power of the principal root on. */
  private readonly powers: Vector;
  private readonly parts = new Map<number, Element>();

  constructor(field: Field, order: number) {
    const root = field.rootOfUnity(order);
    const powers = [field.one];
    while (powers.length < order) powers.push(field.multiply(powers[powers.length - 1] as Element, root));
    this.field = field;
    this.order = order;
    this.powers = powers;
  }

  /** Values at half of the roots become values at all. */
  double(values: Vector): Element[] {
    if (values.length * 2 !== this.order)
      throw new CryptoFault('size-invalid', `\`${values.length}\` values, expected \`${this.order / 2}\``);
    const shifted = this.coefficients(values).map((coefficient, at) =>
      this.field.multiply(coefficient, this.power(at, this.order)),
    );
    const between = this.values(shifted);
    return values.flatMap((value, at) => [value, between[at] as Element]);
  }

  /**
   * The last value, where the degree is so low that the others fix it: then the highest coefficient, but for a factor
   * the sum of value · root, is 0.
   */
  complete(values: Vector): Element[] {
    const { field } = this;
    return [...values, field.subtract(field.zero, field.dot(values, this.powers.slice(1)))];
  }

  /**
   * Weights for a point: their sum of products with as many values is the polynomial there. The weight of a root is the
   * product of (1 − point / other root) over the other roots, divided by their number; products from both ends give all.
   */
  weights(length: number, point: Element): Element[] {
    const { field } = this;
    const factors: Element[] = [];
    for (let at = 0; at < length; at++)
      factors.push(
        field.subtract(field.one, field.multiply(point, this.power((length - at) % length, length))),
      );
    const weights: Element[] = [];
    let before = this.part(length);
    for (const factor of factors) {
      weights.push(before);
      before = field.multiply(before, factor);
    }
    let after = field.one;
    for (let at = length - 1; at >= 0; at--) {
      weights[at] = field.multiply(weights[at] as Element, after);
      after = field.multiply(after, factors[at] as Element);
    }
    return weights;
  }

  /** 1 / length; an inverse is dear, so each is made once. */
  private part(length: number): Element {
    const part = this.parts.get(length) ?? this.field.inverse(this.field.element(BigInt(length)));
    this.parts.set(length, part);
    return part;
  }

  private power(exponent: number, order: number): Element {
    return this.powers[(exponent * this.order) / order] as Element;
  }

  /** The number-theoretic transform, halves first. */
  private values(coefficients: Vector): Element[] {
    const { field } = this;
    const length = coefficients.length;
    if (length === 1) return [...coefficients];
    const even = this.values(coefficients.filter((_, at) => at % 2 === 0));
    const odd = this.values(coefficients.filter((_, at) => at % 2 === 1)).map((value, at) =>
      field.multiply(value, this.power(at, length)),
    );
    return [...field.addVectors(even, odd), ...field.subtractVectors(even, odd)];
  }

  /** The same transform read backwards, divided by its length. */
  private coefficients(values: Vector): Element[] {
    const { field } = this;
    const [first, ...others] = this.values(values);
    const part = this.part(values.length);
    return [first as Element, ...others.reverse()].map((value) => field.multiply(value, part));
  }
}
