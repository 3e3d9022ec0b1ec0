// Writes test/vectors/handover.json, and the example of docs/formats/handover.md, from fixed secrets.

import { readFileSync, writeFileSync } from 'node:fs';
import { toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import { pairwise } from '../../crypto/keys.ts';
import { signRecord } from '../../crypto/sign.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { type Handover, handoverNewLabel, takenOverText } from '../../policy/handover.ts';
import { recordLine } from '../../policy/record.ts';
import { signLine } from '../relay/resident.ts';
import { cityId, someId } from '../support/builders.ts';

await readySodium();
const secret = (name: string): Uint8Array => sha256(toUtf8(`vectors of a hand-over: ${name}`));
const [pairKey, newPairKey] = [secret('pair key'), secret('new pair key')];
const before = pairwise(pairKey, cityId, 0);
const next = pairwise(newPairKey, cityId, 1);
const body = {
  v: 1 as const,
  type: 'handover' as const,
  id: someId('handover'),
  at: '2026-11-24T09:12:00Z',
  by: before.mailbox,
  key: toBase64url(before.signing.publicKey),
  grant: someId('grant'),
  newKey: toBase64url(next.signing.publicKey),
  newBoxKey: toBase64url(next.box.publicKey),
};
const newSignature = toBase64url(signRecord(handoverNewLabel, takenOverText(body), next.signing.secretKey));
const handover: Handover = { ...body, newSignature };
const vectors = {
  what: 'A hand-over: what the new key signs, what the old key signs, and the record.',
  party: cityId,
  pairKey: toBase64url(pairKey),
  generation: 0,
  newPairKey: toBase64url(newPairKey),
  newGeneration: 1,
  signedByNew: `${handoverNewLabel}\n${takenOverText(body)}`,
  signedByOld: `vav/handover/1\n${recordLine(handover)}`,
  record: signLine(handover, before.signing.secretKey),
};
writeFileSync(new URL('../vectors/handover.json', import.meta.url), `${JSON.stringify(vectors, null, 2)}\n`);
const page = new URL('../../docs/formats/handover.md', import.meta.url);
const example = `\`\`\`json\n${JSON.stringify(handover, null, 2)}\n\`\`\``;
writeFileSync(page, readFileSync(page, 'utf8').replace(/```json\n[\s\S]*?\n```/, example));
