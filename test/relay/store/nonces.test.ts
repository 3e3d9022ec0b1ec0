import { describe, expect, it } from 'vitest';
import { Nonces, rememberedMs } from '../../../relay/store/nonces.ts';

describe('nonces', () => {
  it('remembers a nonce for longer than its signature could come again', () => {
    const nonces = new Nonces();
    nonces.add('first', 1, 0);
    // A `created` is accepted for a minute before and after it.
    for (let atMs = 1000; atMs <= 120_000; atMs += 1000) {
      nonces.add(`at ${atMs}`, atMs, atMs);
      expect(nonces.find('first')).toBe(1);
    }
    expect(nonces.find('never')).toBeUndefined();
  });

  it('forgets in the end, so that memory does not grow with the log', () => {
    const nonces = new Nonces();
    nonces.add('first', 1, 0);
    for (let atMs = 0; atMs <= rememberedMs; atMs += 60_000) nonces.add(`at ${atMs}`, 2, atMs);
    expect(nonces.find('first')).toBeUndefined();
    nonces.clear();
    expect(nonces.find(`at ${rememberedMs}`)).toBeUndefined();
  });

  it('keeps what it has when the clock is put back', () => {
    const nonces = new Nonces();
    nonces.add('first', 1, 600_000);
    nonces.add('second', 2, 0);
    expect([nonces.find('first'), nonces.find('second')]).toEqual([1, 2]);
  });
});
