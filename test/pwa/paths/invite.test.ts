import { afterEach, describe, expect, it, vi } from 'vitest';
import { readInvitations } from '../../../pwa/wallet/paths/invite.ts';
import { joinRoom, leaveRoom, type SeatSurroundings } from '../../../pwa/wallet/paths/seat.ts';
import { openLogs } from '../../../relay/middleware/logs.ts';
import { noWallet } from '../../../relay/routes/wallet.ts';
import { WorkshopRooms } from '../../../relay/workshop/rooms.ts';
import { buildWorkshopApp } from '../../../relay/workshop-app.ts';
import { stillClock } from '../../support/clock.ts';

const origin = 'http://exercice.example';
const invitations = ['fare', 'offers', 'score'].map((scenario) => ({
  title: { fr: scenario, en: scenario },
  link: `${origin}/ask/${scenario}`,
  scenario,
}));

/** An exercise, and a workshop in which somebody has a seat. */
function aRoomOf(scenario: 'score'): { code: string; around: SeatSurroundings } {
  const { now } = stillClock();
  const workshop = new WorkshopRooms();
  const { code } = workshop.open({ scenario, language: 'fr', minutes: 45 }, now());
  const app = buildWorkshopApp({
    pages: noWallet,
    workshop,
    relayOrigin: origin,
    exerciseOrigin: origin,
    now,
    logs: openLogs(() => undefined),
  });
  const fetch = async (address: string, options: RequestInit) =>
    new URL(address).pathname === '/demonstration'
      ? Response.json({ isDemonstration: true, invitations })
      : app.request(address, options);
  return { code, around: { pause: async () => undefined, reach: { origin, fetch, patienceMs: 1_000 } } };
}

afterEach(() => {
  leaveRoom();
  vi.unstubAllGlobals();
});

const asPageOf = (exercise: string | null) =>
  vi.stubGlobal('document', {
    querySelector: () => (exercise === null ? null : { getAttribute: () => exercise }),
  });

describe('what there is to try', () => {
  it('begins with what the room is for, and keeps the others', async () => {
    asPageOf('an-exercise');
    const { code, around } = aRoomOf('score');
    expect((await readInvitations(around)).map(({ scenario }) => scenario)).toEqual([
      'fare',
      'offers',
      'score',
    ]);
    expect(await joinRoom(code, around)).toBe('joined');
    expect((await readInvitations(around)).map(({ scenario }) => scenario)).toEqual([
      'score',
      'fare',
      'offers',
    ]);
  });

  it('is nothing, and no fault, where the relay has none', async () => {
    asPageOf(null);
    const reach = { origin, fetch: async () => new Response(null, { status: 404 }), patienceMs: 1_000 };
    expect(await readInvitations({ reach })).toEqual([]);
  });
});
