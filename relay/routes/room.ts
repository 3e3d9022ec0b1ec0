// What the waiting room's page calls. Everything here asks for the room's cookie, which no wallet call ever carries.

import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { readJson, requireTexts } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson, dataHeaders, roomHeaders } from '../middleware/headers.ts';
import type { Room, RoomEvent, RoomYes } from '../room/rooms.ts';

const stillMs = 20_000;

/**
 * A browser keeps a `__Host-` cookie only where the way is private. On a phone in a room without internet an exercise runs
 * over plain http, where nothing that is true stands behind the cookie; no other house has such an address (settings).
 */
const isPlain = ({ realm, origin }: House): boolean => realm === 'exercise' && origin.startsWith('http:');

const cookiePrefix = (house: House): string => (isPlain(house) ? 'room-' : '__Host-room-');

/** Lax and not Strict: a reload of a page that another site led to brings only a lax cookie. */
export function cookieLine(house: House, room: string, value: string, seconds: number): string {
  const secure = isPlain(house) ? '' : ' Secure;';
  return `${cookiePrefix(house)}${room}=${value}; Max-Age=${seconds}; Path=/;${secure} HttpOnly; SameSite=Lax`;
}

/** The keys of rooms that this browser brings, by room. */
export function readCookies(house: House, request: Request): Map<string, string> {
  const keys = new Map<string, string>();
  const prefix = cookiePrefix(house);
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const [name = '', value = ''] = pair.trim().split('=');
    if (name.startsWith(prefix)) keys.set(name.slice(prefix.length), value);
  }
  return keys;
}

function enter(house: House, request: Request, room: string): Room {
  return house.rooms.enter(room, readCookies(house, request).get(room), house.now());
}

/** This browser goes on to the wallet by itself. */
export async function goOnHere(house: House, request: Request): Promise<Response> {
  const { room: id } = requireTexts(await readJson(request, { bytes: routes.confirmRoom.limitBytes }), {
    room: 22,
  });
  const room = enter(house, request, id);
  if (room.claim === undefined) room.isHere = true;
  return new Response(null, { status: 204, headers: dataHeaders });
}

/** The six characters were typed: now the yes counts. Where to go comes as an event. */
export async function typeCharacters(house: House, request: Request): Promise<Response> {
  const body = requireTexts(await readJson(request, { bytes: routes.confirmRoom.limitBytes }), {
    room: 22,
    code: 32,
  });
  const room = enter(house, request, body.room);
  const redirect = await confirm(house, room, house.rooms.type(room, body.code));
  house.rooms.goOn(room, redirect);
  return answerJson({ redirect });
}

/**
 * The same browser comes back from the wallet. Its cookie says that it opened the room, the pass that the wallet ran in
 * it: together they prove that nobody sent the resident a link.
 */
export async function leaveRoom(house: House, context: Context): Promise<Response> {
  const id = context.req.query('room') ?? '';
  const room = enter(house, context.req.raw, id);
  const redirect = await confirm(house, room, house.rooms.leave(room, context.req.query('pass') ?? ''));
  return new Response(null, {
    status: 303,
    headers: {
      ...roomHeaders,
      location: redirect,
      'set-cookie': cookieLine(house, id, '', 0),
    },
  });
}

async function confirm(house: House, room: Room, yes: RoomYes): Promise<string> {
  const state = await house.store.confirmGrant(yes.mailbox, yes.grant).catch((cause: unknown) => {
    house.rooms.dropLeave(room);
    throw cause;
  });
  // Stopped on the phone before the room confirmed: what is true now is that there is no grant.
  if (state.status !== 'active')
    throw new DoorFault('grant-ended', 'the yes was withdrawn before it counted');
  return answerAddress(house, room, { code: house.codes.make(room.asked, yes, house.now()) });
}

/** The party's address with the answer (RFC 6749 §4.1.2) and the issuer (RFC 9207). */
export function answerAddress(house: House, room: Room, answer: Record<string, string>): string {
  const { redirect_uri: redirectUri, state } = room.asked.request;
  const address = new URL(redirectUri);
  for (const [name, value] of Object.entries({ ...answer, state, iss: house.origin })) {
    address.searchParams.set(name, value);
  }
  return address.href;
}

/** Where the wallet sends its own browser after a yes on the same device. */
export function leaveAddress(house: House, room: Room, pass: string): string {
  return `${house.origin}/room/go?room=${room.id}&pass=${pass}`;
}

export function roomEvents(house: House, context: Context): Response {
  const room = enter(house, context.req.raw, context.req.query('room') ?? '');
  house.rooms.requireSeat(room);
  const response = streamSSE(context, async (stream) => {
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    const leave = house.rooms.listen(room, (event) => {
      void stream.writeSSE({ event: 'room', data: JSON.stringify(event) }).then(() => {
        if (isLast(event)) end();
      });
    });
    // A line now and then keeps proxies from closing a stream that says nothing.
    const timer = setInterval(() => void stream.write(': still here\n\n'), stillMs);
    stream.onAbort(end);
    await over;
    clearInterval(timer);
    leave();
  });
  for (const [name, value] of Object.entries(dataHeaders)) response.headers.set(name, value);
  response.headers.set('x-accel-buffering', 'no');
  return response;
}

function isLast(event: RoomEvent): boolean {
  return event.kind === 'go' || event.kind === 'closed';
}
