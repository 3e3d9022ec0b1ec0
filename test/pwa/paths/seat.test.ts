import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  askHelp,
  joinRoom,
  leaveRoom,
  type SeatSurroundings,
  seat,
  stepDone,
  takeSeatAgain,
} from '../../../pwa/wallet/paths/seat.ts';
import { openLogs } from '../../../relay/middleware/logs.ts';
import { noWallet } from '../../../relay/routes/wallet.ts';
import { WorkshopRooms } from '../../../relay/workshop/rooms.ts';
import { buildWorkshopApp } from '../../../relay/workshop-app.ts';

const origin = 'http://exercice.example';
const nowMs = Date.UTC(2026, 10, 28, 14);
let rooms: WorkshopRooms;
let isReached: boolean;
let sent: { path: string; body: string }[];
let onPause: () => void;
let around: SeatSurroundings;

/** As a tab has it. */
function aTabsStorage(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const kept = new Map<string, string>();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  };
}

beforeEach(() => {
  vi.stubGlobal('sessionStorage', aTabsStorage());
  rooms = new WorkshopRooms();
  isReached = true;
  sent = [];
  onPause = () => undefined;
  const app = buildWorkshopApp({
    pages: noWallet,
    workshop: rooms,
    relayOrigin: origin,
    exerciseOrigin: origin,
    now: () => nowMs,
    logs: openLogs(() => undefined),
  });
  around = {
    pause: async () => onPause(),
    reach: {
      origin,
      patienceMs: 1_000,
      fetch: async (address, options) => {
        if (!isReached) throw new TypeError('no network');
        const { pathname, search, hash } = new URL(address);
        expect(search + hash).toBe('');
        sent.push({ path: pathname, body: String(options.body) });
        return app.request(pathname, options);
      },
    },
  };
});
afterEach(() => {
  leaveRoom();
  vi.unstubAllGlobals();
});

const open = () => rooms.open({ scenario: 'fare', language: 'en', minutes: 60 }, nowMs);
const board = (secret: string) => rooms.board(secret, nowMs).seats;

describe('a seat in a workshop', () => {
  it('is taken by the code as it was typed, and told its animal and its room’s scenario and language', async () => {
    const { code, secret } = open();
    expect(await joinRoom(`${code.slice(0, 3).toLowerCase()} ${code.slice(3)}`, around)).toBe('joined');
    expect(seat.value).toMatchObject({
      opening: { scenario: 'fare', language: 'en' },
      done: [],
      needsHelp: false,
    });
    expect(board(secret).map(({ animal }) => animal)).toEqual([seat.value?.animal]);
  });

  it('is not taken where there is no code, no room, no seat left or no network, and each is told apart', async () => {
    const { code } = open();
    expect(await joinRoom('bonjour', around)).toBe('no-room');
    expect(sent).toEqual([]);
    expect(await joinRoom(code === 'ZZZZZZ' ? 'YYYYYY' : 'ZZZZZZ', around)).toBe('no-room');
    for (let n = 0; n < 40; n += 1) rooms.join(code, nowMs);
    expect(await joinRoom(code, around)).toBe('full');
    isReached = false;
    expect(await joinRoom(code, around)).toBe('unreached');
    expect(seat.value).toBeUndefined();
  });

  it('tells each step of its own scenario once, and no other', async () => {
    const { code, secret } = open();
    await stepDone('arrive', around);
    expect(sent).toEqual([]);
    await joinRoom(code, around);
    for (const step of ['arrive', 'play', 'contest', 'play'] as const) await stepDone(step, around);
    expect(board(secret)[0]?.done).toEqual(['arrive', 'play']);
    expect(sent.filter(({ path }) => path === '/workshop/seat')).toHaveLength(2);
    // The whole of what a seat says.
    for (const { body } of sent.slice(1))
      expect(
        Object.keys(JSON.parse(body) as object).every((field) =>
          ['seat', 'step', 'needsHelp'].includes(field),
        ),
      ).toBe(true);
  });

  it('tells what was done without network with the next step', async () => {
    const { code, secret } = open();
    await joinRoom(code, around);
    isReached = false;
    await stepDone('request', around);
    isReached = true;
    await stepDone('answer', around);
    expect(board(secret)[0]?.done).toEqual(['request', 'answer']);
  });

  it('asks for help until the mediator was there', async () => {
    const { code, secret } = open();
    await joinRoom(code, around);
    let looks = 0;
    onPause = () => {
      looks += 1;
      expect(board(secret)[0]?.needsHelp).toBe(true);
      if (looks === 3) rooms.answerHelp(secret, board(secret)[0]?.animal ?? 'bear', nowMs);
    };
    await askHelp(true, around);
    expect(looks).toBe(3);
    expect(seat.value?.needsHelp).toBe(false);
    await askHelp(false, around);
    expect(board(secret)[0]?.needsHelp).toBe(false);
  });

  it('goes on asking after a reload, and asks once in its time however often help is wanted', async () => {
    const { code, secret } = open();
    await joinRoom(code, around);
    rooms.keep({ seat: seat.value?.seat ?? '', needsHelp: true }, nowMs);
    const kept = sessionStorage.getItem('vav-seat') ?? '';
    leaveRoom();
    sessionStorage.setItem('vav-seat', kept);
    let looks = 0;
    const waits: (() => void)[] = [];
    const slow = { ...around, pause: () => new Promise<void>((settle) => waits.push(settle)) };
    const asking = [takeSeatAgain(slow)];
    await vi.waitFor(() => expect(waits).toHaveLength(1));
    asking.push(askHelp(true, slow), askHelp(true, slow));
    await vi.waitFor(() => expect(sent.filter(({ body }) => body.includes('needsHelp'))).toHaveLength(2));
    for (; looks < 3; looks += 1) {
      expect(waits).toHaveLength(1);
      if (looks === 2) rooms.answerHelp(secret, board(secret)[0]?.animal ?? 'bear', nowMs);
      waits.pop()?.();
      if (looks < 2) await vi.waitFor(() => expect(waits).toHaveLength(1));
    }
    await Promise.all(asking);
    expect(seat.value?.needsHelp).toBe(false);
  });

  it('comes back after a reload as soon as the relay is reached', async () => {
    const { code } = open();
    await joinRoom(code, around);
    const { animal } = seat.value ?? {};
    const kept = sessionStorage.getItem('vav-seat') ?? '';
    leaveRoom();
    sessionStorage.setItem('vav-seat', kept);
    isReached = false;
    let waits = 0;
    onPause = () => {
      expect(seat.value).toBeUndefined();
      waits += 1;
      isReached = waits === 2;
    };
    await takeSeatAgain(around);
    expect(waits).toBe(2);
    expect(seat.value?.animal).toBe(animal);
  });

  it('is gone when its room is, and comes back after a reload only while that is open', async () => {
    const { code, secret } = open();
    await joinRoom(code, around);
    const kept = sessionStorage.getItem('vav-seat') ?? '';
    const { animal } = seat.value ?? {};
    leaveRoom();
    expect(sessionStorage.getItem('vav-seat')).toBeNull();
    sessionStorage.setItem('vav-seat', kept);
    await takeSeatAgain(around);
    expect(seat.value?.animal).toBe(animal);
    rooms.end(secret, nowMs);
    await stepDone('stop', around);
    expect(seat.value).toBeUndefined();
    expect(sessionStorage.getItem('vav-seat')).toBeNull();
  });
});
