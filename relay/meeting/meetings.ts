// Where two devices leave sealed messages for each other. Memory only, ten minutes, each message once: a restart ends
// every meeting, and nothing says afterwards that there was one.

import { DoorFault } from '../middleware/fault.ts';

interface OpenMeeting {
  readonly messages: Map<number, string>;
  readonly endsMs: number;
  length: number;
}

export const meetingMs = 600_000;
export const maxMessages = 8;
/** Characters of all messages of one meeting: a wallet as large as a backup may be, and its small answers. */
const maxLength = 2 * 1024 * 1024;
/** Of messages 0 and 1, a public key and a nonce: who leaves more before anybody has answered only takes room. */
const maxOpening = 4 * 1024;
const openings = 2;
const maxMeetings = 2_000;
/** Characters of all meetings together, so that strangers cannot fill the memory of the relay. */
const maxHeld = 192 * 1024 * 1024;

export class Meetings {
  readonly #open = new Map<string, OpenMeeting>();
  #held = 0;

  get count(): number {
    return this.#open.size;
  }

  /** The first message makes the meeting. The same message again is no error: an answer may have been lost. */
  put(handle: string, n: number, message: string, nowMs: number): void {
    if (n < openings && message.length > maxOpening)
      throw new DoorFault('body-oversize', `expected at most ${maxOpening} characters in message \`${n}\``);
    this.sweep(nowMs);
    const meeting = this.#open.get(handle) ?? this.#make(handle, n, nowMs);
    const before = meeting.messages.get(n);
    if (before === message) return;
    if (before !== undefined)
      throw new DoorFault('meeting-taken', 'expected a message that was not left before');
    if (meeting.length + message.length > maxLength)
      throw new DoorFault('body-oversize', `expected at most ${maxLength} characters in one meeting`);
    // Those that wait hold little, all together: there always is one that holds much.
    while (this.#held + message.length > maxHeld)
      this.#dropOldest((other) => isLarge(other) && other !== meeting);
    meeting.messages.set(n, message);
    meeting.length += message.length;
    this.#held += message.length;
  }

  /** Null for what is not there yet, what is over and what never was: one answer. */
  take(handle: string, n: number, nowMs: number): string | null {
    this.sweep(nowMs);
    return this.#open.get(handle)?.messages.get(n) ?? null;
  }

  /** All live equally long, so the first in are the first out. */
  sweep(nowMs: number): void {
    for (const [handle, meeting] of this.#open) {
      if (meeting.endsMs > nowMs) return;
      this.#drop(handle, meeting);
    }
  }

  #make(handle: string, n: number, nowMs: number): OpenMeeting {
    if (n !== 0) throw new DoorFault('meeting-over', 'expected a meeting that is not over');
    if (this.#open.size >= maxMeetings && !this.#dropOldest((other) => !isMet(other)))
      this.#dropOldest(() => true);
    const meeting = { messages: new Map<number, string>(), endsMs: nowMs + meetingMs, length: 0 };
    this.#open.set(handle, meeting);
    return meeting;
  }

  /** When all room is taken: whoever fills it for ten minutes would else keep everybody out as long. */
  #dropOldest(isDue: (meeting: OpenMeeting) => boolean): boolean {
    for (const [handle, meeting] of this.#open) {
      if (!isDue(meeting)) continue;
      this.#drop(handle, meeting);
      return true;
    }
    return false;
  }

  #drop(handle: string, { length }: OpenMeeting): void {
    this.#open.delete(handle);
    this.#held -= length;
  }
}

/** Somebody has answered the QR code. */
const isMet = ({ messages }: OpenMeeting): boolean => messages.has(1);

const isLarge = ({ length }: OpenMeeting): boolean => length > openings * maxOpening;
