import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PolicyFault } from '../../policy/fault.ts';
import { animalNames, animals } from '../../policy/workshop/animal.ts';
import {
  clockState,
  codeAlphabet,
  graceMinutes,
  groupedCode,
  isStepOf,
  joinLink,
  maxSeats,
  readHelped,
  readJoining,
  readRoomCode,
  readRoomSecret,
  readSeatAct,
  readWorkshopOpening,
  roomMinutes,
  scenarioSteps,
  scenarios,
  workshopSteps,
} from '../../policy/workshop.ts';
import { someDigest } from '../support/builders.ts';

const secret = someDigest('a room');
const opening = { scenario: 'fare', language: 'fr', minutes: 60 } as const;

describe('the code of a room', () => {
  it('has no two signs that look alike', () => {
    expect(new Set(codeAlphabet).size).toBe(31);
    for (const sign of '01OIL') expect(codeAlphabet).not.toContain(sign);
  });

  it('is understood however it is typed, and nothing else is one', () => {
    const code = fc
      .array(fc.constantFrom(...codeAlphabet), { minLength: 6, maxLength: 6 })
      .map((signs) => signs.join(''));
    fc.assert(
      fc.property(code, (text) => {
        for (const typed of [
          text,
          text.toLowerCase(),
          groupedCode(text),
          `${text.slice(0, 2)}-${text.slice(2)}`,
          ` ${text} `,
        ])
          expect(readRoomCode(typed)).toBe(text);
      }),
    );
    for (const typed of ['', 'ABC', 'ABCDEFG', 'ABC0EF', 'ABCDE1', 'ABCDEÉ', 'A'.repeat(40), 'ABC DE ﬁ'])
      expect(readRoomCode(typed), typed).toBeNull();
  });

  it('stands behind the hash of the link, where no server sees it', () => {
    const { pathname, search, hash } = new URL(joinLink('https://exercice.example', 'K7M4QP'));
    expect({ pathname, search, hash }).toEqual({ pathname: '/salle', search: '', hash: '#K7M4QP' });
  });
});

describe('what a mediator and a seat can say', () => {
  it('is a closed list: no field for a name, a fact or anything else', () => {
    const said: [name: string, read: (body: unknown) => unknown, body: object][] = [
      ['opening', readWorkshopOpening, opening],
      ['joining', readJoining, { code: 'K7M4QP' }],
      ['secret', readRoomSecret, { secret }],
      ['helped', readHelped, { secret, animal: 'fox' }],
      ['seat', readSeatAct, { seat: secret, step: 'stop', needsHelp: true }],
    ];
    for (const [name, read, body] of said) {
      expect(read(body), name).toEqual(body);
      for (const field of ['name', 'fact', 'mailbox', 'note'])
        expect(() => read({ ...body, [field]: 'x' }), `${name} ${field}`).toThrow(PolicyFault);
      for (const field of Object.keys(body))
        for (const value of ['<b>', 7, {}, [], null])
          expect(() => read({ ...body, [field]: value }), `${name} ${field}`).toThrow(PolicyFault);
      for (const value of [null, undefined, 'x', 7, []]) expect(() => read(value), name).toThrow(PolicyFault);
    }
  });

  it('lets a seat ask how things stand without saying anything', () => {
    expect(readSeatAct({ seat: secret })).toEqual({ seat: secret });
  });

  it('lasts four hours at most, with the time that is left at the end', () => {
    for (const minutes of roomMinutes) expect(minutes + graceMinutes).toBeLessThanOrEqual(240);
    expect(() => readWorkshopOpening({ ...opening, minutes: 240 })).toThrow(PolicyFault);
  });
});

describe('a scenario', () => {
  it('begins by coming in, and its steps are steps of the exercise, each once', () => {
    expect(scenarios).toHaveLength(5);
    for (const scenario of scenarios) {
      const steps = scenarioSteps[scenario];
      expect(steps[0]).toBe('arrive');
      expect(new Set(steps).size).toBe(steps.length);
      for (const step of workshopSteps)
        expect(isStepOf(scenario, step)).toBe((steps as readonly string[]).includes(step));
    }
  });
});

describe('an animal', () => {
  it('is enough for every seat, and no two are called alike in a language', () => {
    expect(animalNames.length).toBeGreaterThanOrEqual(maxSeats);
    for (const lang of ['fr', 'en'] as const)
      expect(new Set(Object.values(animals).map((name) => name[lang])).size).toBe(animalNames.length);
  });
});

describe('the clock of a room', () => {
  it('warns from five minutes on, and says when the time is over', () => {
    expect([3600, 301, 300, 1, 0, -60].map(clockState)).toEqual([
      'running',
      'running',
      'soon',
      'soon',
      'over',
      'over',
    ]);
  });
});
