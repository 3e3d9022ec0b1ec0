import { describe, expect, it } from 'vitest';
import { Noise } from '../../../policy/interval.ts';
import { combine } from '../../../policy/release/combine.ts';
import { type PublishedTable, tableOf } from '../../../policy/release/table.ts';
import { someCounts } from '../../support/a-release.ts';
import { aStudy } from '../../support/a-study.ts';

const study = aStudy();
const cells = Array.from({ length: study.vdaf.length }, (_, at) => 100 + at);
const tableWith = (changes: Record<number, number>, suppressBelow = study.suppressBelow): PublishedTable =>
  tableOf(aStudy({ suppressBelow }), {
    outcome: 'published',
    counts: someCounts({ accepted: 5000 }),
    cells: cells.map((count, at) => changes[at] ?? count),
  }) as PublishedTable;
const table = tableWith({});

describe('cells put together', () => {
  it('add up, with the noise of every cell in it', () => {
    const noise = new Noise(study.mechanism, 3);
    const halfWidth = noise.halfWidth();
    expect(combine({ kind: 'sum', over: [0, 4, 5] }, table)).toEqual({
      outcome: 'told',
      estimate: 309,
      low: 309 - halfWidth,
      high: 309 + halfWidth,
      coverage: noise.coverage(halfWidth),
    });
  });

  it('are taken from each other, and a cell on both sides takes its noise with it', () => {
    const noise = new Noise(study.mechanism, 2);
    const halfWidth = noise.halfWidth();
    expect(combine({ kind: 'difference', over: [0, 1, 2], under: [1, 2, 7] }, table)).toMatchObject({
      estimate: -7,
      low: -7 - halfWidth,
      high: -7 + halfWidth,
      coverage: noise.coverage(halfWidth),
    });
    expect(combine({ kind: 'difference', over: [1], under: [1] }, table)).toEqual({
      outcome: 'told',
      estimate: 0,
      low: 0,
      high: 0,
      coverage: 1,
    });
  });

  it('are divided by each other within two intervals that hold at once', () => {
    const [one, two] = [new Noise(study.mechanism, 1), new Noise(study.mechanism, 2)];
    const [h1, h2] = [one.halfWidth(0.975), two.halfWidth(0.975)];
    const found = combine({ kind: 'ratio', over: [3], under: [0, 1] }, table);
    expect(found).toMatchObject({
      estimate: 103 / 201,
      low: (103 - h1) / (201 + h2),
      high: (103 + h1) / (201 - h2),
    });
    expect(found).toHaveProperty('coverage', one.coverage(h1) + two.coverage(h2) - 1);
    expect((found as { coverage: number }).coverage).toBeGreaterThanOrEqual(0.95);
  });

  it('are at most the whole, where they are a part of it', () => {
    const found = combine({ kind: 'ratio', over: [3], under: [3] }, table);
    expect(found).toMatchObject({ outcome: 'told', estimate: 1, high: 1 });
  });

  it('cannot be divided by what may be nobody', () => {
    const halfWidth = new Noise(study.mechanism, 1).halfWidth(0.975);
    const ofSmall = tableWith({ 3: halfWidth }, 0);
    expect(combine({ kind: 'ratio', over: [0], under: [3] }, ofSmall)).toEqual({ outcome: 'cannot-be-said' });
    const ofMore = tableWith({ 3: halfWidth + 1 }, 0);
    expect(combine({ kind: 'ratio', over: [0], under: [3] }, ofMore)).toHaveProperty('outcome', 'told');
  });

  it('are suppressed where a side of them is too small to be told, also by a detour', () => {
    const small = tableWith({ 3: 1 }, 10);
    const suppressed = { outcome: 'suppressed' };
    expect(combine({ kind: 'sum', over: [3] }, small)).toEqual(suppressed);
    expect(combine({ kind: 'difference', over: [2, 3], under: [2] }, small)).toEqual(suppressed);
    expect(combine({ kind: 'ratio', over: [3], under: [1] }, small)).toEqual(suppressed);
    expect(combine({ kind: 'ratio', over: [1], under: [3] }, small)).toEqual(suppressed);
    expect(combine({ kind: 'sum', over: [3, 4] }, small)).toMatchObject({ outcome: 'told', estimate: 105 });
  });

  it('stay within what was accepted', () => {
    const found = combine({ kind: 'sum', over: [0] }, tableWith({ 0: 5003 }));
    expect(found).toMatchObject({ estimate: 5003, high: 5000 });
  });

  it('are cells of the table, each once', () => {
    const refused = [
      { kind: 'sum', over: [] },
      { kind: 'sum', over: [1, 1] },
      { kind: 'sum', over: [study.vdaf.length] },
      { kind: 'sum', over: [-1] },
      { kind: 'sum', over: [0.5] },
      { kind: 'sum', over: [0], under: [1] },
      { kind: 'ratio', over: [0] },
      { kind: 'difference', over: [0], under: [] },
    ] as const;
    for (const combination of refused)
      expect(() => combine(combination, table)).toThrow(
        expect.objectContaining({ code: 'release-invalid' }) as Error,
      );
  });

  it('may have the last bucket among them', () => {
    const last = study.vdaf.length - 1;
    expect(combine({ kind: 'sum', over: [0, last] }, table)).toMatchObject({ estimate: 200 + last });
  });
});
