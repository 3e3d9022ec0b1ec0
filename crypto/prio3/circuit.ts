import { CryptoFault } from '../fault.ts';
import { type Element, type Field, field64, field128, type Vector } from './field.ts';

/**
 * What makes a measurement valid (VDAF §7.4): a circuit whose outputs are all 0 for a valid one. All of it is linear but
 * for one gadget of degree 2, called several times. So aggregators run it on their shares, and the proof stands in for
 * the gadget. Where the draft adds a constant, each of n shares adds its n-th part, `constantOne` being 1/n.
 */
export interface Circuit<M> {
  readonly field: Field;
  readonly measurementLength: number;
  readonly jointRandLength: number;
  readonly outputLength: number;
  /** How many outputs must be 0. */
  readonly checks: number;
  readonly calls: number;
  readonly arity: number;
  encode(measurement: M): Element[];
  /** The inputs of each call of the gadget. */
  inputs(encoded: Vector, jointRand: Vector, constantOne: Element): Element[][];
  gadget(inputs: Vector): Element;
  outputs(encoded: Vector, gadgetOutputs: Vector, constantOne: Element): Element[];
  /** What of the encoded measurement is summed. */
  truncate(encoded: Vector): Element[];
}

/** VDAF §7.4.1: 0 or 1, since its square is itself. */
export function countCircuit(): Circuit<number> {
  const field = field64;
  return {
    field,
    measurementLength: 1,
    jointRandLength: 0,
    outputLength: 1,
    checks: 1,
    calls: 1,
    arity: 2,
    encode: (measurement) => rangeEncoding(field, 1).encode(measurement),
    inputs: ([bit]) => [[bit as Element, bit as Element]],
    gadget: ([left, right]) => field.multiply(left as Element, right as Element),
    outputs: ([bit], [square]) => [field.subtract(square as Element, bit as Element)],
    truncate: (encoded) => [...encoded],
  };
}

/** VDAF §7.4.2: each bit is checked on its own, without joint randomness. */
export function sumCircuit(maxMeasurement: number): Circuit<number> {
  const field = field64;
  const range = rangeEncoding(field, maxMeasurement);
  return {
    field,
    measurementLength: range.length,
    jointRandLength: 0,
    outputLength: 1,
    checks: range.length,
    calls: range.length,
    arity: 1,
    encode: range.encode,
    inputs: (encoded) => encoded.map((bit) => [bit]),
    gadget: ([bit]) => field.multiply(bit as Element, field.subtract(bit as Element, field.one)),
    outputs: (_, gadgetOutputs) => [...gadgetOutputs],
    truncate: (encoded) => [range.decode(encoded)],
  };
}

/** VDAF §7.4.3: several sums at once. */
export function sumVecCircuit(
  length: number,
  maxMeasurement: number,
  chunkLength: number,
): Circuit<readonly number[]> {
  const field = field128;
  const range = rangeEncoding(field, maxMeasurement);
  const bits = bitCheck(field, checkedLength(length) * range.length, chunkLength);
  return {
    ...bits,
    outputLength: length,
    checks: 1,
    encode: (measurement) => {
      checkMeasurement(measurement.length === length);
      return measurement.flatMap(range.encode);
    },
    outputs: (_, gadgetOutputs) => [total(field, gadgetOutputs)],
    truncate: (encoded) =>
      Array.from({ length }, (_, at) =>
        range.decode(encoded.slice(at * range.length, (at + 1) * range.length)),
      ),
  };
}

/** VDAF §7.4.4: the measurement is the place of the one cell that counts. */
export function histogramCircuit(length: number, chunkLength: number): Circuit<number> {
  const field = field128;
  const bits = bitCheck(field, checkedLength(length), chunkLength);
  return {
    ...bits,
    outputLength: length,
    checks: 2,
    encode: (measurement) => {
      checkMeasurement(Number.isInteger(measurement) && measurement >= 0 && measurement < length);
      return Array.from({ length }, (_, at) => (at === measurement ? field.one : field.zero));
    },
    outputs: (encoded, gadgetOutputs, constantOne) => [
      total(field, gadgetOutputs),
      field.subtract(total(field, encoded), constantOne),
    ],
    truncate: (encoded) => [...encoded],
  };
}

/** VDAF §7.4.5: at most `maxWeight` cells count; the client states their number, and the circuit checks that too. */
export function multihotCountVecCircuit(
  length: number,
  maxWeight: number,
  chunkLength: number,
): Circuit<readonly boolean[]> {
  const field = field128;
  const weight = rangeEncoding(field, maxWeight);
  if (maxWeight > checkedLength(length)) throw parameterFault('a weight above the length');
  const bits = bitCheck(field, length + weight.length, chunkLength);
  return {
    ...bits,
    outputLength: length,
    checks: 2,
    encode: (measurement) => {
      checkMeasurement(measurement.length === length);
      const cells = measurement.map((cell) => (cell ? field.one : field.zero));
      return [...cells, ...weight.encode(measurement.filter(Boolean).length)];
    },
    outputs: (encoded, gadgetOutputs) => [
      total(field, gadgetOutputs),
      field.subtract(total(field, encoded.slice(0, length)), weight.decode(encoded.slice(length))),
    ],
    truncate: (encoded) => encoded.slice(0, length),
  };
}

/**
 * The chunk length whose check costs least, for a measurement that is encoded in `length` bits (cells and weight, or
 * length · bits). With c = chunk length and p = the power of two above the number of calls, one check takes, in products
 * of two elements as measured: 2c + 2p to expand or decode the proof, 12p for the weights at the test point, and for each
 * of 2c wires a reduction and a quarter per value. The root of the length, as VDAF §7.4.3.1 has it, makes the proof
 * shortest (by 32 bytes at 27 bits) and the check longer.
 */
export function chooseChunkLength(length: number): number {
  const costOf = (chunkLength: number) => {
    const calls = Math.ceil(length / chunkLength);
    return 4 * chunkLength + 14 * pointsOf(calls) + (chunkLength * (1 + calls)) / 2;
  };
  let best = 1;
  for (let chunkLength = 2; chunkLength <= checkedLength(length); chunkLength++)
    if (costOf(chunkLength) < costOf(best)) best = chunkLength;
  return best;
}

/** A wire has its seed and one value per call: as many roots of unity as the next power of two. */
export function pointsOf(calls: number): number {
  let points = 1;
  while (points < 1 + calls) points *= 2;
  return points;
}

/** An integer up to any limit as bits whose last weighs just enough to reach it (VDAF §7.4.2). Bits are 0 or 1, or shares. */
function rangeEncoding(field: Field, most: number) {
  if (!Number.isSafeInteger(most) || most < 1)
    throw parameterFault('a limit that is no whole number above 0');
  const length = most.toString(2).length;
  const rest = 2 ** (length - 1) - 1;
  const lastWeight = most - rest;
  const weights = Array.from({ length }, (_, at) =>
    field.element(at < length - 1 ? 2n ** BigInt(at) : BigInt(lastWeight)),
  );
  return {
    length,
    encode(value: number): Element[] {
      checkMeasurement(Number.isInteger(value) && value >= 0 && value <= most);
      const last = value > rest ? 1 : 0;
      const low = BigInt(value - last * lastWeight) + (last === 1 ? 2n ** BigInt(length - 1) : 0n);
      return weights.map((_, at) => ((low >> BigInt(at)) & 1n ? field.one : field.zero));
    },
    decode: (encoded: Vector): Element => field.dot(weights, encoded),
  };
}

/**
 * That each element is 0 or 1: the sum of r^k · x · (x − 1) over all of them is 0 for a random r only then. A chunk has
 * one r and is one call of the gadget; the last is filled with zeros (VDAF §7.4.3 and appendix A.3).
 */
function bitCheck(field: Field, measurementLength: number, chunkLength: number) {
  const calls = Math.ceil(measurementLength / checkedLength(chunkLength));
  return {
    field,
    measurementLength,
    jointRandLength: calls,
    calls,
    arity: 2 * chunkLength,
    inputs(encoded: Vector, jointRand: Vector, constantOne: Element): Element[][] {
      return jointRand.map((r, call) => {
        const inputs: Element[] = [];
        let power = field.one;
        for (let at = call * chunkLength; at < (call + 1) * chunkLength; at++) {
          const bit = encoded[at] ?? field.zero;
          power = inputs.length === 0 ? r : field.multiply(power, r);
          inputs.push(field.multiply(power, bit), field.subtract(bit, constantOne));
        }
        return inputs;
      });
    },
    gadget: (inputs: Vector): Element =>
      field.dot(
        inputs.filter((_, at) => at % 2 === 0),
        inputs.filter((_, at) => at % 2 === 1),
      ),
  };
}

function total(field: Field, vector: Vector): Element {
  return vector.reduce((sum, element) => field.add(sum, element), field.zero);
}

/** The message holds nothing of the measurement: it is somebody's. */
function checkMeasurement(isValid: boolean): void {
  if (!isValid) throw new CryptoFault('contribution-invalid', 'the measurement does not fit the question');
}

function checkedLength(length: number): number {
  if (!Number.isSafeInteger(length) || length < 1)
    throw parameterFault('a length that is no whole number above 0');
  return length;
}

function parameterFault(what: string): CryptoFault {
  return new CryptoFault('size-invalid', `prio3 with ${what}`);
}
