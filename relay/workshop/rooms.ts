// The rooms of workshops, and the seats in them. Memory only: nothing here is written anywhere, and all of it is gone when
// the room ends, by the mediator, by its time, or with the process. A seat knows no mailbox and no person.
//
// Invariant: only this file writes a room or a seat.

import { toBase64url } from '../../crypto/encode.ts';
import { randomBytes } from '../../crypto/random.ts';
import { type Animal, animalNames } from '../../policy/workshop/animal.ts';
import type { BoardView } from '../../policy/workshop/board.ts';
import {
  codeAlphabet,
  codeLength,
  graceMinutes,
  isStepOf,
  maxRooms,
  maxSeats,
  type SeatAct,
  type WorkshopOpening,
  type WorkshopStep,
} from '../../policy/workshop.ts';
import { DoorFault } from '../middleware/fault.ts';

interface Seat {
  readonly secret: string;
  readonly animal: Animal;
  readonly done: Set<WorkshopStep>;
  needsHelp: boolean;
  heardMs: number;
}

interface WorkshopRoom {
  readonly code: string;
  readonly secret: string;
  readonly opening: WorkshopOpening;
  readonly overMs: number;
  readonly closesMs: number;
  /** In order of arrival. */
  readonly seats: Map<string, Seat>;
  heardMs: number;
}

/** What a seat is told of itself. */
export interface SeatState {
  readonly animal: Animal;
  readonly opening: WorkshopOpening;
  readonly done: readonly WorkshopStep[];
  readonly needsHelp: boolean;
}

const minuteMs = 60_000;
const quietMs = 5 * minuteMs;
/** A room of which neither board nor seat was heard is given back: nobody holds all of them by opening them. */
const idleMs = 30 * minuteMs;

export class WorkshopRooms {
  readonly #bySecret = new Map<string, WorkshopRoom>();
  readonly #byCode = new Map<string, WorkshopRoom>();
  readonly #bySeat = new Map<string, WorkshopRoom>();

  get count(): number {
    return this.#bySecret.size;
  }

  open(opening: WorkshopOpening, nowMs: number): { readonly code: string; readonly secret: string } {
    this.sweep(nowMs);
    if (this.#bySecret.size >= maxRooms)
      throw new DoorFault('rate-exceeded', `expected at most ${maxRooms} rooms`, { retryAfterS: 600 });
    const overMs = nowMs + opening.minutes * minuteMs;
    const room: WorkshopRoom = {
      code: this.#freeCode(),
      secret: newSecret(),
      opening,
      overMs,
      closesMs: overMs + graceMinutes * minuteMs,
      seats: new Map(),
      heardMs: nowMs,
    };
    this.#bySecret.set(room.secret, room);
    this.#byCode.set(room.code, room);
    return { code: room.code, secret: room.secret };
  }

  board(secret: string, nowMs: number): BoardView {
    const room = this.#ofMediator(secret, nowMs);
    return {
      opening: room.opening,
      code: room.code,
      leftSeconds: Math.ceil((room.overMs - nowMs) / 1000),
      closesInSeconds: Math.ceil((room.closesMs - nowMs) / 1000),
      seats: [...room.seats.values()].map(({ animal, done, needsHelp, heardMs }) => ({
        animal,
        done: [...done],
        needsHelp,
        isQuiet: nowMs - heardMs > quietMs,
      })),
    };
  }

  answerHelp(secret: string, animal: Animal, nowMs: number): void {
    for (const seat of this.#ofMediator(secret, nowMs).seats.values())
      if (seat.animal === animal) seat.needsHelp = false;
  }

  end(secret: string, nowMs: number): void {
    this.#close(this.#ofMediator(secret, nowMs));
  }

  join(code: string, nowMs: number): { readonly seat: string } & SeatState {
    const room = this.#live(this.#byCode.get(code), nowMs);
    if (room.seats.size >= maxSeats)
      throw new DoorFault('workshop-full', `expected at most ${maxSeats} seats`);
    const taken = new Set([...room.seats.values()].map(({ animal }) => animal));
    const seat: Seat = {
      secret: newSecret(),
      animal: oneOf(animalNames.filter((animal) => !taken.has(animal))),
      done: new Set(),
      needsHelp: false,
      heardMs: nowMs,
    };
    room.seats.set(seat.secret, seat);
    this.#bySeat.set(seat.secret, room);
    room.heardMs = nowMs;
    return { seat: seat.secret, ...stateOf(room, seat) };
  }

  keep({ seat: secret, step, needsHelp }: SeatAct, nowMs: number): SeatState {
    const room = this.#live(this.#bySeat.get(secret), nowMs);
    const seat = room.seats.get(secret);
    if (seat === undefined) throw unknown();
    if (step !== undefined) {
      if (!isStepOf(room.opening.scenario, step))
        throw new DoorFault('body-invalid', '`step`: expected a step of this room');
      seat.done.add(step);
    }
    if (needsHelp !== undefined) seat.needsHelp = needsHelp;
    seat.heardMs = nowMs;
    room.heardMs = nowMs;
    return stateOf(room, seat);
  }

  sweep(nowMs: number): void {
    for (const room of this.#bySecret.values()) if (isOver(room, nowMs)) this.#close(room);
  }

  closeAll(): void {
    for (const room of this.#bySecret.values()) this.#close(room);
  }

  #ofMediator(secret: string, nowMs: number): WorkshopRoom {
    const room = this.#live(this.#bySecret.get(secret), nowMs);
    room.heardMs = nowMs;
    return room;
  }

  #live(room: WorkshopRoom | undefined, nowMs: number): WorkshopRoom {
    if (room === undefined) throw unknown();
    if (isOver(room, nowMs)) {
      this.#close(room);
      throw unknown();
    }
    return room;
  }

  #close(room: WorkshopRoom): void {
    this.#bySecret.delete(room.secret);
    this.#byCode.delete(room.code);
    for (const secret of room.seats.keys()) this.#bySeat.delete(secret);
    room.seats.clear();
  }

  #freeCode(): string {
    for (;;) {
      const code = Array.from({ length: codeLength }, () => oneOf([...codeAlphabet])).join('');
      if (!this.#byCode.has(code)) return code;
    }
  }
}

const unknown = (): DoorFault => new DoorFault('workshop-unknown', 'expected a room that is open');

const newSecret = (): string => toBase64url(randomBytes(32));

const isOver = ({ closesMs, heardMs }: WorkshopRoom, nowMs: number): boolean =>
  nowMs >= closesMs || nowMs - heardMs >= idleMs;

const stateOf = ({ opening }: WorkshopRoom, { animal, done, needsHelp }: Seat): SeatState => ({
  animal,
  opening,
  done: [...done],
  needsHelp,
});

/** Every entry equally likely. */
function oneOf<T>(entries: readonly T[]): T {
  const fair = 256 - (256 % entries.length);
  for (;;) for (const byte of randomBytes(16)) if (byte < fair) return entries[byte % entries.length] as T;
}
