// Seats that act as phones in an exercise do: through the wallet's own link and path's calls, one after the other.

import { scenarioSteps } from '../../../policy/workshop.ts';
import type { Reach } from '../../../pwa/wallet/link/call.ts';
import { joinWorkshop, keepSeat, type ToldSeat } from '../../../pwa/wallet/link/workshop.ts';

export interface SimulatedSeat extends ToldSeat {
  readonly seat: string;
}

export const reachOf = (origin: string): Reach => ({
  origin,
  fetch: (address, options) => globalThis.fetch(address, options),
  patienceMs: 15_000,
});

/** Each does one step more than the one before it, up to all; every fifth asks for help. */
export async function takeSeats(origin: string, code: string, count: number): Promise<SimulatedSeat[]> {
  const reach = reachOf(origin);
  const seats: SimulatedSeat[] = [];
  for (let at = 0; at < count; at += 1) {
    const joined = await joinWorkshop(reach, code);
    const steps = scenarioSteps[joined.opening.scenario];
    for (const step of steps.slice(0, (at % steps.length) + 1))
      await keepSeat(reach, { seat: joined.seat, step });
    const told = await keepSeat(reach, { seat: joined.seat, needsHelp: at % 5 === 4 });
    seats.push({ seat: joined.seat, ...told });
  }
  return seats;
}
