import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KitFault } from '../../relay/kit/fault.ts';
import { Rooms } from '../../relay/room/rooms.ts';
import {
  admittedCity,
  askAs,
  codeOf,
  openTestHouse,
  origin,
  redirectUri,
  type TestCity,
  type TestHouse,
} from './house.ts';
import { enterRoom, type TestRoom, TestWallet } from './resident.ts';

let relay: TestHouse;
let city: TestCity;
let wallet: TestWallet;

beforeEach(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  wallet = new TestWallet(relay);
});
afterEach(() => relay.close());

const enter = async () => {
  const asked = await askAs(city);
  return { asked, room: await enterRoom(relay, asked.address) };
};
const here = (room: TestRoom, cookie = room.cookie) =>
  relay.post('/room/here', { room: room.id }, { cookie });
const type = (room: TestRoom, code: string, cookie = room.cookie) =>
  relay.post('/room/code', { room: room.id, code }, { cookie });
/** `address`: what the wallet was told; without it, what whoever opened the room knows. */
const go = (room: TestRoom, cookie = room.cookie, address = `/room/go?room=${room.id}`) =>
  relay.fetch(address, { headers: { cookie }, redirect: 'manual' });

async function status(yes: ReturnType<TestWallet['say']>): Promise<string | undefined> {
  return (await relay.house.store.readGrant(yes.grant.by, yes.grant.id))?.state.status;
}

describe('the room’s page', () => {
  it('names the party, draws the way to the phone, and is bound to its browser', async () => {
    const asked = await askAs(city);
    const response = await relay.fetch(asked.address, { headers: { 'accept-language': 'fr-FR,fr;q=0.9' } });
    const page = await response.text();
    expect(page).toContain('Ville de Lumière');
    expect(page).toContain('<svg');
    expect(page).toMatch(/href="\/r#[\w-]{22}\.[\w-]{22}"/);
    expect(response.headers.get('set-cookie')).toMatch(
      /^__Host-room-[\w-]{22}=[\w-]{43}; Max-Age=300; Path=\/; Secure; HttpOnly; SameSite=Lax$/,
    );
    const policy = response.headers.get('content-security-policy');
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
      "frame-ancestors 'none'",
    ]) {
      expect(policy).toContain(rule);
    }
    expect(page).not.toMatch(/<script(?![^>]*src=)|style=|onclick/);
  });

  it('speaks English to those who prefer it', async () => {
    const asked = await askAs(city);
    const page = await (
      await relay.fetch(asked.address, { headers: { 'accept-language': 'en-GB,fr;q=0.5' } })
    ).text();
    expect(page).toContain('City of Lumière has a request for you.');
  });

  it('survives a reload in its own browser and in no other', async () => {
    const { asked, room } = await enter();
    const again = await relay.fetch(asked.address, { headers: { cookie: room.cookie } });
    expect(await again.text()).toContain(`data-room="${room.id}"`);
    expect(await codeOf(await relay.fetch(asked.address))).toBe('request-expired');
  });
});

describe('on the same device', () => {
  it('a yes counts when the room’s own browser comes back, and not before', async () => {
    const { asked, room } = await enter();
    expect((await here(room)).status).toBe(204);
    const opened = await wallet.open(room.handle);
    expect(opened.crossDevice).toBe(false);
    const yes = wallet.say(opened);
    const answer = (await (await wallet.send(room.handle, yes, true)).json()) as {
      redirect: string;
      confirm?: string;
    };
    expect(answer.confirm).toBeUndefined();
    const [address = '', pass = ''] = answer.redirect.split('&pass=');
    expect(address).toBe(`${origin}/room/go?room=${room.id}`);
    expect(pass).toMatch(/^[\w-]{22}$/);
    expect(await status(yes)).toBe('waiting');

    const back = await go(room, room.cookie, answer.redirect);
    expect(back.status).toBe(303);
    const to = new URL(back.headers.get('location') ?? '');
    expect(to.origin + to.pathname).toBe(redirectUri);
    expect([...to.searchParams.keys()].sort()).toEqual(['code', 'iss', 'state']);
    expect(to.searchParams.get('iss')).toBe(origin);
    expect(await status(yes)).toBe('active');
    const granted = await city.client.redeemCode(to.searchParams.get('code') ?? '', asked);
    expect(granted.grant.id).toBe(yes.grant.id);
    expect(await codeOf(await go(room, room.cookie, answer.redirect))).toBe('room-closed');
  });

  it('a link that somebody sent gives its sender nothing', async () => {
    const { room } = await enter();
    await here(room);
    const yes = wallet.say(await wallet.open(room.handle));
    const { redirect } = (await (await wallet.send(room.handle, yes, true)).json()) as { redirect: string };
    // The resident's browser has no cookie of this room; the sender's has it, and was told neither pass nor characters.
    expect(await codeOf(await go(room, '', redirect))).toBe('room-closed');
    expect(await codeOf(await go(room))).toBe('room-closed');
    expect(await codeOf(await go(room, room.cookie, `/room/go?room=${room.id}&pass=`))).toBe('room-closed');
    const guessed = `/room/go?room=${room.id}&pass=${'A'.repeat(22)}`;
    expect(await codeOf(await go(room, room.cookie, guessed))).toBe('room-closed');
    expect(await codeOf(await type(room, 'AAAAAA'))).toBe('room-closed');
    expect(await status(yes)).toBe('waiting');
  });

  it('a wallet that only says so gets characters all the same', async () => {
    const { room } = await enter();
    const yes = wallet.say(await wallet.open(room.handle));
    const answer = (await (await wallet.send(room.handle, yes, true)).json()) as {
      redirect?: string;
      confirm?: string;
    };
    expect(answer.redirect).toBeUndefined();
    expect(answer.confirm).toMatch(/^[2-9A-HJ-NP-Z]{6}$/);
  });
});

describe('across devices', () => {
  it('a yes counts when its six characters were typed in the room', async () => {
    const { asked, room } = await enter();
    const opened = await wallet.open(room.handle);
    expect(opened.crossDevice).toBe(true);
    const yes = wallet.say(opened);
    const { confirm } = (await (await wallet.send(room.handle, yes)).json()) as { confirm: string };
    expect(await status(yes)).toBe('waiting');
    expect(await codeOf(await type(room, confirm, ''))).toBe('room-closed');
    const wrong = confirm.startsWith('A') ? `B${confirm.slice(1)}` : `A${confirm.slice(1)}`;
    expect(await codeOf(await type(room, wrong))).toBe('code-wrong');
    // As people type: small letters, a space in the middle.
    const typed = `${confirm.slice(0, 3)} ${confirm.slice(3)}`.toLowerCase();
    const { redirect } = (await (await type(room, typed)).json()) as { redirect: string };
    expect(await status(yes)).toBe('active');
    const code = new URL(redirect).searchParams.get('code') ?? '';
    expect((await city.client.redeemCode(code, asked)).grant.id).toBe(yes.grant.id);
    expect(await codeOf(await type(room, confirm))).toBe('room-closed');
  });

  it('five wrong tries close the room, and the yes dies with it', async () => {
    const { room } = await enter();
    const yes = wallet.say(await wallet.open(room.handle));
    const { confirm } = (await (await wallet.send(room.handle, yes)).json()) as { confirm: string };
    const wrong = confirm === 'AAAAAA' ? 'BBBBBB' : 'AAAAAA';
    for (let tries = 0; tries < 5; tries += 1)
      expect(await codeOf(await type(room, wrong))).toBe('code-wrong');
    expect(await codeOf(await type(room, confirm))).toBe('handle-unknown');
    relay.clock.pass({ minutes: 6 });
    await relay.house.store.sweep(relay.clock.now());
    expect(await status(yes)).not.toBe('active');
    const reading = await city.client.readEnvelope(yes.grant);
    expect(reading).toMatchObject({ decision: false, denial: { form: 'not-granted' } });
  });

  it('a room that nobody confirmed leaves no grant, a restart in between neither', async () => {
    const { room } = await enter();
    const yes = wallet.say(await wallet.open(room.handle));
    const { confirm } = (await (await wallet.send(room.handle, yes)).json()) as { confirm: string };
    await relay.restart();
    expect(await codeOf(await type(room, confirm))).toBe('handle-unknown');
    relay.clock.pass({ minutes: 6 });
    await relay.house.store.sweep(relay.clock.now());
    const reading = await city.client.readEnvelope(yes.grant);
    expect(reading).toMatchObject({ decision: false, denial: { form: 'not-granted' } });
  });
});

describe('a no', () => {
  it('tells the party `access_denied` and nothing else', async () => {
    const { asked, room } = await enter();
    await here(room);
    const opened = await wallet.open(room.handle);
    const body = { handle: room.handle, claim: wallet.claim, refusal: wallet.refusal(opened) };
    const { redirect } = (await (await relay.post('/refusal', body)).json()) as { redirect: string };
    const to = new URL(redirect);
    expect([...to.searchParams.keys()].sort()).toEqual(['error', 'iss', 'state']);
    expect(to.searchParams.get('error')).toBe('access_denied');
    await expect(city.client.redeemCode('none', asked)).rejects.toThrow(KitFault);
  });
});

describe('the room’s events', () => {
  async function listen(room: TestRoom): Promise<{ next(): Promise<unknown>; stop(): Promise<void> }> {
    const response = await relay.fetch(`/room/events?room=${room.id}`, { headers: { cookie: room.cookie } });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let text = '';
    return {
      next: async () => {
        for (;;) {
          const found = /data: (.*)\n/.exec(text);
          if (found !== null) {
            text = text.slice(found.index + found[0].length);
            return JSON.parse(found[1] ?? '');
          }
          const { value, done } = await reader.read();
          if (done) return undefined;
          text += new TextDecoder().decode(value);
        }
      },
      stop: () => reader.cancel(),
    };
  }

  it('tell the page what to show and where to go', async () => {
    const { room } = await enter();
    const events = await listen(room);
    const opened = await wallet.open(room.handle);
    expect(await events.next()).toEqual({ kind: 'claimed' });
    const { confirm } = (await (await wallet.send(room.handle, wallet.say(opened))).json()) as {
      confirm: string;
    };
    expect(await events.next()).toEqual({ kind: 'type' });
    const { redirect } = (await (await type(room, confirm)).json()) as { redirect: string };
    expect(await events.next()).toEqual({ kind: 'go', to: redirect });
    expect(await events.next()).toBeUndefined();
  });

  it('never carry the six characters, nor anything of the mailbox', async () => {
    const { room } = await enter();
    const opened = await wallet.open(room.handle);
    const yes = wallet.say(opened);
    const { confirm } = (await (await wallet.send(room.handle, yes)).json()) as { confirm: string };
    const events = await listen(room);
    const told = JSON.stringify(await events.next());
    expect(told).not.toContain(confirm);
    expect(told).not.toContain(yes.grant.by);
    await events.stop();
  });

  it('are for the browser that opened the room', async () => {
    const { room } = await enter();
    expect(await codeOf(await relay.fetch(`/room/events?room=${room.id}`))).toBe('room-closed');
    expect(await codeOf(await relay.fetch('/room/events'))).toBe('handle-unknown');
  });

  it('are heard by eight pages at most', async () => {
    const { room } = await enter();
    const heard = await Promise.all(Array.from({ length: 8 }, () => listen(room)));
    const ninth = await relay.fetch(`/room/events?room=${room.id}`, { headers: { cookie: room.cookie } });
    expect(await codeOf(ninth)).toBe('rate-exceeded');
    for (const events of heard) await events.stop();
  });

  it('end when the room closes', async () => {
    const { room } = await enter();
    const events = await listen(room);
    relay.clock.pass({ minutes: 6 });
    relay.house.rooms.sweep(relay.clock.now());
    expect(await events.next()).toEqual({ kind: 'closed' });
    expect(await events.next()).toBeUndefined();
  });
});

describe('the number of rooms', () => {
  it('is bounded, and old ones make place', () => {
    const rooms = new Rooms();
    const asked = { uri: 'u', jws: '', request: {} as never, requestDigest: '', expiresMs: 0 };
    for (let count = 0; count < 10_000; count += 1) rooms.open(asked, 0);
    expect(() => rooms.open(asked, 299_999)).toThrow('too many rooms are open');
    rooms.open(asked, 300_000);
    expect(rooms.count).toBe(1);
  });
});
