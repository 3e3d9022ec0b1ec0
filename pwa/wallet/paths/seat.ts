// A seat in a workshop's room: which steps of the exercise are done, and whether help is wanted. Nothing else is ever told.
// It lives in this tab alone, so that a reload keeps the animal; leaving, or the end of the room, forgets it.

import { computed, signal } from '@preact/signals';
import { isStepOf, readRoomCode, type WorkshopStep } from '../../../policy/workshop.ts';
import { LinkFault } from '../link/fault.ts';
import { joinWorkshop, keepSeat, type ToldSeat } from '../link/workshop.ts';
import { here, type Surroundings } from './surroundings.ts';

export interface Seat extends ToldSeat {
  /** The secret that speaks for the seat. */
  readonly seat: string;
}

/** No clock and no chance: only the way to the relay, and time that passes. */
export type SeatSurroundings = Pick<Surroundings, 'reach' | 'pause'>;

const keptName = 'vav-seat';
const pollMs = 10_000;

const seatSignal = signal<Seat | undefined>(undefined);
/** The seat of this tab; undefined without one, and once its room is over. */
export const seat = computed(() => seatSignal.value);

/** Done, and not told yet: the network was away. */
const untold = new Set<WorkshopStep>();

/** `no-room`: what was typed is no code, or the code of no room that is open. */
export type Joining = 'joined' | 'no-room' | 'full' | 'unreached';

/** By the code of the room, as it was typed or stands in a link. The seat is then in `seat`. */
export async function joinRoom(typed: string, around: SeatSurroundings = here): Promise<Joining> {
  const code = readRoomCode(typed);
  if (code === null) return 'no-room';
  untold.clear();
  try {
    keep(await joinWorkshop(around.reach, code));
    return 'joined';
  } catch (cause) {
    if (!(cause instanceof LinkFault)) throw cause;
    if (cause.problem?.code === 'workshop-full') return 'full';
    return cause.problem?.code === 'workshop-unknown' ? 'no-room' : 'unreached';
  }
}

/** After a reload: the seat that this tab had, as soon as the relay is reached, if its room is still open. */
export async function takeSeatAgain(around: SeatSurroundings = here): Promise<void> {
  for (let isTold = false; !isTold; ) {
    const secret = kept();
    if (secret === null || seatSignal.value !== undefined) return;
    isTold = await tell(secret, {}, around);
    if (!isTold) await around.pause(pollMs);
  }
  await waitForHelp(around);
}

/** Told once; a step that is none of this room's is not told at all. Never a fault: the exercise goes on without. */
export async function stepDone(step: WorkshopStep, around: SeatSurroundings = here): Promise<void> {
  const held = seatSignal.value;
  if (held === undefined || held.done.includes(step) || !isStepOf(held.opening.scenario, step)) return;
  untold.add(step);
  for (const waiting of [...untold]) {
    if (!(await tell(held.seat, { step: waiting }, around))) return;
    untold.delete(waiting);
  }
}

/** The mediator sees it at the next look of the board; until help came the seat asks now and then whether it did. */
export async function askHelp(on: boolean, around: SeatSurroundings = here): Promise<void> {
  const held = seatSignal.value;
  if (held === undefined) return;
  await tell(held.seat, { needsHelp: on }, around);
  await waitForHelp(around);
}

let waiting: Promise<void> | undefined;

/** One asks, however often help was wanted meanwhile. */
function waitForHelp(around: SeatSurroundings): Promise<void> {
  waiting ??= askUntilHelped(around).finally(() => {
    waiting = undefined;
  });
  return waiting;
}

async function askUntilHelped(around: SeatSurroundings): Promise<void> {
  while (seatSignal.value?.needsHelp === true) {
    await around.pause(pollMs);
    if (seatSignal.value?.needsHelp === true) await tell(seatSignal.value.seat, {}, around);
  }
}

export function leaveRoom(): void {
  untold.clear();
  seatSignal.value = undefined;
  globalThis.sessionStorage?.removeItem(keptName);
}

/** Whether it was told. A room that is over takes the seat with it. */
async function tell(
  secret: string,
  act: { readonly step?: WorkshopStep; readonly needsHelp?: boolean },
  around: SeatSurroundings,
): Promise<boolean> {
  try {
    keep({ seat: secret, ...(await keepSeat(around.reach, { seat: secret, ...act })) });
    return true;
  } catch (cause) {
    if (!(cause instanceof LinkFault)) throw cause;
    if (cause.problem?.code === 'workshop-unknown') leaveRoom();
    return false;
  }
}

function keep(next: Seat): void {
  seatSignal.value = next;
  globalThis.sessionStorage?.setItem(keptName, next.seat);
}

const kept = (): string | null => globalThis.sessionStorage?.getItem(keptName) ?? null;
