import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import {
  answerNonce,
  type Meeting,
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
} from '../../crypto/meeting.ts';
import { boxPair } from '../../crypto/seal.ts';
import { readySodium } from '../../crypto/sodium.ts';
import vectors from '../vectors/meeting.json' with { type: 'json' };

beforeAll(readySodium);

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (cause) {
    return cause instanceof CryptoFault ? cause.code : 'another';
  }
  return undefined;
}

function ofVectors(): Meeting {
  return {
    secret: fromBase64url(vectors.secret),
    keyDigest: fromBase64url(vectors.keyDigest),
    box: boxPair(fromBase64url(vectors.boxSeed)),
  };
}

describe('a meeting of two devices', () => {
  it('is that of the vectors', () => {
    const meeting = ofVectors();
    const [key = '', nonce = '', given = '', answer = ''] = vectors.messages.map((message) =>
      fromBase64url(message),
    );
    expect(meetingLink('https://relay.example', '/appareil', meeting)).toBe(vectors.link);
    expect(meetingHandle(meeting)).toBe(vectors.handle);
    const place = readMeetingLink(vectors.link);
    const publicKey = openMeetingKey(place, 'device', key as Uint8Array);
    expect(publicKey).toEqual(meeting.box.publicKey);
    const opened = openMeetingNonce(place, 'device', nonce as Uint8Array);
    expect(toBase64url(opened)).toBe(vectors.nonce);
    expect(shortCode('device', place, publicKey, opened)).toBe(vectors.code);
    expect(shortCode('mandate', place, publicKey, opened)).toBe(vectors.codeForMandate);
    const { plain, answerKey } = openFromMeeting('device', meeting, opened, given as Uint8Array);
    expect([toBase64url(plain), toBase64url(answerKey)]).toEqual([vectors.plain, vectors.answerKey]);
    expect(toBase64url(openMeetingAnswer('device', answerKey, 3, answer as Uint8Array))).toBe(vectors.answer);
  });

  it('shows the same six digits on both screens, and others when the relay put its own key in between', () => {
    const meeting = makeMeeting();
    const place = readMeetingLink(meetingLink('https://relay.example', '/x', meeting));
    const nonce = new Uint8Array(16).fill(7);
    const shown = shortCode('device', place, meeting.box.publicKey, nonce);
    expect(shown).toMatch(/^\d{6}$/);
    const onGiver = openMeetingKey(place, 'device', sealMeetingKey(meeting, 'device'));
    expect(shortCode('device', place, onGiver, nonce)).toBe(shown);
    expect(shortCode('device', place, makeMeeting().box.publicKey, nonce)).not.toBe(shown);
    expect(shortCode('device', makeMeeting(), meeting.box.publicKey, nonce)).not.toBe(shown);
  });

  it('is not joined by a key that the QR code does not name', () => {
    const meeting = makeMeeting();
    const other = { ...makeMeeting(), secret: meeting.secret };
    // Whoever photographed the QR code can seal under its bytes; the key is still another one.
    expect(codeOf(() => openMeetingKey(meeting, 'device', sealMeetingKey(other, 'device')))).toBe(
      'open-failed',
    );
    expect(codeOf(() => openMeetingKey(makeMeeting(), 'device', sealMeetingKey(meeting, 'device')))).toBe(
      'open-failed',
    );
  });

  it('for one use opens nothing of another, and no message stands in for another', () => {
    const meeting = makeMeeting();
    const answerKey = newAnswerKey();
    const own = answerNonce(answerKey);
    const sealed = sealForMeeting('device', meeting.box.publicKey, answerKey, toUtf8('keys'));
    expect(codeOf(() => openFromMeeting('mandate', meeting, own, sealed))).toBe('open-failed');
    expect(codeOf(() => openFromMeeting('device', makeMeeting(), own, sealed))).toBe('open-failed');
    const answer = sealMeetingAnswer('device', answerKey, 3, toUtf8('yes'));
    expect(codeOf(() => openMeetingAnswer('device', answerKey, 4, answer))).toBe('open-failed');
    expect(codeOf(() => openMeetingAnswer('mandate', answerKey, 3, answer))).toBe('open-failed');
    const nonce = sealMeetingNonce(meeting, 'device', new Uint8Array(16));
    expect(codeOf(() => openMeetingKey(meeting, 'device', nonce))).toBe('open-failed');
    expect(codeOf(() => openMeetingNonce(meeting, 'device', sealMeetingKey(meeting, 'device')))).toBe(
      'open-failed',
    );
  });

  it('takes what is given from the one whose digits were shown, and from nobody who only saw the QR code', () => {
    const meeting = makeMeeting();
    const { publicKey } = meeting.box;
    const answerKey = newAnswerKey();
    const nonce = answerNonce(answerKey);
    const given = sealForMeeting('device', publicKey, answerKey, toUtf8('mine'));
    expect(openFromMeeting('device', meeting, nonce, given).plain).toEqual(toUtf8('mine'));
    const strangers = sealForMeeting('device', publicKey, newAnswerKey(), toUtf8('somebody else’s'));
    expect(codeOf(() => openFromMeeting('device', meeting, nonce, strangers))).toBe('open-failed');
  });

  it('tells the relay a name from which the bytes of the QR code do not follow', () => {
    const meeting = makeMeeting();
    const handle = meetingHandle(meeting);
    expect(handle).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(handle).not.toBe(toBase64url(meeting.secret));
    expect(meetingHandle(readMeetingLink(meetingLink('https://a.example', '/b', meeting)))).toBe(handle);
  });

  it('is read from an address, from what stands behind its #, and from nothing else', () => {
    const { link } = vectors;
    const fragment = link.slice(link.indexOf('#') + 1);
    expect(readMeetingLink(` ${fragment}\n`)).toEqual(readMeetingLink(link));
    for (const text of ['', fragment.slice(1), `${fragment}A`, `${fragment}.x`, fragment.replace('.', '')])
      expect(codeOf(() => readMeetingLink(text))).toBe('code-invalid');
  });

  it('hides how much is given behind four sizes', () => {
    const { publicKey } = makeMeeting().box;
    const lengthOf = (bytes: number) =>
      sealForMeeting('device', publicKey, newAnswerKey(), new Uint8Array(bytes)).length;
    expect(lengthOf(1)).toBe(lengthOf(4000));
    expect(new Set([1, 5000, 70_000, 300_000].map(lengthOf)).size).toBe(4);
    expect(codeOf(() => lengthOf(860_000))).toBe('size-invalid');
  });
});
