import { describe, expect, it } from 'vitest';
import { Limits } from '../../../relay/middleware/limits.ts';
import { stillClock } from '../../support/clock.ts';

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
