import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { maxRooms } from '../../../policy/workshop.ts';
import { openLogs } from '../../../relay/middleware/logs.ts';
import { noWallet } from '../../../relay/routes/wallet.ts';
import { WorkshopRooms } from '../../../relay/workshop/rooms.ts';
import { buildWorkshopApp } from '../../../relay/workshop-app.ts';

const exercise = 'https://exercice.example';
const relayOrigin = 'https://relais.example';
const nowMs = Date.UTC(2026, 10, 28, 14);
let rooms: WorkshopRooms;
let kept: Map<string, string>;
let sent: { path: string; options: RequestInit }[];
/** What comes between the page and the relay. */
let meddle: (path: string, next: () => Promise<Response>) => Promise<Response>;

const offline = async () => {
  throw new TypeError('no network');
};
const failing = async () => Response.json({ code: 'fault' }, { status: 500 });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  rooms = new WorkshopRooms();
  kept = new Map();
  sent = [];
  meddle = (_, next) => next();
  relayWith(exercise);
  vi.stubGlobal('sessionStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
    removeItem: (name: string) => void kept.delete(name),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function relayWith(exerciseOrigin: string | undefined): void {
  const app = buildWorkshopApp({
    pages: noWallet,
    workshop: rooms,
    relayOrigin,
    exerciseOrigin,
    now: () => nowMs,
    logs: openLogs(() => undefined),
  });
  vi.stubGlobal('fetch', (path: string, options: RequestInit) => {
    sent.push({ path, options });
    return meddle(path, async () => app.request(path, options));
  });
}

/** The page of one tab: modules of its own, as each page has. */
async function aPage() {
  vi.resetModules();
  return import('../../../pwa/workshop/paths/room.ts');
}
type Page = Awaited<ReturnType<typeof aPage>>;

async function inARoom(): Promise<Page> {
  const page = await aPage();
  page.draft.value = { scenario: 'fare', language: 'en', minutes: 45 };
  expect(await page.open()).toBe(true);
  await vi.waitFor(() => expect(page.board.value).toBeDefined());
  return page;
}

const pass = () => vi.advanceTimersByTimeAsync(2_000);
const aSeat = (page: Page) => rooms.join(page.board.value?.code ?? '', nowMs);
const firstSeat = (page: Page) => page.board.value?.seats[0];

describe('a room, from its opening to its end', () => {
  it('shows who came and who wants help every two seconds, and leaves nothing', async () => {
    const page = await inARoom();
    expect(page.board.value).toMatchObject({
      opening: { scenario: 'fare', language: 'en', minutes: 45 },
      leftSeconds: 45 * 60,
      seats: [],
    });
    const { seat, animal } = aSeat(page);
    rooms.keep({ seat, step: 'arrive', needsHelp: true }, nowMs);
    expect(page.board.value?.seats).toEqual([]);
    await pass();
    await vi.waitFor(() => expect(page.board.value?.seats).toHaveLength(1));
    expect(firstSeat(page)).toMatchObject({ animal, done: ['arrive'], needsHelp: true });
    await page.helped(animal);
    expect(firstSeat(page)?.needsHelp).toBe(false);
    await page.end();
    expect([page.isOpen.value, page.board.value, page.fault.value]).toEqual([false, undefined, 'room-gone']);
    expect([rooms.count, kept.size]).toEqual([0, 0]);
  });

  it('sends its secret in no address, and no credential with any call', async () => {
    const page = await inARoom();
    const [secret = ''] = kept.values();
    expect(secret).not.toBe('');
    await page.end();
    expect(sent.length).toBeGreaterThanOrEqual(3);
    expect(sent.filter(({ path }) => path.includes(secret))).toEqual([]);
    expect(new Set(sent.map(({ options }) => options.credentials))).toEqual(new Set(['omit']));
  });

  it('goes on after a reload, and learns where seats are taken and who helps', async () => {
    const before = await inARoom();
    const after = await aPage();
    expect(after.isOpen.value).toBe(false);
    void after.takeUpAgain();
    await vi.waitFor(() => expect(after.board.value?.code).toBe(before.board.value?.code));
    await vi.waitFor(() => expect(after.exerciseOrigin.value).toBe(exercise));
    expect(after.helpAddress.value).toBe(`${relayOrigin}/aide`);
  });

  it('knows where nobody can take a seat', async () => {
    relayWith(undefined);
    const page = await aPage();
    await page.takeUpAgain();
    await vi.waitFor(() => expect(page.exerciseOrigin.value).toBeNull());
    expect(page.isOpen.value).toBe(false);
  });
});

describe('a step that fails', () => {
  it('opens no room, and says whether nobody answered, or the relay could not, or would not', async () => {
    const page = await aPage();
    const faultWhen = async (between: typeof meddle) => {
      meddle = between;
      expect(await page.open()).toBe(false);
      expect([page.isOpen.value, kept.size]).toEqual([false, 0]);
      return page.fault.value;
    };
    expect(await faultWhen(offline)).toBe('network-absent');
    expect(await faultWhen(failing)).toBe('relay-failed');
    expect(await faultWhen(async () => Response.json({ code: 'K7M4QP' }))).toBe('answer-invalid');
    expect(await faultWhen(async () => new Response('<p>a page</p>'))).toBe('answer-invalid');
    for (let n = 0; n < maxRooms; n += 1)
      rooms.open({ scenario: 'fare', language: 'fr', minutes: 30 }, nowMs);
    expect(await faultWhen((_, next) => next())).toBe('refused');
  });

  it('keeps the board that was seen while the relay is away, and says no more of it once it is back', async () => {
    const page = await inARoom();
    const { code } = page.board.value ?? {};
    for (const [between, told] of [
      [offline, 'network-absent'],
      [failing, 'relay-failed'],
      [async () => Response.json({ code }), 'answer-invalid'],
    ] as const) {
      meddle = between;
      await pass();
      await vi.waitFor(() => expect(page.fault.value).toBe(told));
      expect([page.isOpen.value, page.board.value?.code]).toEqual([true, code]);
    }
    meddle = (_, next) => next();
    await pass();
    await vi.waitFor(() => expect(page.fault.value).toBeUndefined());
  });

  it('closes the room in this tab when it is over at the relay', async () => {
    const page = await inARoom();
    rooms.end([...kept.values()][0] ?? '', nowMs);
    await pass();
    await vi.waitFor(() => expect(page.isOpen.value).toBe(false));
    expect([page.fault.value, page.board.value, kept.size]).toEqual(['room-gone', undefined, 0]);
  });

  it('goes on showing who wants help when the answer to it did not reach the relay', async () => {
    const page = await inARoom();
    const { seat, animal } = aSeat(page);
    rooms.keep({ seat, needsHelp: true }, nowMs);
    meddle = (path, next) => (path.endsWith('/board') ? next() : failing());
    await page.helped(animal);
    expect(firstSeat(page)).toMatchObject({ animal, needsHelp: true });
  });

  it('leaves the room open when its end did not reach the relay, and ends it when asked again', async () => {
    const page = await inARoom();
    for (const [between, told] of [
      [offline, 'network-absent'],
      [failing, 'relay-failed'],
    ] as const) {
      meddle = between;
      await page.end();
      expect([page.isOpen.value, page.fault.value, rooms.count]).toEqual([true, told, 1]);
    }
    meddle = (_, next) => next();
    await page.end();
    expect([page.isOpen.value, rooms.count]).toEqual([false, 0]);
  });

  it('ends here a room that the relay has ended already', async () => {
    const page = await inARoom();
    rooms.end([...kept.values()][0] ?? '', nowMs);
    await page.end();
    expect([page.isOpen.value, page.fault.value, kept.size]).toEqual([false, 'room-gone', 0]);
  });

  it('says nothing of seats while it is not known where they are taken', async () => {
    for (const [between, told] of [
      [offline, 'network-absent'],
      [async () => Response.json({ exercise: 'nowhere', relay: relayOrigin }), 'answer-invalid'],
    ] as const) {
      meddle = between;
      const page = await aPage();
      await page.takeUpAgain();
      await vi.waitFor(() => expect(page.fault.value).toBe(told));
      expect([page.exerciseOrigin.value, page.helpAddress.value]).toEqual([undefined, undefined]);
    }
  });
});
