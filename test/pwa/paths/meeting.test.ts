import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fromUtf8, toUtf8 } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import {
  makeMeeting,
  meetingHandle,
  meetingLink,
  newAnswerKey,
  openMeetingKey,
  readMeetingLink,
  sealForMeeting,
} from '../../../crypto/meeting.ts';
import { LinkFault } from '../../../pwa/wallet/link/fault.ts';
import { putMessage, takeMessage } from '../../../pwa/wallet/link/meeting.ts';
import { PathFault } from '../../../pwa/wallet/paths/fault.ts';
import { giveBy, receiveBy } from '../../../pwa/wallet/paths/meeting.ts';
import { meetingMs } from '../../../relay/meeting/meetings.ts';
import { openTestHouse, origin, type TestHouse } from '../../relay/house.ts';
import { aroundOf, type TestAround } from './wallet.ts';

let relay: TestHouse;
let around: TestAround;
const over = new AbortController().signal;

beforeAll(async () => {
  relay = await openTestHouse();
});
afterAll(() => relay.close());
beforeEach(() => {
  around = aroundOf(relay);
});

async function codeOf(act: () => Promise<unknown>): Promise<string> {
  try {
    await act();
  } catch (cause) {
    if (cause instanceof LinkFault) return cause.problem?.code ?? cause.code;
    return cause instanceof PathFault || cause instanceof CryptoFault ? cause.code : String(cause);
  }
  return 'nothing';
}

describe('a meeting', () => {
  it('carries what is given and what is answered, and both see the same six digits', async () => {
    const receiver = await receiveBy('device', '/appareil', over, around);
    expect(receiver.link.startsWith(`${origin}/appareil#`)).toBe(true);
    const giver = await giveBy('device', receiver.link, over, around);
    expect(await receiver.code()).toBe(giver.code);
    await giver.give(toUtf8('a root and rows'));
    expect(fromUtf8(await receiver.content())).toBe('a root and rows');
    await receiver.answer(toUtf8('a slot list'));
    await receiver.answer(toUtf8('and one more'));
    expect(fromUtf8(await giver.answer())).toBe('a slot list');
    expect(fromUtf8(await giver.answer())).toBe('and one more');
  });

  it('sends nothing of what it carries, nor of the QR code, in a form that the relay could read', async () => {
    const receiver = await receiveBy('mandate', '/aide', over, around);
    const giver = await giveBy('mandate', receiver.link, over, around);
    await giver.give(toUtf8('canary-of-a-meeting'));
    await receiver.content();
    const [, fragment = ''] = receiver.link.split('#');
    const sent = around.calls.map(({ path, body }) => path + body).join('\n');
    for (const word of ['canary', ...fragment.split('.'), giver.code]) expect(sent).not.toContain(word);
    for (const { options } of around.calls) expect(options.credentials).toBe('omit');
  });

  it('waits two seconds between two looks, and no longer than the meeting lives', async () => {
    const receiver = await receiveBy('device', '/appareil', over, around);
    expect(receiver.endsMs - around.now()).toBe(meetingMs);
    const before = around.pauses.length;
    const waiting = {
      ...around,
      pause: async (ms: number) => {
        around.pauses.push(ms);
        relay.clock.pass({ ms });
      },
    };
    const alone = await receiveBy('device', '/appareil', over, waiting);
    expect(await codeOf(() => alone.code())).toBe('meeting-over');
    expect(around.pauses.length - before).toBe(meetingMs / 2_000);
    expect(new Set(around.pauses)).toEqual(new Set([2_000]));
    expect(await codeOf(() => giveBy('device', receiver.link, over, around))).toBe('meeting-over');
  });

  it('ends when its screen is left', async () => {
    const leave = new AbortController();
    const receiver = await receiveBy('device', '/appareil', leave.signal, around);
    leave.abort();
    expect(await codeOf(() => receiver.code())).toBe('meeting-over');
  });

  it('goes on when the network is away for a moment', async () => {
    const receiver = await receiveBy('device', '/appareil', over, around);
    const giver = await giveBy('device', receiver.link, over, around);
    let lost = 2;
    around.meddle = (_, next) => {
      if (lost-- > 0) throw new TypeError('offline');
      return next();
    };
    expect(await receiver.code()).toBe(giver.code);
  });

  it('has one giver: who comes second is told so, and whoever made the link alone meets nobody', async () => {
    const receiver = await receiveBy('device', '/appareil', over, around);
    await giveBy('device', receiver.link, over, around);
    expect(await codeOf(() => giveBy('device', receiver.link, over, around))).toBe('meeting-taken');
    const made = meetingLink(origin, '/appareil', makeMeeting());
    expect(await codeOf(() => giveBy('device', made, over, around))).toBe('meeting-over');
  });

  it('takes nothing from a bystander who photographed the QR code and was faster than the yes', async () => {
    const receiver = await receiveBy('device', '/appareil', over, around);
    const giver = await giveBy('device', receiver.link, over, around);
    expect(await receiver.code()).toBe(giver.code);
    const place = readMeetingLink(receiver.link);
    const handle = meetingHandle(place);
    const sealedKey = (await takeMessage(around.reach, handle, 0)) ?? new Uint8Array();
    const publicKey = openMeetingKey(place, 'device', sealedKey);
    const theirs = sealForMeeting('device', publicKey, newAnswerKey(), toUtf8('their wallet'));
    await putMessage(around.reach, handle, 2, theirs);
    expect(await codeOf(() => receiver.content())).toBe('open-failed');
    expect(await codeOf(() => giver.give(toUtf8('my wallet')))).toBe('meeting-taken');
  });

  it('for one use is not joined for another', async () => {
    const receiver = await receiveBy('device', '/appareil', over, around);
    expect(await codeOf(() => giveBy('mandate', receiver.link, over, around))).toBe('open-failed');
  });

  it('that the relay altered gives nothing', async () => {
    const receiver = await receiveBy('device', '/appareil', over, around);
    const stranger = await receiveBy('device', '/appareil', over, around);
    // The relay hands out another receiver's first message: it does not open under this QR code.
    const other = around.calls.at(-1)?.body ?? '';
    const { message } = JSON.parse(other) as { message: string };
    around.meddle = async (path, next) => (path === '/meeting/take' ? Response.json({ message }) : next());
    expect(await codeOf(() => giveBy('device', receiver.link, over, around))).toBe('open-failed');
    expect(stranger.link).not.toBe(receiver.link);
  });
});
