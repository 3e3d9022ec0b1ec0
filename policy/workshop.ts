/**
 * A workshop: a mediator's room for some hours, a seat for each device in it. A seat is an animal that has done some
 * steps and may want help; there is no field for anything else, so a name or a fact has nowhere to go.
 */
import { both, bytes32, line, object, oneOf, optional, reader, type Schema, where, yesNo } from './read.ts';
import { type Animal, animalNames } from './workshop/animal.ts';

export const maxRooms = 200;
export const maxSeats = 40;
/** How long the clock of a room may be set to; the room stays open for `graceMinutes` after it. */
export const roomMinutes = [30, 45, 60, 90, 120, 180, 210] as const;
export type RoomMinutes = (typeof roomMinutes)[number];
export const graceMinutes = 30;
/** From here on the clock says that time is short. */
export const soonSeconds = 300;

/** What somebody does in an exercise, as the exercise itself notices it. */
export const workshopSteps = [
  'arrive',
  'request',
  'answer',
  'receipt',
  'looks',
  'result',
  'why',
  'play',
  'contest',
  'study',
  'stop',
  'card',
  'relative',
] as const;
export type WorkshopStep = (typeof workshopSteps)[number];

/** Each with the steps that its board shows, in their order. */
export const scenarioSteps = {
  'bike-grant': ['arrive', 'request', 'answer', 'result', 'why', 'stop'],
  fare: ['arrive', 'request', 'answer', 'result', 'play', 'stop'],
  offers: ['arrive', 'request', 'answer', 'result', 'why', 'looks', 'stop'],
  score: ['arrive', 'request', 'answer', 'result', 'contest', 'stop'],
  study: ['arrive', 'study', 'looks', 'card', 'relative'],
} as const satisfies Record<string, readonly WorkshopStep[]>;
export type Scenario = keyof typeof scenarioSteps;
export const scenarios = Object.keys(scenarioSteps) as Scenario[];

export const isStepOf = (scenario: Scenario, step: WorkshopStep): boolean =>
  (scenarioSteps[scenario] as readonly WorkshopStep[]).includes(step);

export type WorkshopLanguage = 'fr' | 'en';

export interface WorkshopOpening {
  readonly scenario: Scenario;
  readonly language: WorkshopLanguage;
  readonly minutes: RoomMinutes;
}

export const workshopOpening: Schema<WorkshopOpening> = object({
  scenario: oneOf(scenarios),
  language: oneOf(['fr', 'en']),
  minutes: oneOf(roomMinutes),
});
/** What opens a room. */
export const readWorkshopOpening = reader(workshopOpening, 'workshop-invalid');

/** 31 signs without 0 and O, 1, I and L: read off a wall, typed on a phone. */
export const codeAlphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
export const codeLength = 6;

/** What was typed, as the code that it means: small letters, spaces and hyphens do not matter. Null for no code. */
export function readRoomCode(typed: string): string | null {
  if (typed.length > 32) return null;
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, '');
  return code.length === codeLength && [...code].every((sign) => codeAlphabet.includes(sign)) ? code : null;
}

/** In two groups, as it is shown and read aloud. */
export const groupedCode = (code: string): string => `${code.slice(0, 3)} ${code.slice(3)}`;

/** Where a phone goes on: the code behind `#` reaches no server's log. */
export const joinLink = (origin: string, code: string): string => `${origin}/salle#${code}`;

export const roomCode: Schema<string> = both(
  line(codeLength),
  where((text) => readRoomCode(text) === text, 'expected the six signs of a room'),
);

export const readJoining = reader<{ readonly code: string }>(object({ code: roomCode }), 'workshop-invalid');
export const readRoomSecret = reader<{ readonly secret: string }>(
  object({ secret: bytes32 }),
  'workshop-invalid',
);
/** The mediator was there: this seat's wish for help is answered. */
export const readHelped = reader<{ readonly secret: string; readonly animal: Animal }>(
  object({ secret: bytes32, animal: oneOf(animalNames) }),
  'workshop-invalid',
);

/** All that a seat can say. Without `step` and `needsHelp` it only asks how things stand. */
export interface SeatAct {
  readonly seat: string;
  readonly step?: WorkshopStep;
  readonly needsHelp?: boolean;
}

export const readSeatAct = reader<SeatAct>(
  object({ seat: bytes32, step: optional(oneOf(workshopSteps)), needsHelp: optional(yesNo) }),
  'workshop-invalid',
);

export type ClockState = 'running' | 'soon' | 'over';

export function clockState(leftSeconds: number): ClockState {
  if (leftSeconds <= 0) return 'over';
  return leftSeconds <= soonSeconds ? 'soon' : 'running';
}
