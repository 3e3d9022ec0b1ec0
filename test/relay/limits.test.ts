import { describe, expect, it } from 'vitest';
import { Limits } from '../../relay/middleware/limits.ts';
import { UsedOnce } from '../../relay/room/once.ts';
import { stillClock } from '../support/clock.ts';

describe('a limit', () => {
  it('lets a burst through, then as many a second as it says, and tells when to come back', () => {
    const clock = stillClock();
    const limits = new Limits(clock.now);
    const rate = { perSecond: 2, burst: 5 };
    for (let count = 0; count < 5; count += 1) limits.take('par city', rate);
    expect(() => limits.take('par city', rate)).toThrow(
      expect.objectContaining({ code: 'rate-exceeded', retryAfterS: 1 }) as Error,
    );
    limits.take('par operator', rate);
    clock.pass({ seconds: 1 });
    limits.take('par city', rate);
    limits.take('par city', rate);
    expect(() => limits.take('par city', rate)).toThrow('expected at most 2 a second');
  });

  it('keeps no more buckets than it was built for', () => {
    const limits = new Limits(() => 0);
    for (let count = 0; count < 10_000; count += 1) limits.take(`party ${count}`, { perSecond: 1, burst: 1 });
    // The first was forgotten long ago, which only gives it more.
    expect(() => limits.take('party 0', { perSecond: 1, burst: 1 })).not.toThrow();
  });
});

describe('a name that serves once', () => {
  it('is refused again until it would be too old anyway, then forgotten', () => {
    const names = new UsedOnce(10, 'refuse');
    names.use('a', 120_000, 0);
    expect(() => names.use('a', 120_000, 119_999)).toThrow('expected a name that was not used before');
    names.use('a', 500_000, 240_000);
  });

  it('of a wallet never keeps another wallet out, and fills the memory neither', () => {
    const names = new UsedOnce(3, 'forget');
    names.use('early', 60_000, 0);
    for (const name of ['a', 'b', 'c', 'd']) names.use(name, 240_000, 0);
    expect(() => names.use('d', 240_000, 0)).toThrow('expected a name that was not used before');
    names.use('early', 60_000, 0);
  });

  it('of a party never fills the memory', () => {
    const names = new UsedOnce(3, 'refuse');
    for (const name of ['a', 'b', 'c']) names.use(name, 60_000, 0);
    expect(() => names.use('d', 60_000, 0)).toThrow('too many calls');
    names.use('d', 240_000, 180_000);
  });
});
