import { describe, expect, it } from 'vitest';
import { PolicyFault } from '../../../policy/fault.ts';
import { type BoardView, readBoardView, stepCounts } from '../../../policy/workshop/board.ts';
import { maxSeats } from '../../../policy/workshop.ts';

describe('the board', () => {
  const view: BoardView = {
    opening: { scenario: 'fare', language: 'fr', minutes: 60 },
    code: 'K7M4QP',
    leftSeconds: 1200,
    closesInSeconds: 3000,
    seats: [
      { animal: 'fox', done: ['arrive', 'request'], needsHelp: true, isQuiet: false },
      { animal: 'bear', done: ['arrive'], needsHelp: false, isQuiet: true },
    ],
  };

  it('is read back as it was told, and nothing beside it', () => {
    expect(readBoardView(JSON.parse(JSON.stringify(view)))).toEqual(view);
    expect(() => readBoardView({ ...view, names: [] })).toThrow(PolicyFault);
    expect(() => readBoardView({ ...view, seats: [{ ...view.seats[0], name: 'x' }] })).toThrow(PolicyFault);
    const tooMany = Array.from({ length: maxSeats + 1 }, () => view.seats[0]);
    expect(() => readBoardView({ ...view, seats: tooMany })).toThrow(PolicyFault);
  });

  it('counts each step over the seats, in the scenario’s order', () => {
    expect(stepCounts(view)).toEqual([
      ['arrive', 2],
      ['request', 1],
      ['answer', 0],
      ['result', 0],
      ['play', 0],
      ['stop', 0],
    ]);
  });
});
