import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from '../../crypto/encode.ts';
import { mailboxOf } from '../../crypto/hash.ts';
import { pairwise } from '../../crypto/keys.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { verifyRecord } from '../../crypto/verify.ts';
import {
  handoverNewLabel,
  keysFor,
  readHandover,
  standingOf,
  takenOverText,
  voicesOf,
} from '../../policy/handover.ts';
import type { Member, SignedMember } from '../../policy/member.ts';
import { recordLabel, splitRecord } from '../../policy/record.ts';
import { signedText } from '../relay/store/acts.ts';
import { aHandover } from '../support/a-handover.ts';
import { aGrant, someBytes, someDigest, someSignature } from '../support/builders.ts';
import vectors from '../vectors/handover.json' with { type: 'json' };

beforeAll(readySodium);

const member = (type: SignedMember['type'], seq: number, body: object): Member => ({
  kind: 'signed',
  type,
  grant: aGrant().id,
  seq,
  previous: null,
  text: signedText(body, `member ${seq}`),
  receipt: null,
});
const [first, second, third] = [aGrant().key, someDigest('second key'), someDigest('third key')] as const;
const step = (seq: number, key: string, newKey: string): Member =>
  member('handover', seq, aHandover({ key, newKey, newBoxKey: someBytes(`box of ${newKey}`, 1216) }));

describe('a hand-over', () => {
  it('is the same bytes in every implementation', () => {
    const split = splitRecord(vectors.record);
    const handover = readHandover(split.body);
    const { key, newKey, newSignature, newBoxKey, by } = handover;
    const [before, next] = [
      pairwise(fromBase64url(vectors.pairKey), vectors.party, vectors.generation),
      pairwise(fromBase64url(vectors.newPairKey), vectors.party, vectors.newGeneration),
    ];
    expect([by, key]).toEqual([before.mailbox, toBase64url(before.signing.publicKey)]);
    expect(newKey).toBe(toBase64url(next.signing.publicKey));
    expect(newBoxKey).toBe(toBase64url(next.box.publicKey));
    expect(mailboxOf(fromBase64url(key))).toBe(by);
    expect(vectors.signedByNew).toBe(`${handoverNewLabel}\n${takenOverText(handover)}`);
    expect(vectors.signedByOld).toBe(`${recordLabel('handover', 1)}\n${split.line1}`);
    const bySign = (label: string, text: string, signature: string, by: string): boolean =>
      verifyRecord(label, text, fromBase64url(signature), fromBase64url(by));
    expect(bySign(handoverNewLabel, takenOverText(handover), newSignature, newKey)).toBe(true);
    expect(bySign(recordLabel('handover', 1), split.line1, split.proof.value, key)).toBe(true);
    expect(bySign(handoverNewLabel, takenOverText(handover), newSignature, key)).toBe(false);
  });

  it('leads to another key', () => {
    expect(() => readHandover(aHandover({ newKey: aHandover().key }))).toThrow(/another key/);
  });

  it('names nothing that the relay need not know', () => {
    expect(() => readHandover({ ...aHandover(), generation: 1 })).toThrow();
    expect(() => readHandover({ ...aHandover(), reason: 'lost' })).toThrow();
  });
});

describe('who speaks under a grant', () => {
  const members = [member('grant', 1, aGrant()), step(3, first, second), step(5, second, third)];
  const voices = voicesOf(aGrant(), members);

  it('is the grant’s own key, then each that took over', () => {
    expect(voices.map(({ key, from }) => [key, from])).toEqual([
      [first, 1],
      [second, 3],
      [third, 5],
    ]);
    expect(voices.at(-1)?.boxKey).toBe(someBytes(`box of ${third}`, 1216));
  });

  it('signs what stands behind its hand-over, and the hand-over is signed by the one before', () => {
    const keysAt = (type: SignedMember['type'], seq: number) => keysFor(voices, { type, seq });
    expect(keysAt('grant', 1)).toEqual([first]);
    expect(keysAt('receipt', 2)).toEqual([first]);
    expect(keysAt('handover', 3)).toEqual([first]);
    expect(keysAt('receipt', 4)).toEqual([second]);
    expect(keysAt('handover', 5)).toEqual([second]);
    expect(keysAt('receipt', 6)).toEqual([third]);
  });

  it('is not the only one who may end it', () => {
    expect(keysFor(voices, { type: 'revocation', seq: 4 })).toEqual([first, second]);
    expect(keysFor(voices, { type: 'revocation', seq: 9 })).toEqual([first, second, third]);
  });

  it('is nobody whom another key handed over to, and nobody named by what cannot be read', () => {
    const stray = step(4, someDigest('a thief'), third);
    const broken = member('handover', 4, { ...aHandover(), newSignature: someSignature('x').slice(1) });
    expect(voicesOf(aGrant(), [member('grant', 1, aGrant()), stray, broken])).toHaveLength(1);
  });
});

describe('a key, to a mailbox,', () => {
  const steps = [
    { key: first, newKey: second },
    { key: second, newKey: third },
  ];

  it('is present, former, or none of its keys', () => {
    expect(standingOf(first, true, [])).toBe('present');
    expect(standingOf(first, true, steps)).toBe('former');
    expect(standingOf(second, false, steps)).toBe('former');
    expect(standingOf(third, false, steps)).toBe('present');
    expect(standingOf(someDigest('a thief'), false, steps)).toBe('none');
  });
});
