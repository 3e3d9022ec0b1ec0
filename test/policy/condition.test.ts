import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from '../../crypto/encode.ts';
import { recordDigest } from '../../crypto/hash.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { challengeDigestFor, tokenNonceOf } from '../../crypto/token.ts';
import { verifyRecord } from '../../crypto/verify.ts';
import {
  conditionGrantLabel,
  conditionGrantText,
  readCondition,
  readConditionMet,
  takesGrant,
  takesYes,
  tickAt,
} from '../../policy/condition.ts';
import { recordLabel, splitRecord } from '../../policy/record.ts';
import vectors from '../vectors/condition.json' with { type: 'json' };

beforeAll(() => readySodium());

const split = splitRecord(vectors.condition);
const condition = readCondition(split.body);
const invalid = expect.objectContaining({ code: 'condition-invalid' }) as Error;
const hourMs = 3_600_000;
const endMs = Date.parse(condition.end);

const holds = (text: string, key: string): boolean => {
  const { type, v, line1, proof } = splitRecord(text);
  return verifyRecord(recordLabel(type, v), line1, fromBase64url(proof.value), fromBase64url(key));
};

describe('a condition', () => {
  it('is signed by its party, and met by the word of the régie alone', () => {
    expect(holds(vectors.condition, vectors.partyKey)).toBe(true);
    expect(holds(vectors.met, vectors.regieKey)).toBe(true);
    expect(holds(vectors.met, vectors.partyKey)).toBe(false);
    expect(recordDigest(vectors.condition)).toBe(vectors.digest);
    expect(readConditionMet(splitRecord(vectors.met).body).condition).toBe(vectors.digest);
    const challenge = challengeDigestFor('relay.example', fromBase64url(vectors.digest));
    expect(toBase64url(challenge)).toBe(vectors.challengeDigest);
  });

  it('has yeses that are named by their key, which signs for one grant', () => {
    const { key, name, grant, text, signature } = vectors.yes;
    expect(toBase64url(tokenNonceOf(fromBase64url(key)))).toBe(name);
    expect(conditionGrantText(vectors.digest, grant)).toBe(text);
    expect(verifyRecord(conditionGrantLabel, text, fromBase64url(signature), fromBase64url(key))).toBe(true);
  });

  it('asks around at least five, ends on a whole hour within a year, and asks for what there is', () => {
    expect(() => readCondition({ ...condition, threshold: 4 })).toThrow(invalid);
    expect(() => readCondition({ ...condition, end: '2026-12-12T19:30:00Z' })).toThrow(invalid);
    expect(() => readCondition({ ...condition, end: '2027-12-12T19:00:00Z' })).toThrow(invalid);
    expect(() => readCondition({ ...condition, end: condition.at.replace('05:00Z', '00:00Z') })).toThrow(
      invalid,
    );
    const facts = [{ key: 'commune', necessity: 'required', precision: 'to-the-metre' }];
    expect(() => readCondition({ ...condition, request: { ...condition.request, facts } })).toThrow(invalid);
    expect(() => readCondition({ ...condition, count: 3 })).toThrow(invalid);
    expect(() => readConditionMet({ ...readConditionMet(splitRecord(vectors.met).body), count: 20 })).toThrow(
      invalid,
    );
  });

  it('is looked at on the hour, for the last time at its end', () => {
    expect(tickAt(condition, endMs - 1, hourMs)).toBe(endMs - hourMs);
    expect(tickAt(condition, endMs, hourMs)).toBe(endMs);
    expect(tickAt(condition, endMs + 9 * hourMs, hourMs)).toBe(endMs);
    expect([takesYes(condition, endMs - 1), takesYes(condition, endMs)]).toEqual([true, false]);
    expect([
      takesGrant(condition, endMs + 30 * 24 * hourMs),
      takesGrant(condition, endMs + 31 * 24 * hourMs),
    ]).toEqual([true, false]);
  });
});
