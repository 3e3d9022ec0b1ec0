// Writes test/vectors/meeting.json. Run by hand when the format changes, with docs/formats/meeting.md.

import { writeFileSync } from 'node:fs';
import { toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import {
  answerNonce,
  meetingHandle,
  meetingLink,
  sealForMeeting,
  sealMeetingAnswer,
  sealMeetingKey,
  sealMeetingNonce,
  shortCode,
} from '../../crypto/meeting.ts';
import { boxPair } from '../../crypto/seal.ts';
import { readySodium } from '../../crypto/sodium.ts';

await readySodium();
const bytes = (name: string, length: number): Uint8Array => sha256(toUtf8(name)).slice(0, length);
const boxSeed = bytes('meeting box', 32);
const box = boxPair(boxSeed);
const secret = bytes('meeting secret', 16);
const keyDigest = sha256(box.publicKey).slice(0, 16);
const meeting = { secret, keyDigest, box };
const answerKey = bytes('meeting answer key', 32);
const nonce = answerNonce(answerKey);
const plain = toUtf8('what is given');
const use = 'device';
const answer = toUtf8('what is answered');

const vectors = {
  source: 'made by test/crypto/make-meeting-vectors.ts; bytes in base64url',
  boxSeed: toBase64url(boxSeed),
  secret: toBase64url(secret),
  keyDigest: toBase64url(keyDigest),
  link: meetingLink('https://relay.example', '/appareil', meeting),
  handle: meetingHandle(meeting),
  use,
  nonce: toBase64url(nonce),
  code: shortCode(use, meeting, box.publicKey, nonce),
  codeForMandate: shortCode('mandate', meeting, box.publicKey, nonce),
  messages: [
    toBase64url(sealMeetingKey(meeting, use)),
    toBase64url(sealMeetingNonce(meeting, use, nonce)),
    toBase64url(sealForMeeting(use, box.publicKey, answerKey, plain)),
    toBase64url(sealMeetingAnswer(use, answerKey, 3, answer)),
  ],
  plain: toBase64url(plain),
  answerKey: toBase64url(answerKey),
  answer: toBase64url(answer),
};

writeFileSync(
  new URL('../vectors/meeting.json', import.meta.url),
  `${JSON.stringify(vectors, undefined, 2)}\n`,
);
