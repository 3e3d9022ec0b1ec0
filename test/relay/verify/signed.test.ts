// Who signed what, from the texts of a file alone.

import { describe, expect, it } from 'vitest';
import { recordDigest } from '../../../crypto/hash.ts';
import { randomId } from '../../../crypto/random.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { type Party, readParty } from '../../../policy/party.ts';
import { splitRecord } from '../../../policy/record.ts';
import type { Statement } from '../../../policy/statement.ts';
import { newPartyKeys, type PartyKeys, partyRecord, signLine } from '../../../relay/kit/keys.ts';
import { KeyRing } from '../../../relay/verify/signed.ts';
import { someDigest } from '../../support/builders.ts';
import { aboutCity } from '../house.ts';

await readySodium();
const nowMs = Date.parse('2026-11-05T10:00:00Z');

/** The keys of the one in the next version of the record of the other. */
async function nextVersion(first: string, keys: PartyKeys, identityKey?: string): Promise<string> {
  const { by: _, id: __, previousHash: ___, ...own } = bodyOf(await partyRecord(keys, aboutCity, nowMs));
  const previousHash = recordDigest(first);
  const body: Party = { ...own, by: previousHash, id: randomId(), previousHash };
  return signLine(identityKey === undefined ? body : { ...body, identityKey }, keys.identity);
}

const aStatement = (by: string): Statement => ({
  v: 1,
  type: 'statement',
  id: randomId(),
  at: '2026-11-05T10:00:00Z',
  by,
  month: '2026-10',
  until: '2026-11-01T00:00:00Z',
  size: 0,
  root: someDigest('empty'),
});

const bodyOf = (text: string): Party => readParty(splitRecord(text).body);

describe('a key ring', () => {
  it('takes the keys of a later version that the identity key of the first has signed', async () => {
    const keys = newPartyKeys();
    const first = await partyRecord(keys, aboutCity, nowMs);
    const later = { ...newPartyKeys(), identity: keys.identity };
    const text = signLine(aStatement(recordDigest(first)), later.record);
    expect(new KeyRing([first]).signedBy(text)).toBe('not signed by whom it says');
    expect(new KeyRing([await nextVersion(first, later), first]).signedBy(text)).toBe('party key');
  });

  it('takes none from a version that somebody else has made for a party', async () => {
    const first = await partyRecord(newPartyKeys(), aboutCity, nowMs);
    const forger = newPartyKeys();
    const text = signLine(aStatement(recordDigest(first)), forger.record);
    const forged = await nextVersion(first, forger);
    const borrowed = await nextVersion(first, forger, bodyOf(first).identityKey);
    expect(new KeyRing([first, forged, borrowed]).signedBy(text)).toBe('not signed by whom it says');
  });
});
