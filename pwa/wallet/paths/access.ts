// One reading, checked whole: the party's own signature over its call, the own item under the signed root, the own
// answer under the recorded root, the record in the log. What fails is told and kept as evidence; it is never hidden.

import { fromBase64url, toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { recordDigest } from '../../../crypto/hash.ts';
import { leafHash, verifyInclusion } from '../../../crypto/proof.ts';
import { verifyForeign } from '../../../crypto/verify.ts';
import {
  type Access,
  type AccessAnswer,
  type AccessItem,
  actOf,
  askingKey,
  readAccess,
  readAnswerText,
  readEvidence,
  readItemText,
} from '../../../policy/access.ts';
import type { ChainLink } from '../../../policy/history.ts';
import type { Party } from '../../../policy/party.ts';
import type { ShownEntry } from '../link/mailbox.ts';
import type { KeptAccess, KeptGrant } from '../vault/kept/grant.ts';
import { PathFault } from './fault.ts';
import { isInLog, type KnownLog } from './log.ts';

export type ShownAccess = Extract<ShownEntry, { kind: 'access' }>;

export interface CheckedAccess {
  readonly access: KeptAccess;
  readonly link: ChainLink;
  readonly previous: ChainLink | null;
}

/** Throws when this is no reading of this grant at all; what can only not be proven is said in what is kept. */
export function checkAccess(
  entry: ShownAccess,
  grant: Pick<KeptGrant, 'id' | 'party' | 'mailbox'>,
  parties: readonly Party[],
  log: KnownLog,
): CheckedAccess {
  const evidence = readEvidence(entry.evidence);
  const record = readAccess(evidence.record);
  const item = readItemText(evidence.item);
  const answer = readAnswerText(evidence.answer);
  const answerLeaf = leafHash(toUtf8(evidence.answer));
  if (record.by !== grant.party || item.subject.id !== grant.party || item.resource.id !== grant.mailbox)
    throw new PathFault('record-foreign', 'reading of another party or mailbox');
  if (item.context.grant !== grant.id || answer.grant !== grant.id || answer.seq !== entry.seq)
    throw new PathFault('record-foreign', 'reading of another grant or place');
  const isProven =
    isSignedByParty(record, parties) &&
    isUnderRoots(entry, record, answer, answerLeaf) &&
    isInLog(evidence.record, entry.receipt, log);
  return {
    access: accessOf(entry, grant, { record, item, answer, isProven }),
    link: { seq: entry.seq, record: record.id, position: evidence.position, digest: toBase64url(answerLeaf) },
    previous: answer.previous,
  };
}

function isSignedByParty(record: Access, parties: readonly Party[]): boolean {
  const key = askingKey(record, parties);
  return (
    key !== undefined &&
    verifyForeign(toUtf8(record.base), fromBase64url(record.signature), fromBase64url(key))
  );
}

function isUnderRoots(
  entry: ShownAccess,
  record: Access,
  answer: AccessAnswer,
  answerLeaf: Uint8Array,
): boolean {
  const { position, item, itemPath, answerPath } = entry.evidence;
  const itemLeaf = leafHash(toUtf8(item));
  const under = (leaf: Uint8Array, path: readonly string[], root: string) =>
    verifyInclusion(
      leaf,
      position,
      record.count,
      path.map((hash) => fromBase64url(hash)),
      fromBase64url(root),
    );
  return (
    answer.item === toBase64url(itemLeaf) &&
    under(itemLeaf, itemPath, record.itemsRoot) &&
    under(answerLeaf, answerPath, record.answersRoot)
  );
}

function accessOf(
  entry: ShownAccess,
  grant: Pick<KeptGrant, 'id' | 'party'>,
  read: { record: Access; item: AccessItem; answer: AccessAnswer; isProven: boolean },
): KeptAccess {
  const { record, item, answer, isProven } = read;
  const { evidence, receipt } = entry;
  return {
    digest: recordDigest(evidence.record),
    grant: grant.id,
    party: grant.party,
    seq: entry.seq,
    at: record.at,
    act: actOf(answer),
    decision: answer.decision ? 'allowed' : 'denied',
    form: answer.form ?? null,
    facts: [...item.context.facts],
    purpose: item.context.purpose,
    isProven,
    evidence: {
      record: evidence.record,
      position: evidence.position,
      item: evidence.item,
      answer: evidence.answer,
      itemPath: [...evidence.itemPath],
      answerPath: [...evidence.answerPath],
      receipt: receipt === null ? null : { ...receipt, path: [...receipt.path] },
    },
  };
}
