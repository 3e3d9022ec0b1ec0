import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Circuit,
  chooseChunkLength,
  countCircuit,
  histogramCircuit,
  multihotCountVecCircuit,
  sumCircuit,
  sumVecCircuit,
} from '../../../crypto/prio3/circuit.ts';
import { type Element, field128 } from '../../../crypto/prio3/field.ts';
import { seededChoice } from '../../support/seeded-chance.ts';
import { invalidAnswers } from './cheat.ts';

const sizeInvalid = expect.objectContaining({ code: 'size-invalid' });
const contributionInvalid = expect.objectContaining({ code: 'contribution-invalid' });

/** Runs a circuit in the clear, with joint randomness that a client could not choose. */
function outputsOf<M>(circuit: Circuit<M>, encoded: readonly Element[]): bigint[] {
  const { field } = circuit;
  const jointRand = Array.from({ length: circuit.jointRandLength }, (_, at) =>
    field.element(0x9e3779b97f4a7c15n * BigInt(at + 3)),
  );
  const gadgetOutputs = circuit.inputs(encoded, jointRand, field.one).map((inputs) => circuit.gadget(inputs));
  return circuit.outputs(encoded, gadgetOutputs, field.one).map((output) => field.integer(output));
}

const isValid = <M>(circuit: Circuit<M>, encoded: readonly Element[]) =>
  outputsOf(circuit, encoded).every((output) => output === 0n);

const summed = <M>(circuit: Circuit<M>, measurement: M) =>
  circuit.truncate(circuit.encode(measurement)).map((element) => Number(circuit.field.integer(element)));

describe('a circuit', () => {
  it('of a sum holds for each whole number up to its limit, and sums that number', () => {
    for (const most of [1, 2, 3, 4, 7, 8, 100, 255, 256])
      for (let value = 0; value <= most; value++) {
        const circuit = sumCircuit(most);
        expect(isValid(circuit, circuit.encode(value))).toBe(true);
        expect(summed(circuit, value)).toEqual([value]);
      }
    expect(summed(sumCircuit(Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER - 1)).toEqual([
      Number.MAX_SAFE_INTEGER - 1,
    ]);
  });

  it('of several sums, a histogram or a multihot vector holds for all there is, and sums it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 40 }),
        fc.infiniteStream(fc.nat()),
        (length, chunkLength, most, stream) => {
          const naturals = [...stream.take(length)];
          const values = naturals.map((value) => value % (most + 1));
          const sums = sumVecCircuit(length, most, chunkLength);
          expect(isValid(sums, sums.encode(values))).toBe(true);
          expect(summed(sums, values)).toEqual(values);

          const cell = (naturals[0] as number) % length;
          const histogram = histogramCircuit(length, chunkLength);
          expect(isValid(histogram, histogram.encode(cell))).toBe(true);
          expect(summed(histogram, cell)).toEqual(values.map((_, at) => (at === cell ? 1 : 0)));

          const cells = naturals.map((value) => value % 3 === 0);
          const maxWeight = Math.max(1, cells.filter(Boolean).length);
          const multihot = multihotCountVecCircuit(length, maxWeight, chunkLength);
          expect(isValid(multihot, multihot.encode(cells))).toBe(true);
          expect(summed(multihot, cells)).toEqual(cells.map(Number));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of a count holds for 0 and 1 only', () => {
    const circuit = countCircuit();
    const valid = [0n, 1n, 2n, -1n, 1n << 40n].filter((value) =>
      isValid(circuit, [circuit.field.element(value)]),
    );
    expect(valid).toEqual([0n, 1n]);
  });

  it.each(Object.entries(invalidAnswers))('of one cell out of 26 does not hold for %s', (_, encode) => {
    const circuit = multihotCountVecCircuit(26, 1, 9);
    for (let at = 0; at < 40; at++)
      expect(isValid(circuit, encode(26, seededChoice(`circuit ${at}`)))).toBe(false);
  });

  it('of a histogram does not hold for two cells or none', () => {
    const circuit = histogramCircuit(3, 2);
    const of = (...cells: bigint[]) => cells.map((cell) => field128.element(cell));
    expect(
      [of(1n, 0n, 0n), of(1n, 1n, 0n), of(0n, 0n, 0n), of(2n, -1n, 0n)].map((cells) =>
        isValid(circuit, cells),
      ),
    ).toEqual([true, false, false, false]);
  });
});

describe('what does not fit the question', () => {
  it('is refused before anything is split', () => {
    for (const measurement of [-1, 2, 0.5, Number.NaN])
      expect(() => countCircuit().encode(measurement)).toThrow(contributionInvalid);
    for (const measurement of [-1, 11, 0.5]) {
      expect(() => sumCircuit(10).encode(measurement)).toThrow(contributionInvalid);
      expect(() => sumVecCircuit(2, 10, 3).encode([0, measurement])).toThrow(contributionInvalid);
      expect(() => histogramCircuit(11, 3).encode(measurement)).toThrow(contributionInvalid);
    }
    expect(() => sumVecCircuit(2, 10, 3).encode([1])).toThrow(contributionInvalid);
    expect(() => multihotCountVecCircuit(3, 1, 2).encode([true, false])).toThrow(contributionInvalid);
    expect(() => multihotCountVecCircuit(3, 1, 2).encode([true, true, false])).toThrow(contributionInvalid);
  });

  it('is not told: a measurement is somebody’s', () => {
    expect(() => histogramCircuit(3, 2).encode(71_823)).toThrow(
      /^the measurement does not fit the question$/,
    );
  });

  it('a question without cells, limit or chunks is none', () => {
    for (const bad of [0, -1, 1.5, Number.NaN]) {
      expect(() => sumCircuit(bad)).toThrow(sizeInvalid);
      expect(() => sumVecCircuit(bad, 3, 2)).toThrow(sizeInvalid);
      expect(() => histogramCircuit(bad, 2)).toThrow(sizeInvalid);
      expect(() => histogramCircuit(3, bad)).toThrow(sizeInvalid);
      expect(() => multihotCountVecCircuit(3, bad, 2)).toThrow(sizeInvalid);
      expect(() => chooseChunkLength(bad)).toThrow(sizeInvalid);
    }
    expect(() => multihotCountVecCircuit(3, 4, 2)).toThrow(sizeInvalid);
  });
});

describe('the chunk length', () => {
  it('is one that a study can be made with, and never longer than what is encoded', () => {
    for (const length of [1, 2, 3, 7, 13, 27, 100, 1000]) {
      const chunkLength = chooseChunkLength(length);
      expect(chunkLength).toBeGreaterThanOrEqual(1);
      expect(chunkLength).toBeLessThanOrEqual(length);
    }
  });

  it('is 9 for one cell out of 26: three calls and their seed fill four points', () => {
    expect(chooseChunkLength(27)).toBe(9);
    expect(multihotCountVecCircuit(26, 1, 9).calls).toBe(3);
  });
});
