/**
 * A calculation is deposited, or received. The time to contest it never runs before it reached the person: from the day
 * of the countersignature, or, where none comes, from the day on which the party has to tell the person by the
 * alternative of its declaration. Whoever never countersigns therefore has no day less than whoever does.
 */
import { dayMs } from './period.ts';

/** Days that a deposited calculation waits for its receipt (protocol §9). */
export const tellAfterDays = 30;

/** `to-tell`: the party owes it to the person by another way. */
export type DeliveryState = 'deposited' | 'received' | 'to-tell';

export interface Delivery {
  readonly state: DeliveryState;
  /** From here on the party has to tell, where nothing was received. */
  readonly tellMs: number;
  /** The contest period runs from here; `null`: it has not begun. A party that tells later than it should delays it. */
  readonly contestFromMs: number | null;
}

export interface Delivering {
  readonly depositedMs: number;
  /** The day of the countersignature; `null`: none. */
  readonly receivedMs: number | null;
  readonly nowMs: number;
}

export function deliveryOf({ depositedMs, receivedMs, nowMs }: Delivering): Delivery {
  const tellMs = depositedMs + tellAfterDays * dayMs;
  const isReceived = receivedMs !== null && receivedMs <= nowMs;
  if (!isReceived) {
    const isDue = nowMs >= tellMs;
    return { state: isDue ? 'to-tell' : 'deposited', tellMs, contestFromMs: isDue ? tellMs : null };
  }
  // A countersignature has no hour: its day begins before a deposit of the same day. One that comes when the period has
  // begun does not begin it again.
  const contestFromMs = Math.min(Math.max(receivedMs, depositedMs), tellMs);
  return { state: 'received', tellMs, contestFromMs };
}
