import { recordDigest } from '../../crypto/hash.ts';
import { readPublishedCases } from '../../policy/cases.ts';
import { fieldAt } from '../../policy/declaration/fields.ts';
import { type Declaration, readDeclaration } from '../../policy/declaration.ts';
import { declarationSchema } from '../../policy/json-schema.ts';
import { type Gap, missingFrom } from '../../policy/publication.ts';
import { isOwnService } from '../../policy/request.ts';
import { routes } from '../../policy/routes.ts';
import { namesAbsent } from '../../policy/rule-name.ts';
import { hashRules, readRules } from '../../policy/rules.ts';
import type { House } from '../house.ts';
import { readJson, requireRecord } from '../middleware/body.ts';
import type { KnownParty } from '../middleware/directory.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson, dataHeaders } from '../middleware/headers.ts';
import {
  partySkewMs,
  readSigned,
  requireRecent,
  requireSignature,
  walletSkewMs,
} from '../middleware/signed.ts';
import { keepPublic } from './keep-public.ts';
import { requirePrevious, suspendOlder } from './later-declaration.ts';

const declarationsPerDay = { perSecond: 0.05, burst: 50 };

export async function declare(house: House, request: Request): Promise<Response> {
  const nowMs = house.now();
  const record = requireRecord(await readJson(request, { bytes: routes.keepDeclaration.limitBytes }));
  const split = readSigned(record, 'declaration');
  await house.directory.refresh(nowMs);
  // Who signed comes before what is missing: a stranger learns nothing here, and costs little.
  const { by } = split.body as { by?: unknown };
  const known = house.directory.requireAdmitted(typeof by === 'string' ? by : '', nowMs);
  const keys = house.directory.keysNow(known, 'record', nowMs).map((entry) => entry.key);
  requireSignature(split, keys, house.realm);
  house.limits.take(`declaration ${known.id}`, declarationsPerDay);
  requireComplete(split.body);
  const declaration = readDeclaration(split.body);
  requireOwnService(declaration, known);
  requireRecent(declaration.at, nowMs, { pastMs: walletSkewMs, futureMs: partySkewMs });
  const text = record as string;
  if (house.directory.declaration(recordDigest(text)) !== undefined) {
    throw new DoorFault('record-exists', 'this declaration is known already');
  }
  await requireRules(house, declaration);
  const succession = await requirePrevious(house, declaration);
  return house.directory.follow(declaration.previousHash, async () => {
    // First: a version that is kept without its effect would let the old yes serve the new purpose.
    await suspendOlder(house, succession, declaration);
    return keepPublic(house, { type: 'declaration', party: declaration.by, text });
  });
}

/** What residents have a right to know must be said; the answer names every gap and the text that asks for it. */
function requireComplete(body: unknown): void {
  const gaps = missingFrom(body);
  if (gaps.length === 0) return;
  const names = gaps.map(({ field }) => field).join(', ');
  throw new DoorFault('declaration-incomplete', `expected more in: ${names}`, { gaps });
}

/** A party that is no city would get the periods of one. */
function requireOwnService(declaration: Declaration, { current }: KnownParty): void {
  if (declaration.contract.form !== 'own' || isOwnService(declaration, current.role)) return;
  const field = fieldAt('contract');
  const gaps = field === undefined ? [] : [{ ...field, field: 'contract.form' }];
  throw new DoorFault('declaration-incomplete', 'expected `own` from a city alone', { gaps });
}

/** A logic hash that is not that of the rules would hide their change from everyone who agreed. */
async function requireRules(house: House, declaration: Declaration): Promise<void> {
  const { rules } = declaration.logic;
  if (rules === undefined) return;
  const [text, cases] = await Promise.all([
    house.store.readDocument(rules.hash),
    house.store.readDocument(rules.cases ?? ''),
  ]);
  if (text === undefined || cases === undefined) {
    throw new DoorFault(
      'rules-unknown',
      'expected rules and cases that were published before the declaration that names them',
    );
  }
  const published = readRules(Buffer.from(text).toString('utf8'));
  const { logicHash } = hashRules(published, recordDigest);
  if (logicHash !== rules.logicHash) {
    throw new DoorFault('rules-invalid', 'expected the `logicHash` of the published rules');
  }
  // What was kept here is canonical; that it holds cases, and no rules or a report, is what the reader says.
  if (readPublishedCases(JSON.parse(Buffer.from(cases).toString('utf8'))).rules !== rules.hash) {
    throw new DoorFault('rules-invalid', 'expected cases that were published with these rules');
  }
  requireNames(namesAbsent(declaration, published));
}

/** Nobody could ever be given a result under them: it would be found at the first calculation. */
function requireNames(gaps: readonly Gap[]): void {
  if (gaps.length === 0) return;
  const names = [...new Set(gaps.map(({ field }) => field))].join(', ');
  throw new DoorFault('declaration-incomplete', `expected names of the published rules in: ${names}`, {
    gaps,
  });
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

const schemaText = `${JSON.stringify(declarationSchema(), null, 1)}\n`;

export function readDeclarationSchema(): Response {
  return new Response(schemaText, {
    headers: { ...dataHeaders, 'content-type': 'application/schema+json', 'cache-control': 'no-cache' },
  });
}
