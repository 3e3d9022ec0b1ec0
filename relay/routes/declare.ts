import { recordDigest } from '../../crypto/hash.ts';
import { type Declaration, readDeclaration } from '../../policy/declaration.ts';
import { missingFrom } from '../../policy/publication.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { readJson, requireRecord } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import {
  partySkewMs,
  readSigned,
  requireRecent,
  requireSignature,
  walletSkewMs,
} from '../middleware/signed.ts';
import { keepPublic } from './keep-public.ts';

const declarationsPerDay = { perSecond: 0.05, burst: 50 };

export async function declare(house: House, request: Request): Promise<Response> {
  const nowMs = house.now();
  const record = requireRecord(await readJson(request, { bytes: routes.keepDeclaration.limitBytes }));
  const split = readSigned(record, 'declaration');
  const declaration = readDeclaration(split.body);
  requireRecent(declaration.at, nowMs, { pastMs: walletSkewMs, futureMs: partySkewMs });
  await house.directory.refresh(nowMs);
  const known = house.directory.requireAdmitted(declaration.by, nowMs);
  const keys = house.directory.keysNow(known, 'record', nowMs).map((entry) => entry.key);
  requireSignature(split, keys);
  house.limits.take(`declaration ${known.id}`, declarationsPerDay);
  const text = record as string;
  if (house.directory.declaration(recordDigest(text)) !== undefined) {
    throw new DoorFault('record-exists', 'this declaration is known already');
  }
  requireComplete(declaration);
  requirePrevious(house, declaration);
  const hash = declaration.logic.rules?.hash;
  if (hash !== undefined && (await house.store.readDocument(hash)) === undefined) {
    throw new DoorFault(
      'rules-unknown',
      'expected rules that were published before the declaration that names them',
    );
  }
  return house.directory.follow(declaration.previousHash, () =>
    keepPublic(house, { type: 'declaration', party: declaration.by, text }),
  );
}

/** What residents have a right to know must be said; the answer names each gap and the text that asks for it. */
function requireComplete(declaration: Declaration): void {
  const gaps = missingFrom(declaration).map(({ field, standard }) => `${field} (${standard})`);
  if (gaps.length > 0) throw new DoorFault('declaration-incomplete', `expected more in: ${gaps.join(', ')}`);
}

/** A version names the one before it, and one version has one successor. */
function requirePrevious(house: House, declaration: Declaration): void {
  const { previousHash, by } = declaration;
  if (previousHash === null) return;
  const previous = house.directory.declaration(previousHash);
  const hasSuccessor = house.directory
    .declarationsOf(by)
    .some((known) => known.declaration.previousHash === previousHash);
  if (previous === undefined || previous.declaration.by !== by || hasSuccessor) {
    throw new DoorFault(
      'record-conflict',
      'expected the newest version of this declaration in `previousHash`',
    );
  }
}

export async function readOneDeclaration(house: House, digest: string): Promise<Response> {
  await house.directory.refresh(house.now());
  const known = house.directory.declaration(digest);
  if (known === undefined) throw new DoorFault('declaration-unknown', 'expected the digest of a declaration');
  return answerJson(
    { record: known.kept.text, receipt: await house.store.receiptOf(known.kept) },
    { headers: { 'cache-control': 'no-cache' } },
  );
}
