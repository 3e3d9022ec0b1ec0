// The doors of workshops: mediators open a room and watch its board, devices take a seat and say how far they are. Only the
// secret in the body opens anything; nothing here knows an account, a mailbox or a record.

import { type Route, routes } from '../../policy/routes.ts';
import {
  readHelped,
  readJoining,
  readRoomSecret,
  readSeatAct,
  readWorkshopOpening,
} from '../../policy/workshop.ts';
import type { House } from '../house.ts';
import { readJson } from '../middleware/body.ts';
import type { Door, Doors } from '../middleware/doors.ts';
import { answerJson, dataHeaders } from '../middleware/headers.ts';
import type { Rate } from '../middleware/limits.ts';
import type { WorkshopRooms } from '../workshop/rooms.ts';

export interface WorkshopHouse extends Pick<House, 'now'> {
  readonly workshop: WorkshopRooms;
}

const often: Rate = { perSecond: 2_000, burst: 10_000 };
/** Rooms are few, and a code is guessed by trying: 31⁶ codes at twenty a second are a year and a half. */
const seldom: Rate = { perSecond: 20, burst: 200 };

/** The same doors wherever workshops are served: on their own pages' origin, and on that of the exercise. */
export function mountWorkshopDoors(doors: Doors, { workshop, now }: WorkshopHouse): void {
  const open = (route: Route, rate: Rate, answer: (body: unknown) => unknown): void => {
    const door: Door = async ({ req }) => {
      const given = answer(await readJson(req.raw, { bytes: route.limitBytes }));
      return given === undefined
        ? new Response(null, { status: 204, headers: dataHeaders })
        : answerJson(given);
    };
    doors.open(route.method, route.path, { rate }, door);
  };
  open(routes.openWorkshop, seldom, (body) => workshop.open(readWorkshopOpening(body), now()));
  open(routes.readBoard, often, (body) => workshop.board(readRoomSecret(body).secret, now()));
  open(routes.answerHelp, often, (body) => {
    const { secret, animal } = readHelped(body);
    workshop.answerHelp(secret, animal, now());
  });
  open(routes.endWorkshop, often, (body) => workshop.end(readRoomSecret(body).secret, now()));
  open(routes.joinWorkshop, seldom, (body) => workshop.join(readJoining(body).code, now()));
  open(routes.keepSeat, often, (body) => workshop.keep(readSeatAct(body), now()));
}
