import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { newSigningPair, type SigningPair, signRecord } from '../../../crypto/sign.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { verifyRecord } from '../../../crypto/verify.ts';
import type { Party } from '../../../policy/party.ts';
import { type ReleaseGap, releaseGaps, releaseText } from '../../../policy/release/verify.ts';
import { type Release, type ReleaseStatement, releaseStatementLabel } from '../../../policy/release.ts';
import { aPublished } from '../../support/a-release.ts';
import { aStudy } from '../../support/a-study.ts';
import { aParty, someDigest, someId } from '../../support/builders.ts';

const study = aStudy();
const digest = someDigest('study');
const statement: ReleaseStatement = { study: digest, ...aPublished(study), files: {} };

let leader: SigningPair;
let helper: SigningPair;
beforeAll(async () => {
  await readySodium();
  [leader, helper] = [newSigningPair(), newSigningPair()];
});

const partyOf = ({ publicKey }: SigningPair): Party[] => [
  aParty({
    keys: [{ use: 'record', id: 'r', key: toBase64url(publicKey), from: '2026-01-01T00:00:00Z' }],
  }),
];
const signed = (by: SigningPair, text = releaseText(statement), label = releaseStatementLabel) =>
  toBase64url(signRecord(label, text, by.secretKey));

function gapsOf(
  changes: Partial<Release> = {},
  order: [SigningPair, SigningPair] = [leader, helper],
): ReleaseGap[] {
  const release: Release = {
    v: 1,
    type: 'release',
    id: someId('release'),
    at: '2026-12-08T09:00:00Z',
    by: study.leader.party,
    statement,
    signatures: [
      { party: study.leader.party, signature: signed(order[0]) },
      { party: study.helper.party, signature: signed(order[1]) },
    ],
    ...changes,
  };
  return releaseGaps(
    release,
    { study, digest },
    { leader: partyOf(leader), helper: partyOf(helper) },
    (label, text, signature, key) => verifyRecord(label, text, fromBase64url(signature), fromBase64url(key)),
  );
}

describe('a release', () => {
  it('holds when both operators of the manifest signed the same statement', () => {
    expect(gapsOf()).toEqual([]);
  });

  it('does not hold when one body signed for both', () => {
    expect(gapsOf({}, [leader, leader])).toEqual(['helper']);
    expect(gapsOf({}, [helper, helper])).toEqual(['leader']);
  });

  it('does not hold when a number was changed after the signatures', () => {
    const cells = statement.cells.with(0, (statement.cells[0] as number) + 1);
    expect(gapsOf({ statement: { ...statement, cells } })).toEqual(['leader', 'helper']);
  });

  it('does not hold under another label, under a key that was not held yet, or by others', () => {
    const [first, second] = [signed(leader, releaseText(statement), 'vav/release/1'), signed(helper)];
    const { party } = study.leader;
    expect(
      gapsOf({
        signatures: [
          { party, signature: first },
          { party: study.helper.party, signature: second },
        ],
      }),
    ).toEqual(['leader']);
    expect(gapsOf({ at: '2025-12-08T09:00:00Z' })).toEqual(['leader', 'helper']);
    expect(gapsOf({ by: someDigest('another') })).toEqual(['leader']);
    expect(
      gapsOf({
        signatures: [
          { party, signature: signed(leader) },
          { party: someDigest('another'), signature: signed(helper) },
        ],
      }),
    ).toEqual(['helper']);
  });

  it('is of this study, with one count a bucket', () => {
    const other = { ...statement, study: someDigest('other') };
    expect(gapsOf({ statement: other })).toContain('study');
    expect(gapsOf({ statement: { ...statement, cells: [1, 2] } })).toContain('cells');
    expect(gapsOf({ statement: { ...statement, outcome: 'too-few' } })).toContain('cells');
  });
});
