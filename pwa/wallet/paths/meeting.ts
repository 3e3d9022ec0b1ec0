// meeting: the receiver shows a QR code → the giver reads it → both show six digits → the person compares them and says yes
// on the giver → what is given arrives sealed → answers. `crypto/meeting.ts` says what each message is.
//
//   receiver   const meeting = await receiveBy('device', '/appareil', over)   meeting.link → QR code
//              await meeting.code()        six digits, once the giver is there
//              await meeting.content()     what was given, once the person said yes over there
//              await meeting.answer(bytes)
//   giver      const meeting = await giveBy('device', link, over)             meeting.code → six digits
//              await meeting.give(bytes)   only after the person has compared
//              await meeting.answer()
//
// `over` ends the waiting: a screen that is left aborts it. Every wait ends by itself when the meeting is over.

import {
  answerNonce,
  type MeetingUse,
  makeMeeting,
  meetingHandle,
  meetingLink,
  newAnswerKey,
  openFromMeeting,
  openMeetingAnswer,
  openMeetingKey,
  openMeetingNonce,
  readMeetingLink,
  sealForMeeting,
  sealMeetingAnswer,
  sealMeetingKey,
  sealMeetingNonce,
  shortCode,
} from '../../../crypto/meeting.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { LinkFault } from '../link/fault.ts';
import { putMessage, takeMessage } from '../link/meeting.ts';
import { PathFault } from './fault.ts';
import { here, type Surroundings } from './surroundings.ts';

const pollMs = 2_000;
/** As long as the relay keeps a meeting. */
const meetingMs = 600_000;
const firstAnswer = 3;

export interface Receiving {
  /** For the QR code, and for typing on by hand where there is no camera. */
  readonly link: string;
  /** When nobody can answer any more. */
  readonly endsMs: number;
  code(): Promise<string>;
  content(): Promise<Uint8Array>;
  /** Each call is the next answer, five at most. Only after `content`. */
  answer(plain: Uint8Array): Promise<void>;
}

export interface Giving {
  readonly code: string;
  give(plain: Uint8Array): Promise<void>;
  /** Each call waits for the next answer. Only after `give`. */
  answer(): Promise<Uint8Array>;
}

/** `path`: where the giver's phone opens the QR code, with its first slash and without the last one. */
export async function receiveBy(
  use: MeetingUse,
  path: string,
  over: AbortSignal,
  around: Surroundings = here,
): Promise<Receiving> {
  await readySodium();
  const meeting = makeMeeting();
  const handle = meetingHandle(meeting);
  const endsMs = around.now() + meetingMs;
  await putMessage(around.reach, handle, 0, sealMeetingKey(meeting, use));
  const wait = waiting(handle, endsMs, over, around);
  // Heard once: what the digits were shown over is what message 2 is held against.
  let heard: Uint8Array | undefined;
  const nonce = async () => (heard ??= openMeetingNonce(meeting, use, await wait(1)));
  let answerKey: Uint8Array | undefined;
  let answers = firstAnswer;
  return {
    link: meetingLink(around.reach.origin, path, meeting),
    endsMs,
    code: async () => shortCode(use, meeting, meeting.box.publicKey, await nonce()),
    content: async () => {
      const given = openFromMeeting(use, meeting, await nonce(), await wait(2));
      answerKey = given.answerKey;
      return given.plain;
    },
    answer: async (plain) => {
      if (answerKey === undefined) throw new PathFault('meeting-over', 'nothing was given yet');
      const n = answers++;
      await putMessage(around.reach, handle, n, sealMeetingAnswer(use, answerKey, n, plain));
    },
  };
}

/** `link`: the address in the QR code, or what stands behind its `#`. Nothing secret leaves before `give`. */
export async function giveBy(
  use: MeetingUse,
  link: string,
  over: AbortSignal,
  around: Surroundings = here,
): Promise<Giving> {
  await readySodium();
  const place = readMeetingLink(link);
  const handle = meetingHandle(place);
  // The receiver left its key before it showed the QR code: what is not there now is over.
  const sealedKey = await takeMessage(around.reach, handle, 0);
  if (sealedKey === null) throw new PathFault('meeting-over', 'no such meeting');
  const publicKey = openMeetingKey(place, use, sealedKey);
  const answerKey = newAnswerKey();
  const nonce = answerNonce(answerKey);
  await putMessage(around.reach, handle, 1, sealMeetingNonce(place, use, nonce));
  const wait = waiting(handle, around.now() + meetingMs, over, around);
  let isGiven = false;
  let answers = firstAnswer;
  return {
    code: shortCode(use, place, publicKey, nonce),
    give: async (plain) => {
      await putMessage(around.reach, handle, 2, sealForMeeting(use, publicKey, answerKey, plain));
      isGiven = true;
    },
    answer: async () => {
      if (!isGiven) throw new PathFault('meeting-over', 'nothing was given yet');
      const n = answers++;
      return openMeetingAnswer(use, answerKey, n, await wait(n));
    },
  };
}

/** Asks for a message every two seconds until it is there, the meeting is over or the screen was left. */
function waiting(handle: string, endsMs: number, over: AbortSignal, around: Surroundings) {
  return async (n: number): Promise<Uint8Array> => {
    for (;;) {
      if (over.aborted || around.now() >= endsMs)
        throw new PathFault('meeting-over', 'nobody answered in time');
      const message = await takeUnlessAbsent(handle, n, around);
      if (message !== null) return message;
      await around.pause(pollMs);
    }
  };
}

/** A phone that has no network for a moment waits on. */
async function takeUnlessAbsent(handle: string, n: number, around: Surroundings): Promise<Uint8Array | null> {
  try {
    return await takeMessage(around.reach, handle, n);
  } catch (cause) {
    if (cause instanceof LinkFault && cause.isPassing) return null;
    throw cause;
  }
}
