import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deliveryOf, tellAfterDays } from '../../policy/delivery.ts';

const dayMs = 86_400_000;
const depositedMs = Date.parse('2026-11-21T10:05:00Z');
const atDay = (days: number): number => depositedMs + days * dayMs;
const midnightOf = (ms: number): number => Math.floor(ms / dayMs) * dayMs;
const delivered = (receivedMs: number | null, nowMs: number) =>
  deliveryOf({ depositedMs, receivedMs, nowMs });

describe('a calculation that was deposited', () => {
  it('waits thirty days for its receipt, and then has to be told by another way', () => {
    expect(delivered(null, atDay(0))).toEqual({ state: 'deposited', tellMs: atDay(30), contestFromMs: null });
    expect(delivered(null, atDay(30) - 1).state).toBe('deposited');
    expect(delivered(null, atDay(30))).toEqual({
      state: 'to-tell',
      tellMs: atDay(30),
      contestFromMs: atDay(30),
    });
  });

  it('is received with the countersignature, from whose day on it can be contested', () => {
    const received = midnightOf(atDay(3));
    expect(delivered(received, atDay(3))).toMatchObject({ state: 'received', contestFromMs: received });
    expect(delivered(received, atDay(400))).toMatchObject({ state: 'received', contestFromMs: received });
  });

  it('was not received before it was there: the day of a countersignature has no hour', () => {
    expect(delivered(midnightOf(depositedMs), atDay(1)).contestFromMs).toBe(depositedMs);
  });

  it('does not begin its time a second time when the countersignature comes late', () => {
    expect(delivered(midnightOf(atDay(45)), atDay(45))).toMatchObject({
      state: 'received',
      contestFromMs: atDay(30),
    });
  });

  it('is not received by a receipt that is still to come', () => {
    expect(delivered(atDay(5), atDay(4)).state).toBe('deposited');
  });

  it('leaves whoever never countersigns no day less than whoever does', () => {
    const day = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(day, day, (receivedDay, nowDay) => {
        const with_ = delivered(midnightOf(atDay(receivedDay)), atDay(nowDay)).contestFromMs;
        const without = delivered(null, atDay(nowDay)).contestFromMs;
        expect(without === null || with_ === null || without >= with_).toBe(true);
        expect(without === null || without >= atDay(tellAfterDays)).toBe(true);
      }),
    );
  });
});
