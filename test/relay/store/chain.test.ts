import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ChainLink } from '../../../policy/history.ts';
import { readChain, type SignedRow } from '../../../relay/store/chain.ts';
import { someDigest, someId } from '../../support/builders.ts';

const linkAt = (seq: number): ChainLink => ({
  seq,
  record: someId(`record ${seq}`),
  position: 0,
  digest: someDigest(`record ${seq}`),
});

const rowAt = (seq: number): SignedRow => ({
  type: 'receipt',
  id: linkAt(seq).record,
  previous: seq === 1 ? null : linkAt(seq - 1),
  text: '',
  entry: undefined,
  sealed: undefined,
});

describe('a long sequence', () => {
  it('is given from its oldest members on, and lets others pass while it is walked', async () => {
    const rows = { signed: async (seq: number) => rowAt(seq), call: async () => undefined };
    let isOver = false;
    const reading = readChain(someId('grant'), linkAt(2_000), 5, 10, rows).finally(() => {
      isOver = true;
    });
    let turns = 0;
    while (!isOver) {
      await setImmediate();
      turns += 1;
    }
    const { records, more } = await reading;
    expect(records.map(({ seq }) => seq)).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    expect(more).toBe(true);
    expect(turns).toBeGreaterThan(20);
  });
});
