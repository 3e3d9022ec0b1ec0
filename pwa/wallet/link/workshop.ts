import { pathOf } from '../../../policy/routes.ts';
import { type Animal, animalNames } from '../../../policy/workshop/animal.ts';
import {
  readWorkshopOpening,
  type SeatAct,
  type WorkshopOpening,
  type WorkshopStep,
  workshopSteps,
} from '../../../policy/workshop.ts';
import { fieldsOf, listIn, textIn, yesNoIn } from './answer.ts';
import { callJson, type Reach } from './call.ts';
import { LinkFault } from './fault.ts';

/** A seat in a workshop's room, as the relay tells it. */
export interface ToldSeat {
  readonly animal: Animal;
  readonly opening: WorkshopOpening;
  readonly done: readonly WorkshopStep[];
  readonly needsHelp: boolean;
}

/** Takes a seat in the room of this code; `seat` is the secret that speaks for it. */
export async function joinWorkshop(
  reach: Reach,
  code: string,
): Promise<{ readonly seat: string } & ToldSeat> {
  const answer = await call(reach, 'joinWorkshop', { code });
  return { seat: textIn(fieldsOf(answer, 'seat'), 'seat'), ...toldSeat(answer) };
}

export async function keepSeat(reach: Reach, act: SeatAct): Promise<ToldSeat> {
  return toldSeat(await call(reach, 'keepSeat', act));
}

function call(reach: Reach, name: 'joinWorkshop' | 'keepSeat', body: object): Promise<unknown> {
  return callJson(reach, { method: 'POST', path: pathOf(name), body: JSON.stringify(body) });
}

function toldSeat(answer: unknown): ToldSeat {
  const fields = fieldsOf(answer, 'seat');
  const animal = animalNames.find((name) => name === fields['animal']);
  if (animal === undefined) throw new LinkFault('answer-invalid', 'answer `animal`: expected a known animal');
  return {
    animal,
    opening: readWorkshopOpening(fields['opening']),
    done: listIn(fields, 'done').flatMap((value) => workshopSteps.find((step) => step === value) ?? []),
    needsHelp: yesNoIn(fields, 'needsHelp'),
  };
}
