import { list, object, oneOf, reader, whole, yesNo } from '../read.ts';
import { type BoardView, maxSeats, roomCode, workshopOpening, workshopSteps } from '../workshop.ts';
import { animalNames } from './animal.ts';

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
