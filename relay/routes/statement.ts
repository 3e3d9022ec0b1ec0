import { fromBase64url, toUtf8 } from '../../crypto/encode.ts';
import { leafHash, verifyInclusion } from '../../crypto/proof.ts';
import { instantMs } from '../../policy/instant.ts';
import { splitRecord } from '../../policy/record.ts';
import { routes } from '../../policy/routes.ts';
import {
  readLeafText,
  readPlacedLeaf,
  readStatement,
  type Statement,
  type StatementState,
  statementState,
} from '../../policy/statement.ts';
import type { House } from '../house.ts';
import { parseJson, readJson, readText, requireObject, requireRecord } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { requirePartyCall } from '../middleware/party-call.ts';
import { partySkewMs, readSigned, requireRecent, requireSignature } from '../middleware/signed.ts';
import { fastSha256 } from '../proof/hash.ts';
import { bodyComponents } from '../proof/http-signature.ts';
import type { StatementLeaf } from '../store/sides-contract.ts';

const statements = { perSecond: 0.05, burst: 24 };
/** Calls of up to 500 leaves. */
const leafCalls = { perSecond: 5, burst: 200 };

/**
 * A party signs how far each of its grants went until the end of a month. Whether that is true is for wallets to find:
 * the relay looks that it is the party's word, and shows each mailbox its own leaf.
 */
export async function keepStatement(house: House, request: Request): Promise<Response> {
  const record = requireRecord(await readJson(request, { bytes: routes.keepStatement.limitBytes }));
  const split = readSigned(record, 'statement');
  const { by, at, month } = readStatement(split.body);
  const nowMs = house.now();
  requireRecent(at, nowMs, { pastMs: partySkewMs, futureMs: partySkewMs });
  await house.directory.refresh(nowMs);
  const party = house.directory.requireOpen(by);
  const keys = house.directory.keysNow(party, 'record', nowMs).map((entry) => entry.key);
  requireSignature(split, keys, house.realm);
  house.limits.take(`statement ${party.id}`, statements);
  const text = record as string;
  const kept = await house.store.keepStatement({ type: 'statement', party: party.id, text, month });
  return answerJson({ digest: kept.digest, receipt: await house.store.receiptOf(kept) }, { status: 201 });
}

/** The leaves of a statement, each proven by its path; each about a grant of this very party. */
export async function keepLeaves(house: House, request: Request): Promise<Response> {
  const text = await readText(request, 'application/json', { bytes: routes.keepLeaves.limitBytes });
  const { statement: digest, leaves, ...rest } = requireObject(parseJson(text));
  if (typeof digest !== 'string' || !Array.isArray(leaves) || Object.keys(rest).length > 0)
    throw new DoorFault('body-invalid', 'expected statement, leaves and nothing else');
  const { party } = await requirePartyCall(house, request, text, () => bodyComponents);
  house.limits.take(`leaves ${party.id}`, leafCalls);
  const kept = await house.store.readPublic(digest);
  if (kept?.type !== 'statement' || kept.party !== party.id)
    throw new DoorFault('record-unknown', 'expected the digest of a statement of this party');
  const statement = readStatement(splitRecord(kept.text).body);
  await house.store.keepLeaves({
    statement: digest,
    party: party.id,
    month: statement.month,
    leaves: leaves.map((leaf) => requireUnder(statement, leaf)),
  });
  return answerJson({ kept: leaves.length }, { status: 201 });
}

function requireUnder({ size, root }: Statement, value: unknown): StatementLeaf {
  const { text, position, path } = readPlacedLeaf(value);
  const { mailbox, grant } = readLeafText(text);
  const leaf = leafHash(toUtf8(text), fastSha256);
  const steps = path.map((step) => fromBase64url(step));
  if (!verifyInclusion(leaf, position, size, steps, fromBase64url(root), fastSha256))
    throw new DoorFault('digest-invalid', 'expected each leaf to lead to the signed root');
  return { mailbox, grant, position, text, path: [...path] };
}

/** Public: which months this party has stated, and which it owes. */
export async function readStatements(house: House, id: string): Promise<Response> {
  const kept = await house.store.listPublic('statement', id);
  const shown = await Promise.all(
    kept.map(async (entry) => ({ record: entry.text, receipt: await house.store.receiptOf(entry) })),
  );
  return answerJson({ statements: shown, state: await statementStateOf(house, id) });
}

/** From its first declaration on a party may have grants, and owes a statement every month. */
export async function statementStateOf(house: House, id: string): Promise<StatementState> {
  const nowMs = house.now();
  await house.directory.refresh(nowMs);
  const known = house.directory.party(id);
  if (known === undefined) throw new DoorFault('party-unknown', 'expected the id of a party of this relay');
  const kept = await house.store.listPublic('statement', id);
  const months = kept.map(({ text }) => readStatement(splitRecord(text).body).month);
  const declared = house.directory.declarationsOf(id).map(({ declaration }) => instantMs(declaration.at));
  const fromMs = declared.length === 0 ? nowMs : Math.min(...declared);
  return statementState({ fromMs, months }, nowMs);
}
