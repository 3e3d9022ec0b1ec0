// The waiting room: the page of a party's browser from the request to the yes. One room serves one request, once, for
// five minutes. It is memory only: the handle, the claim and the browser's cookie join a party's session to a mailbox
// for that long, and must be on no disk.
//
// A yes counts when the *room's own browser* confirms it: on the same device by coming back with the room's cookie and
// the pass that only the wallet was told (`leave`), across devices by typing the six characters that the phone shows
// (`type`). Whoever merely sent somebody a link or a QR has the cookie and not the pass, and gets nothing.
//
// Invariant: a room moves open → claimed → answered → left and never back; only this file writes `state`.

import { areEqual, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { randomBytes, randomId } from '../../crypto/random.ts';
import { DoorFault } from '../middleware/fault.ts';
import type { LogEntry } from '../store/contract.ts';
import type { PushedRequest } from './pushed.ts';

export const roomSeconds = 300;
const maxRooms = 10_000;
const maxWrongTries = 5;
/** One page, and what reloads and sleeping tabs leave behind. */
const maxListeners = 8;

export interface RoomYes {
  readonly mailbox: string;
  readonly grant: string;
  readonly text: string;
  readonly entry: LogEntry;
}

export type RoomEvent =
  | { kind: 'claimed' }
  | { kind: 'type' }
  | { kind: 'answered-elsewhere' }
  | { kind: 'go'; to: string }
  | { kind: 'closed' };

export interface Room {
  readonly id: string;
  readonly handle: string;
  readonly cookie: string;
  readonly asked: PushedRequest;
  readonly closesMs: number;
  /** This browser went on to the wallet by itself: the resident is in front of it. */
  isHere: boolean;
  state: 'open' | 'claimed' | 'answering' | 'answered' | 'left';
  claim: string | undefined;
  yes: RoomYes | undefined;
  /** Six characters, of a yes given on another device. */
  characters: string | undefined;
  /** Told to the wallet that said yes on this device: the sender of a link has the cookie, and lacks this. */
  pass: string | undefined;
  wrongTries: number;
  /** What the page was last told, for a page that connects late or again. */
  told: RoomEvent | undefined;
  readonly listeners: Set<(event: RoomEvent) => void>;
}

export class Rooms {
  readonly #byId = new Map<string, Room>();
  readonly #byHandle = new Map<string, Room>();

  get count(): number {
    return this.#byId.size;
  }

  open(asked: PushedRequest, nowMs: number): Room {
    this.sweep(nowMs);
    if (this.#byId.size >= maxRooms) {
      throw new DoorFault('rate-exceeded', 'too many rooms are open', { retryAfterS: roomSeconds });
    }
    const room: Room = {
      id: randomId(),
      handle: randomId(),
      cookie: toBase64url(randomBytes(32)),
      asked,
      closesMs: nowMs + roomSeconds * 1000,
      isHere: false,
      state: 'open',
      claim: undefined,
      yes: undefined,
      characters: undefined,
      pass: undefined,
      wrongTries: 0,
      told: undefined,
      listeners: new Set(),
    };
    this.#byId.set(room.id, room);
    this.#byHandle.set(room.handle, room);
    return room;
  }

  /** The room that this browser opened for a request_uri before, for a reload of its page. */
  again(requestUri: string, cookies: ReadonlyMap<string, string>, nowMs: number): Room | undefined {
    for (const [id, cookie] of cookies) {
      const room = this.#byId.get(id);
      if (room?.asked.uri !== requestUri || room.closesMs <= nowMs || room.state === 'left') continue;
      if (isSame(room.cookie, cookie)) return room;
    }
    return undefined;
  }

  /** The wallet's side. The first wallet that opens a handle claims it; another is told so and changes nothing. */
  claim(handle: string, claim: string, nowMs: number): Room {
    const room = this.#live(this.#byHandle.get(handle), nowMs);
    if (room.claim === undefined) {
      room.claim = claim;
      room.state = 'claimed';
      tell(room, { kind: 'claimed' });
    } else if (!isSame(room.claim, claim)) {
      throw new DoorFault('handle-claimed', 'another wallet opened this request first');
    }
    return room;
  }

  /** Before an answer is kept: no two answers to one handle, not even at the same moment. */
  beginAnswer(handle: string, claim: string, nowMs: number): Room {
    const room = this.#live(this.#byHandle.get(handle), nowMs);
    if (room.claim === undefined || !isSame(room.claim, claim)) {
      throw new DoorFault('handle-claimed', 'expected the claim that opened this request');
    }
    if (room.state !== 'claimed') throw new DoorFault('handle-used', 'this request was answered');
    room.state = 'answering';
    return room;
  }

  /** The answer was refused before it was kept: the resident may try again. */
  dropAnswer(room: Room): void {
    if (room.state === 'answering') room.state = 'claimed';
  }

  answerHere(room: Room, yes: RoomYes): string {
    room.state = 'answered';
    room.yes = yes;
    room.pass = randomId();
    tell(room, { kind: 'answered-elsewhere' });
    return room.pass;
  }

  answerAcross(room: Room, yes: RoomYes): string {
    room.state = 'answered';
    room.yes = yes;
    room.characters = sixCharacters();
    tell(room, { kind: 'type' });
    return room.characters;
  }

  answerNo(room: Room, to: string): void {
    room.state = 'left';
    tell(room, { kind: 'go', to });
  }

  /** The browser's side: the room that this cookie opens. */
  enter(id: string, cookie: string | undefined, nowMs: number): Room {
    const room = this.#live(this.#byId.get(id), nowMs);
    if (cookie === undefined || !isSame(room.cookie, cookie)) {
      throw new DoorFault('room-closed', 'expected the browser that opened this room');
    }
    return room;
  }

  /** The room's browser came back from the wallet. The yes it may now be confirmed for, once. */
  leave(room: Room, pass: string): RoomYes {
    if (room.state !== 'answered' || room.yes === undefined || room.pass === undefined) {
      throw new DoorFault('room-closed', 'expected a yes given on this device');
    }
    if (!isSame(room.pass, pass))
      throw new DoorFault('room-closed', 'expected the address that the wallet was given');
    room.state = 'left';
    return room.yes;
  }

  type(room: Room, characters: string): RoomYes {
    if (room.state !== 'answered' || room.yes === undefined || room.characters === undefined) {
      throw new DoorFault('room-closed', 'expected a yes given on another device');
    }
    if (!isSame(room.characters, readCharacters(characters))) {
      room.wrongTries += 1;
      if (room.wrongTries >= maxWrongTries) this.#close(room);
      throw new DoorFault('code-wrong', 'expected the six characters that the phone shows');
    }
    room.state = 'left';
    return room.yes;
  }

  /** The yes could not be confirmed because the store could not: the browser may try again. */
  dropLeave(room: Room): void {
    if (room.state === 'left' && room.yes !== undefined) room.state = 'answered';
  }

  goOn(room: Room, to: string): void {
    tell(room, { kind: 'go', to });
  }

  /** Before a stream is opened: a no must still be able to be told. */
  requireSeat(room: Room): void {
    if (room.listeners.size < maxListeners) return;
    throw new DoorFault('rate-exceeded', 'too many pages listen to this room', { retryAfterS: roomSeconds });
  }

  listen(room: Room, listener: (event: RoomEvent) => void): () => void {
    room.listeners.add(listener);
    if (room.told !== undefined) listener(room.told);
    return () => room.listeners.delete(listener);
  }

  /** All live equally long, so the first opened are the first to close. */
  sweep(nowMs: number): void {
    for (const room of this.#byId.values()) {
      if (room.closesMs > nowMs) return;
      this.#close(room);
    }
  }

  closeAll(): void {
    for (const room of this.#byId.values()) this.#close(room);
  }

  #close(room: Room): void {
    this.#byId.delete(room.id);
    this.#byHandle.delete(room.handle);
    room.state = 'left';
    if (room.told?.kind !== 'go') tell(room, { kind: 'closed' });
    room.listeners.clear();
  }

  #live(room: Room | undefined, nowMs: number): Room {
    if (room === undefined) throw new DoorFault('handle-unknown', 'expected a waiting room that is open');
    if (room.closesMs <= nowMs) throw new DoorFault('handle-expired', 'the waiting room is closed');
    return room;
  }
}

function tell(room: Room, event: RoomEvent): void {
  room.told = event;
  for (const listener of room.listeners) listener(event);
}

function isSame(left: string, right: string): boolean {
  return areEqual(toUtf8(left), toUtf8(right));
}

/** No 0 and O, 1, I and L: read off one screen, typed into another. 31⁶ and five tries: one chance in 177 million. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

function sixCharacters(): string {
  let text = '';
  while (text.length < 6) {
    // 248 = 8 × 31: without the top bytes every character is equally likely.
    for (const byte of randomBytes(12)) if (byte < 248 && text.length < 6) text += alphabet.charAt(byte % 31);
  }
  return text;
}

function readCharacters(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s-]/g, '');
}
