// A party's own declarations as the relay keeps them: the version that a new one follows, and the newest of a chain. Only
// what this party's key of that time signed is believed.

import { fromBase64url } from '../../crypto/encode.ts';
import { recordDigest } from '../../crypto/hash.ts';
import { verifyRecord } from '../../crypto/verify.ts';
import { type Declaration, readDeclaration } from '../../policy/declaration.ts';
import { keysAt, type Party, versionAt } from '../../policy/party.ts';
import { labelIn } from '../../policy/realm.ts';
import { recordLabel, splitRecord } from '../../policy/record.ts';
import { pathOf } from '../../policy/routes.ts';
import { callRelay, type Line } from './call.ts';
import { KitFault } from './fault.ts';

export interface Declared {
  readonly digest: string;
  readonly declaration: Declaration;
}

export async function readDeclared(
  line: Line,
  versions: readonly Party[],
  digest: string,
): Promise<Declaration> {
  const path = pathOf('readDeclaration', { digest });
  const told = (await (await callRelay(line, path, { method: 'GET' })).json()) as { record?: unknown };
  const unproven = () => new KitFault('answer-invalid', 'expected a declaration of ours, of this digest');
  if (typeof told.record !== 'string' || recordDigest(told.record) !== digest) throw unproven();
  const { type, v, line1, proof, body } = splitRecord(told.record);
  const declaration = readDeclaration(body);
  const version = versionAt(versions, declaration.at);
  const keys = version === undefined ? [] : keysAt(version, 'record', declaration.at);
  const label = labelIn(line.realm, recordLabel(type, v));
  const isOurs = keys.some(({ key }) =>
    verifyRecord(label, line1, fromBase64url(proof.value), fromBase64url(key)),
  );
  if (declaration.by !== line.party || !isOurs) throw unproven();
  return declaration;
}

/** Follows this one to the last that names it, directly or by others. */
export async function newestDeclared(
  line: Line,
  versions: readonly Party[],
  digest: string,
): Promise<Declared> {
  const path = pathOf('listDeclarations');
  const told = (await (await callRelay(line, path, { method: 'GET' })).json()) as {
    declarations?: { digest?: unknown; party?: unknown; previousHash?: unknown }[];
  };
  const following = new Map<unknown, string>();
  for (const { digest: entry, party, previousHash } of told.declarations ?? [])
    if (party === line.party && typeof entry === 'string') following.set(previousHash, entry);
  let newest = { digest, declaration: await readDeclared(line, versions, digest) };
  // Each names the one before by its digest, so that no chain closes on itself.
  for (let next = following.get(digest); next !== undefined; next = following.get(next)) {
    const declaration = await readDeclared(line, versions, next);
    if (declaration.previousHash !== newest.digest)
      throw new KitFault('answer-invalid', 'expected versions that follow each other');
    newest = { digest: next, declaration };
  }
  return newest;
}
