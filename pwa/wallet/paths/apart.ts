// Calls about mailboxes keep their distance: 2 to 30 seconds, by chance, so that nothing joins two of them by their
// moment (protocol §4). Revoking and stopping never wait, and neither does the mailbox on the screen.

import type { Surroundings } from './surroundings.ts';

const shortestMs = 2_000;
const longestMs = 30_000;

let lastMs = Number.NEGATIVE_INFINITY;
let calls = 0;
/** One at a time: two that wait for the same moment would leave together. */
let turn: Promise<void> = Promise.resolve();

/** Awaited before a call that nobody waits for. */
export function apart(around: Surroundings): Promise<void> {
  turn = turn.then(async () => {
    const distanceMs = shortestMs + around.chance() * (longestMs - shortestMs);
    let before: number;
    do {
      before = calls;
      const passedMs = around.now() - lastMs;
      // A clock that was set back would make the pause long.
      if (passedMs < distanceMs) await around.pause(Math.min(distanceMs, distanceMs - passedMs));
      // Somebody touched the screen meanwhile: the distance is from that call.
    } while (calls !== before);
    called(around);
  });
  return turn;
}

/** A call left without waiting, or what it led to has ended: the next one keeps its distance from it. */
export function called(around: Surroundings): void {
  calls += 1;
  lastMs = around.now();
}

/** What is followed by another call for the same mailbox: that one waits only if something else left in between. */
export async function together(
  first: () => Promise<void>,
  second: () => Promise<void>,
  around: Surroundings,
): Promise<void> {
  const before = calls;
  await first();
  if (calls !== before) await apart(around);
  await second();
}

/** For a device that was erased: what comes next is another wallet. */
export function forgetCalls(): void {
  lastMs = Number.NEGATIVE_INFINITY;
}
