// The versions of a party's own record, which say with which keys it signed at which time. They come from the relay, so
// only what our identity key signed is believed.

import { fromBase64url } from '../../crypto/encode.ts';
import { recordDigest } from '../../crypto/hash.ts';
import { verifyRecord } from '../../crypto/verify.ts';
import { mayFollow, type Party, readParty } from '../../policy/party.ts';
import { labelIn, type Realm } from '../../policy/realm.ts';
import { recordLabel, splitRecord } from '../../policy/record.ts';
import { KitFault } from './fault.ts';

/** Oldest first; `first` is our own, as it was made. */
export function readVersions(texts: readonly string[], first: string, realm: Realm): Party[] {
  const unproven = () => new KitFault('answer-invalid', 'expected our own first record, and what follows it');
  if (texts[0] !== first) throw unproven();
  const itsId = recordDigest(first);
  let before: { party: Party; digest: string } | undefined;
  return texts.map((text) => {
    const { type, v, line1, proof, body } = splitRecord(text);
    const party = readParty(body);
    const key = fromBase64url(before?.party.identityKey ?? party.identityKey);
    const isOurs = verifyRecord(labelIn(realm, recordLabel(type, v)), line1, fromBase64url(proof.value), key);
    if (!isOurs || (before !== undefined && !mayFollow(before, party, itsId))) throw unproven();
    before = { party, digest: recordDigest(text) };
    return party;
  });
}
