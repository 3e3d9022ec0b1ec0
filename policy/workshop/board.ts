import { list, object, oneOf, reader, whole, yesNo } from '../read.ts';
import {
  maxSeats,
  roomCode,
  scenarioSteps,
  type WorkshopOpening,
  type WorkshopStep,
  workshopOpening,
  workshopSteps,
} from '../workshop.ts';
import { type Animal, animalNames } from './animal.ts';

/** One tile of the board. `isQuiet`: nothing was heard from it for a while. */
export interface SeatView {
  readonly animal: Animal;
  readonly done: readonly WorkshopStep[];
  readonly needsHelp: boolean;
  readonly isQuiet: boolean;
}

/** What the mediator's page is told every two seconds. Seconds, so that no clock but the relay's counts. */
export interface BoardView {
  readonly opening: WorkshopOpening;
  readonly code: string;
  /** Until the clock is over; less than 0 afterwards. */
  readonly leftSeconds: number;
  /** Until the room itself is gone. */
  readonly closesInSeconds: number;
  readonly seats: readonly SeatView[];
}

const seconds = whole(-86_400, 86_400);

/** The board as the mediator's page reads it: the same closed lists at both ends. */
export const readBoardView = reader<BoardView>(
  object({
    opening: workshopOpening,
    code: roomCode,
    leftSeconds: seconds,
    closesInSeconds: seconds,
    seats: list(
      object({
        animal: oneOf(animalNames),
        done: list(oneOf(workshopSteps)),
        needsHelp: yesNo,
        isQuiet: yesNo,
      }),
      maxSeats,
    ),
  }),
  'workshop-invalid',
);

/** How many seats have done each step, in the scenario's order. */
export function stepCounts(view: BoardView): readonly (readonly [WorkshopStep, number])[] {
  return scenarioSteps[view.opening.scenario].map((step) => [
    step,
    view.seats.filter(({ done }) => done.includes(step)).length,
  ]);
}
