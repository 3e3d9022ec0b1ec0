// The last version of a party's own record: closed, and never open again. Signed by the identity key, as every version.

import { recordDigest } from '../../crypto/hash.ts';
import { randomId } from '../../crypto/random.ts';
import { instantText } from '../../policy/instant.ts';
import type { Party } from '../../policy/party.ts';
import { pathOf } from '../../policy/routes.ts';
import { type Line, postJson } from './call.ts';
import { KitFault } from './fault.ts';
import { signLine } from './keys.ts';
import { readVersions } from './versions.ts';

/** The digest of the closing version. From its place in the log on no grant of this party holds. */
export async function closeParty(line: Line, texts: readonly string[], first: string): Promise<string> {
  const newest = readVersions(texts, first, line.realm).at(-1) as Party;
  if (newest.status === 'closed') throw new KitFault('party-closed', 'expected a party that is open');
  const closed: Party = {
    ...newest,
    id: randomId(),
    at: instantText(line.now()),
    by: line.party,
    status: 'closed',
    previousHash: recordDigest(texts.at(-1) as string),
  };
  const text = signLine(closed, line.keys.identity, line.realm);
  await postJson(line, pathOf('keepParty'), { record: text });
  return recordDigest(text);
}
