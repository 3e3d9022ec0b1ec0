// The monthly statement of a party: how far each of its grants went, by its own count, under its own signature.

import { toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { recordDigest } from '../../crypto/hash.ts';
import { inclusionPathFrom, leafHash, nodesOf, treeRoot } from '../../crypto/proof.ts';
import { randomId } from '../../crypto/random.ts';
import { readGrant } from '../../policy/grant.ts';
import { instantMs, instantText } from '../../policy/instant.ts';
import { countedMember, type Digests } from '../../policy/member.ts';
import { dayMs, periodEnd } from '../../policy/period.ts';
import { splitRecord } from '../../policy/record.ts';
import { pathOf } from '../../policy/routes.ts';
import {
  isOwed,
  type Leaf,
  lastBefore,
  leafText,
  monthEnd,
  monthStart,
  type PlacedLeaf,
  readStatement,
  type Statement,
} from '../../policy/statement.ts';
import type { History } from '../../policy/symmetry.ts';
import { callRelay, type Line, postJson, signCall } from './call.ts';
import { KitFault } from './fault.ts';
import { signLine } from './keys.ts';
import { leafOfText } from './proof.ts';

const leavesAtOnce = 500;
const digests: Digests = { digestOf: recordDigest, leafOf: leafOfText };

/** Grants that this month owes a word about, in the order of mailbox and grant. */
export function leavesOf(histories: readonly History[], month: string): Leaf[] {
  const until = monthEnd(month);
  return histories
    .flatMap((history): Leaf[] => {
      const members = history.members.map((member) => countedMember(member, digests));
      const last = lastBefore(members, until);
      if (last === undefined || !isOwed(members, isOver(history, month), month)) return [];
      const { mailbox, grant } = history;
      return [{ mailbox, grant, count: last.seq, digest: last.digest }];
    })
    .sort((a, b) => (`${a.mailbox}/${a.grant}` < `${b.mailbox}/${b.grant}` ? -1 : 1));
}

/** Ended by an act, or surely by time, before this month began. A leaf too many does no harm. */
function isOver({ members }: History, month: string): boolean {
  const [first] = members;
  if (members.some((member) => member.kind === 'signed' && member.type === 'revocation')) return true;
  if (first === undefined) return true;
  const { period, at } = readGrant(splitRecord(first.text).body);
  return periodEnd(period, instantMs(at)) + 2 * dayMs < instantMs(monthStart(month));
}

export interface Stated {
  readonly digest: string;
  readonly text: string;
  readonly leaves: readonly Leaf[];
}

export async function stateMonth(line: Line, month: string, leaves: readonly Leaf[]): Promise<Stated> {
  const texts = leaves.map(leafText);
  const hashes = texts.map((text) => leafHash(toUtf8(text)));
  const statement: Statement = {
    v: 1,
    type: 'statement',
    id: randomId(),
    at: instantText(line.now()),
    by: line.party,
    month,
    until: monthEnd(month),
    size: leaves.length,
    root: toBase64url(treeRoot(hashes)),
  };
  const text = await keepOnce(line, statement);
  const digest = recordDigest(text);
  const nodes = nodesOf(hashes);
  const placed: PlacedLeaf[] = texts.map((leaf, position) => ({
    text: leaf,
    position,
    path: inclusionPathFrom(nodes, position, hashes.length).map(toBase64url),
  }));
  for (let at = 0; at < placed.length; at += leavesAtOnce)
    await postLeaves(line, { statement: digest, leaves: placed.slice(at, at + leavesAtOnce) });
  return { digest, text, leaves };
}

/** One a month: a call that was cut off after the record goes on with the statement that is there. */
async function keepOnce(line: Line, statement: Statement): Promise<string> {
  const text = signLine(statement, line.keys.record, line.realm);
  try {
    await postJson(line, pathOf('keepStatement'), { record: text });
    return text;
  } catch (cause) {
    if (!(cause instanceof KitFault) || cause.code !== 'record-exists') throw cause;
    const path = pathOf('readStatements', { id: line.party });
    const told = (await (await callRelay(line, path, { method: 'GET' })).json()) as {
      statements?: { record?: unknown }[];
    };
    const records = (told.statements ?? []).map(({ record }) => String(record));
    const found = records.find((record) => {
      const { month, root, size } = readStatement(splitRecord(record).body);
      return month === statement.month && root === statement.root && size === statement.size;
    });
    if (found === undefined)
      throw new KitFault('statement-other', 'this month was stated with other leaves', { cause });
    return found;
  }
}

async function postLeaves(line: Line, leaves: { statement: string; leaves: PlacedLeaf[] }): Promise<void> {
  const path = pathOf('keepLeaves');
  const body = JSON.stringify(leaves);
  const { headers } = signCall(line, 'POST', path, body);
  await callRelay(line, path, { method: 'POST', headers, body });
}
