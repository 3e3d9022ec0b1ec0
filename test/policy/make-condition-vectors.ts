// Writes test/vectors/condition.json. Run by hand when a format changes, with its page in docs/formats.

import { writeFileSync } from 'node:fs';
import { toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { recordDigest, sha256 } from '../../crypto/hash.ts';
import { type SigningPair, signingPair, signRecord } from '../../crypto/sign.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { challengeDigestFor, tokenNonceOf } from '../../crypto/token.ts';
import {
  type Condition,
  type ConditionMet,
  conditionGrantLabel,
  conditionGrantText,
} from '../../policy/condition.ts';
import { type Head, joinRecord, type RecordType, recordLabel, recordLine } from '../../policy/record.ts';

await readySodium();
const bytes = (name: string, length = 32): Uint8Array => sha256(toUtf8(name)).slice(0, length);
const digest = (name: string): string => toBase64url(bytes(name));
const pairs = {
  party: signingPair(bytes('party')),
  regie: signingPair(bytes('régie')),
  yes: signingPair(bytes('yes')),
};
const signed = (record: Head<RecordType>, { secretKey }: SigningPair): string => {
  const line = recordLine(record);
  const value = toBase64url(signRecord(recordLabel(record.type, record.v), line, secretKey));
  return joinRecord(line, { kind: 'ed25519', value });
};

const condition: Condition = {
  v: 1,
  type: 'condition',
  id: toBase64url(bytes('id', 16)),
  at: '2026-11-21T10:05:00Z',
  by: digest('party id'),
  request: {
    type: 'vav',
    declaration: digest('declaration'),
    purpose: 'planning',
    facts: [{ key: 'commune', necessity: 'required', precision: 'exact' }],
    actions: ['read'],
    period: { days: 182 },
  },
  area: { name: { fr: 'Quartier du Port', en: 'Harbour district' }, codes: ['33063'] },
  threshold: 20,
  end: '2026-12-12T19:00:00Z',
  enrolment: 'person',
};
const text = signed(condition, pairs.party);
const name = recordDigest(text);
const met: ConditionMet = {
  v: 1,
  type: 'condition-met',
  id: toBase64url(bytes('met', 16)),
  at: '2026-12-01T08:00:00Z',
  by: digest('régie id'),
  condition: name,
};
const grantText = conditionGrantText(name, digest('grant'));
const vectors = {
  source: 'made by test/policy/make-condition-vectors.ts; bytes in base64url',
  partyKey: toBase64url(pairs.party.publicKey),
  condition: text,
  digest: name,
  challengeDigest: toBase64url(challengeDigestFor('relay.example', Buffer.from(name, 'base64url'))),
  regieKey: toBase64url(pairs.regie.publicKey),
  met: signed(met, pairs.regie),
  yes: {
    key: toBase64url(pairs.yes.publicKey),
    name: toBase64url(tokenNonceOf(pairs.yes.publicKey)),
    grant: digest('grant'),
    text: grantText,
    signature: toBase64url(signRecord(conditionGrantLabel, grantText, pairs.yes.secretKey)),
  },
};
writeFileSync(new URL('../vectors/condition.json', import.meta.url), `${JSON.stringify(vectors, null, 2)}\n`);
