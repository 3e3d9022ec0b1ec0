import { inclusionPathFrom, nodesOf } from '../../crypto/proof.ts';
import { instantMs } from '../../policy/instant.ts';
import { splitRecord } from '../../policy/record.ts';
import { routes } from '../../policy/routes.ts';
import {
  type Leaf,
  leafText,
  maxLeaves,
  readLeaf,
  readStatement,
  type StatementState,
  statementState,
} from '../../policy/statement.ts';
import type { House } from '../house.ts';
import { readJson, requireObject } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { partySkewMs, readSigned, requireRecent, requireSignature } from '../middleware/signed.ts';
import { fastSha256, treeOfTexts } from '../proof/hash.ts';
import type { StatementLeaf } from '../store/sides-contract.ts';

/** Two a minute at most: each may hold a leaf for every grant of a city. */
const statements = { perSecond: 0.05, burst: 12 };

/**
 * A party signs how far each of its grants went until the end of a month. Whether that is true is for wallets to find:
 * the relay only looks that the tree is the signed one and that every leaf is about a grant of this very party.
 */
export async function keepStatement(house: House, request: Request): Promise<Response> {
  const limits = { bytes: routes.keepStatement.limitBytes, entries: maxLeaves };
  const { record, leaves, ...rest } = requireObject(await readJson(request, limits));
  if (!Array.isArray(leaves) || Object.keys(rest).length > 0)
    throw new DoorFault('body-invalid', 'expected record, leaves and nothing else');
  const split = readSigned(record, 'statement');
  const statement = readStatement(split.body);
  const nowMs = house.now();
  requireRecent(statement.at, nowMs, { pastMs: partySkewMs, futureMs: partySkewMs });
  await house.directory.refresh(nowMs);
  const party = house.directory.requireOpen(statement.by);
  requireSignature(
    split,
    house.directory.keysNow(party, 'record', nowMs).map((entry) => entry.key),
  );
  house.limits.take(`statement ${party.id}`, statements);
  const kept = await house.store.keepStatement({
    type: 'statement',
    party: party.id,
    text: record as string,
    month: statement.month,
    leaves: treeOfLeaves(leaves.map(readLeaf), statement),
  });
  return answerJson({ digest: kept.digest, receipt: await house.store.receiptOf(kept) }, { status: 201 });
}

function treeOfLeaves(leaves: readonly Leaf[], signed: { size: number; root: string }): StatementLeaf[] {
  const names = leaves.map(({ mailbox, grant }) => `${mailbox}/${grant}`);
  if (names.some((name, at) => at > 0 && name <= (names[at - 1] as string)))
    throw new DoorFault(
      'body-invalid',
      '`leaves`: expected each grant once, in the order of mailbox and grant',
    );
  const texts = leaves.map(leafText);
  const tree = treeOfTexts(texts);
  if (leaves.length !== signed.size || tree.root.toString('base64url') !== signed.root)
    throw new DoorFault('digest-invalid', 'expected `size` and `root` to be those of the leaves');
  const nodes = nodesOf(
    texts.map((_, at) => tree.leaves.subarray(at * 32, at * 32 + 32)),
    fastSha256,
  );
  return leaves.map(({ mailbox, grant }, position) => ({
    mailbox,
    grant,
    position,
    text: texts[position] as string,
    path: inclusionPathFrom(nodes, position, leaves.length, fastSha256).map((hash) =>
      Buffer.from(hash).toString('base64url'),
    ),
  }));
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
