import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  isStepOf,
  maxRooms,
  maxSeats,
  scenarioSteps,
  scenarios,
  type WorkshopOpening,
  workshopSteps,
} from '../../../policy/workshop.ts';
import { DoorFault } from '../../../relay/middleware/fault.ts';
import { WorkshopRooms } from '../../../relay/workshop/rooms.ts';
import { someDigest } from '../../support/builders.ts';

const opening: WorkshopOpening = { scenario: 'bike-grant', language: 'fr', minutes: 60 };
const minuteMs = 60_000;
const start = Date.UTC(2026, 10, 28, 14);

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (cause) {
    if (cause instanceof DoorFault) return cause.code;
    throw cause;
  }
  return 'done';
}

let rooms: WorkshopRooms;
beforeEach(() => {
  rooms = new WorkshopRooms();
});

describe('a room', () => {
  it('shows an animal for each seat, what it has done and whether it wants help, and nothing else', () => {
    const { code, secret } = rooms.open(opening, start);
    const { seat, animal } = rooms.join(code, start);
    rooms.keep({ seat, step: 'request' }, start);
    rooms.keep({ seat, step: 'request', needsHelp: true }, start);
    expect(rooms.board(secret, start)).toEqual({
      opening,
      code,
      leftSeconds: 3600,
      closesInSeconds: 5400,
      seats: [{ animal, done: ['request'], needsHelp: true, isQuiet: false }],
    });
  });

  it('gives every seat another animal, and no seat beyond the last', () => {
    const { code, secret } = rooms.open(opening, start);
    const animals = Array.from({ length: maxSeats }, () => rooms.join(code, start).animal);
    expect(new Set(animals).size).toBe(maxSeats);
    expect(codeOf(() => rooms.join(code, start))).toBe('workshop-full');
    expect(rooms.board(secret, start).seats.map(({ animal }) => animal)).toEqual(animals);
  });

  it('takes the steps of its own scenario only', () => {
    for (const scenario of scenarios) {
      const { code, secret } = rooms.open({ ...opening, scenario }, start);
      const { seat } = rooms.join(code, start);
      for (const step of scenarioSteps[scenario]) rooms.keep({ seat, step }, start);
      for (const step of workshopSteps.filter((known) => !isStepOf(scenario, known)))
        expect(
          codeOf(() => rooms.keep({ seat, step }, start)),
          `${scenario} ${step}`,
        ).toBe('body-invalid');
      expect(rooms.board(secret, start).seats[0]?.done).toEqual(scenarioSteps[scenario]);
    }
  });

  it('forgets a wish for help when the mediator was there or the person says so', () => {
    const { code, secret } = rooms.open(opening, start);
    const first = rooms.join(code, start);
    const second = rooms.join(code, start);
    const waiting = () =>
      rooms
        .board(secret, start)
        .seats.filter(({ needsHelp }) => needsHelp)
        .map(({ animal }) => animal);
    for (const { seat } of [first, second]) rooms.keep({ seat, needsHelp: true }, start);
    expect(waiting()).toEqual([first.animal, second.animal]);
    rooms.answerHelp(secret, first.animal, start);
    expect(waiting()).toEqual([second.animal]);
    expect(rooms.keep({ seat: first.seat }, start).needsHelp).toBe(false);
    rooms.keep({ seat: second.seat, needsHelp: false }, start);
    expect(waiting()).toEqual([]);
  });

  it('is open to its own secret alone: one no for a wrong code, a wrong secret and a room that is over', () => {
    const { code, secret } = rooms.open(opening, start);
    const { seat } = rooms.join(code, start);
    const wrong = someDigest('wrong');
    expect(codeOf(() => rooms.board(seat, start))).toBe('workshop-unknown');
    expect(codeOf(() => rooms.keep({ seat: secret }, start))).toBe('workshop-unknown');
    expect(codeOf(() => rooms.board(wrong, start))).toBe('workshop-unknown');
    expect(codeOf(() => rooms.keep({ seat: wrong }, start))).toBe('workshop-unknown');
    expect(codeOf(() => rooms.join(code === '222222' ? '333333' : '222222', start))).toBe('workshop-unknown');
    expect(codeOf(() => rooms.end(wrong, start))).toBe('workshop-unknown');
    rooms.end(secret, start);
    for (const act of [
      () => rooms.board(secret, start),
      () => rooms.join(code, start),
      () => rooms.keep({ seat }, start),
      () => rooms.end(secret, start),
    ])
      expect(codeOf(act)).toBe('workshop-unknown');
    expect(rooms.count).toBe(0);
  });

  it('ends by itself half an hour after its clock, and says from when on', () => {
    const { code, secret } = rooms.open(opening, start);
    for (let minute = 20; minute < 90; minute += 20) rooms.board(secret, start + minute * minuteMs);
    expect(rooms.board(secret, start + 60 * minuteMs)).toMatchObject({
      leftSeconds: 0,
      closesInSeconds: 1800,
    });
    expect(codeOf(() => rooms.join(code, start + 90 * minuteMs - 1))).toBe('done');
    expect(codeOf(() => rooms.join(code, start + 90 * minuteMs))).toBe('workshop-unknown');
    expect(rooms.count).toBe(0);
  });

  it('is given back when nobody looks at it for half an hour, so that opening many holds none', () => {
    for (let n = 0; n < maxRooms; n += 1) rooms.open(opening, start);
    expect(codeOf(() => rooms.open(opening, start))).toBe('rate-exceeded');
    expect(codeOf(() => rooms.open(opening, start + 30 * minuteMs - 1))).toBe('rate-exceeded');
    expect(codeOf(() => rooms.open(opening, start + 30 * minuteMs))).toBe('done');
    expect(rooms.count).toBe(1);
  });

  it('says of a seat that was not heard for more than five minutes that it is quiet', () => {
    const { code, secret } = rooms.open(opening, start);
    const { seat } = rooms.join(code, start);
    const isQuiet = (ms: number) => rooms.board(secret, start + ms).seats[0]?.isQuiet;
    expect([isQuiet(0), isQuiet(5 * minuteMs), isQuiet(5 * minuteMs + 1)]).toEqual([false, false, true]);
    rooms.keep({ seat }, start + 6 * minuteMs);
    expect(isQuiet(7 * minuteMs)).toBe(false);
  });

  it('keeps its seats from every other room’s, whatever is done in them', () => {
    const acts = fc.array(
      fc.record({ room: fc.nat({ max: 2 }), seat: fc.nat({ max: 3 }), help: fc.boolean() }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(acts, (done) => {
        const own = new WorkshopRooms();
        const opened = [0, 1, 2].map(() => {
          const room = own.open(opening, start);
          return { ...room, seats: [0, 1, 2, 3].map(() => own.join(room.code, start)) };
        });
        const wanted = new Map<string, boolean>();
        for (const { room, seat, help } of done) {
          own.keep({ seat: opened[room]?.seats[seat]?.seat ?? '', needsHelp: help }, start);
          wanted.set(`${room} ${opened[room]?.seats[seat]?.animal}`, help);
        }
        for (const [at, { secret }] of opened.entries())
          for (const { animal, needsHelp } of own.board(secret, start).seats)
            expect(needsHelp).toBe(wanted.get(`${at} ${animal}`) ?? false);
      }),
    );
  });
});
