import type { Context } from 'hono';
import { toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import type { House } from '../house.ts';
import { DoorFault } from '../middleware/fault.ts';
import { roomHeaders } from '../middleware/headers.ts';
import { langOf, roomPage } from '../room/page.ts';
import { type Room, roomSeconds } from '../room/rooms.ts';
import { cookieLine, readCookies } from './room.ts';

/** The party's browser arrives (RFC 9126 §4): a room is opened, and this browser is given its key. */
export async function authorize(house: House, context: Context): Promise<Response> {
  const { client_id: clientId, request_uri: requestUri } = context.req.query();
  if (clientId === undefined || requestUri === undefined) {
    throw new DoorFault('request-unsigned', 'expected `client_id` and the `request_uri` of a pushed request');
  }
  const nowMs = house.now();
  await house.directory.refresh(nowMs);
  const party = house.directory.requireAdmitted(clientId, nowMs);
  const room = openRoom(house, context.req.raw, clientId, requestUri, nowMs);
  const page = roomPage({
    lang: langOf(context.req.header('accept-language') ?? null),
    name: party.current.name,
    room: room.id,
    link: `/r#${room.handle}.${clientIdHash(clientId)}`,
    origin: house.origin,
    isExercise: house.realm === 'exercise',
  });
  return new Response(page, {
    headers: {
      ...roomHeaders,
      'content-type': 'text/html; charset=utf-8',
      vary: 'accept-language',
      'set-cookie': cookieLine(house, room.id, room.cookie, roomSeconds),
    },
  });
}

/** A reload by the browser that opened the room finds the same room; for anyone else the request_uri is used. */
function openRoom(house: House, request: Request, clientId: string, requestUri: string, nowMs: number): Room {
  const found = house.rooms.again(requestUri, readCookies(house, request), nowMs);
  if (found !== undefined && found.asked.request.client_id === clientId) return found;
  const asked = house.pushed.take(requestUri, clientId, nowMs);
  if (asked.request.exp * 1000 <= nowMs) throw new DoorFault('request-expired', 'the request is too old');
  return house.rooms.open(asked, nowMs);
}

/** Goes with the handle in the link, so that the phone knows whose request it must find behind it. */
export function clientIdHash(clientId: string): string {
  return toBase64url(sha256(toUtf8(clientId)).subarray(0, 16));
}
