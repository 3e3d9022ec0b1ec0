// Who signed what, from the texts of a file alone.

import { describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { mailboxOf, recordDigest, stopHashOf } from '../../../crypto/hash.ts';
import { randomBytes, randomId } from '../../../crypto/random.ts';
import { signingPair, signRecord } from '../../../crypto/sign.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { type Party, readParty } from '../../../policy/party.ts';
import { joinRecord, recordLine, splitRecord } from '../../../policy/record.ts';
import type { Statement } from '../../../policy/statement.ts';
import { newPartyKeys, type PartyKeys, partyRecord, signLine } from '../../../relay/kit/keys.ts';
import { KeyRing } from '../../../relay/verify/signed.ts';
import { aGrant, aRevocation, someDigest } from '../../support/builders.ts';
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

  it('takes no key that a later version has taken away', async () => {
    const keys = newPartyKeys();
    const first = await partyRecord(keys, aboutCity, nowMs);
    const later = await nextVersion(first, { ...newPartyKeys(), identity: keys.identity });
    const text = signLine(aStatement(recordDigest(first)), keys.record);
    expect(new KeyRing([first]).signedBy(text)).toBe('party key');
    expect(new KeyRing([first, later]).signedBy(text)).toBe('not signed by whom it says');
    expect(new KeyRing([first, later]).signedBy(later)).toBe('party key');
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

describe('a key ring, of a stop from the card,', () => {
  const secret = someDigest('secret of the card');
  const stopHash = stopHashOf(fromBase64url(secret));

  /** As its wallet has signed it; `isForged`: by another key than the one that stands in it. */
  function grantText(changes: { stopHash?: string; id?: string } = {}, isForged = false): string {
    const pair = signingPair(randomBytes(32));
    const signer = isForged ? signingPair(randomBytes(32)) : pair;
    const key = toBase64url(pair.publicKey);
    const line1 = recordLine(aGrant({ stopHash, ...changes, by: mailboxOf(pair.publicKey), key }));
    const signature = signRecord('vav/grant/1', line1, signer.secretKey);
    return joinRecord(line1, { kind: 'ed25519', value: toBase64url(signature) });
  }

  function stopText(value = secret, by: object = { by: 'stop' }): string {
    const { key: _, ...body } = aRevocation();
    return joinRecord(recordLine({ ...body, ...by }), { kind: 'stop', value });
  }

  it('holds the secret against the hash in the grant that it ends', () => {
    expect(new KeyRing([grantText()]).signedBy(stopText())).toBe('stop secret');
  });

  it('does not take another secret', () => {
    const other = stopText(someDigest('secret of another card'));
    expect(new KeyRing([grantText()]).signedBy(other)).toBe('not signed by whom it says');
    // Nor the hash itself, which everybody can read who holds the grant.
    expect(new KeyRing([grantText()]).signedBy(stopText(stopHash))).toBe('not signed by whom it says');
  });

  it('does not know where the grant is not in the file, or is of nobody', () => {
    const elsewhere = grantText({ id: randomId() });
    expect(new KeyRing([]).signedBy(stopText())).toBe('unknown');
    expect(new KeyRing([elsewhere, stopText()]).signedBy(stopText())).toBe('unknown');
    expect(new KeyRing([grantText({}, true)]).signedBy(stopText())).toBe('unknown');
  });

  it('is not led astray by a second grant of the same name', () => {
    const made = grantText({ stopHash: stopHashOf(fromBase64url(someDigest('made up'))) });
    for (const value of [secret, someDigest('made up')])
      expect(new KeyRing([grantText(), made]).signedBy(stopText(value))).toBe('not signed by whom it says');
  });

  it('takes no secret in the place of a mailbox’s signature', () => {
    const { by, key } = aRevocation();
    expect(new KeyRing([grantText()]).signedBy(stopText(secret, { by, key }))).toBe(
      'not signed by whom it says',
    );
  });
});
