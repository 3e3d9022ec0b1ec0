/**
 * A value that came out of a calculation, as it stands in records: amounts of money as whole cents, so that two
 * machines, and a person with a pencil, agree to the last digit.
 */
import { PolicyFault } from './fault.ts';

/** `unit` is `cent` for money (`cent/an` a year), else the unit of the rules. `null`: does not concern the person. */
export interface Measure {
  readonly value: number | string | boolean | null;
  readonly unit?: string;
}

/** As the engine has it. */
export interface Unit {
  numerators: string[];
  denominators: string[];
}
export type WriteUnit = (unit: Unit) => string | undefined;

interface Valued {
  readonly nodeValue?: unknown;
  readonly unit?: Unit | undefined;
}

/** More digits than that are noise of binary arithmetic (`0.33 × 833.33…`), fewer would eat cents of large sums. */
const significantDigits = 12;
const maxEuros = 1_000_000_000;

export function measureOf(
  { nodeValue, unit }: Valued,
  writeUnit: (unit: Unit) => string | undefined,
): Measure {
  if (nodeValue === null || typeof nodeValue === 'boolean' || typeof nodeValue === 'string') {
    return { value: nodeValue };
  }
  if (typeof nodeValue !== 'number' || !Number.isFinite(nodeValue)) {
    throw new PolicyFault('evaluation-failed', 'expected a value');
  }
  if (unit === undefined || (unit.numerators.length === 0 && unit.denominators.length === 0)) {
    return { value: trim(nodeValue) };
  }
  const euros = unit.numerators.indexOf('€');
  if (euros < 0) return withUnit(trim(nodeValue), writeUnit(unit));
  const inCents = { ...unit, numerators: unit.numerators.with(euros, 'cent') };
  return withUnit(toCents(nodeValue), writeUnit(inCents));
}

const withUnit = (value: number, unit: string | undefined): Measure =>
  unit === undefined ? { value } : { value, unit };

const trim = (value: number) => Number(value.toPrecision(significantDigits)) + 0;

/**
 * Whole cents, half a cent away from zero: 1.005 € is 101 cents, as a cashier would say; -1.005 € is -101. The value
 * is first freed of binary noise, because 1.005 × 100 is 100.49999999999999 to a machine.
 */
export function toCents(euros: number): number {
  if (!Number.isFinite(euros) || Math.abs(euros) > maxEuros) {
    throw new PolicyFault('evaluation-failed', `expected an amount of at most ${maxEuros} euros`);
  }
  const cents = Number((Math.abs(euros) * 100).toPrecision(significantDigits));
  const whole = Math.floor(cents + 0.5);
  return euros < 0 && whole > 0 ? -whole : whole;
}

/** As much as a meter or a track can be relied on for. */
export const oneDigit = (value: number): number => Math.round(value * 10) / 10;
