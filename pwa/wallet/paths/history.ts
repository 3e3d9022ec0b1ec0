// The sequence of one grant as this wallet holds it: the members that its party holds too, and nothing else.

import { toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { recordDigest } from '../../../crypto/hash.ts';
import { leafHash } from '../../../crypto/proof.ts';
import { readAccess, readAnswerText, readEvidence } from '../../../policy/access.ts';
import { countedMember, type Digests, type Member } from '../../../policy/member.ts';
import { readLogReceipt } from '../../../policy/receipt.ts';
import type { CountedMember } from '../../../policy/statement.ts';
import type { History } from '../../../policy/symmetry.ts';
import type { KeptAccess, KeptGrant, KeptMember } from '../vault/kept/grant.ts';
import { heldSignal } from '../vault/open.ts';

const digests: Digests = {
  digestOf: recordDigest,
  leafOf: (text) => toBase64url(leafHash(toUtf8(text))),
};

export function membersOf(grantId: string): Member[] {
  const { member, look } = heldSignal.value;
  const signed = [...member.values()].filter(({ grant }) => grant === grantId).map(signedMember);
  const read = [...look.values()].filter(({ grant }) => grant === grantId).map(accessMember);
  return [...signed, ...read].sort((left, right) => left.seq - right.seq);
}

const signedMember = ({ grant, seq, type, previous, text, receipt }: KeptMember): Member => ({
  kind: 'signed',
  type,
  grant,
  seq,
  previous,
  text,
  receipt,
});

function accessMember({ grant, seq, evidence }: KeptAccess): Member {
  const { receipt = null, ...rest } = evidence as Record<string, unknown>;
  const { record: text, position, item, answer, itemPath, answerPath } = readEvidence(rest);
  return {
    kind: 'access',
    grant,
    seq,
    previous: readAnswerText(answer).previous,
    text,
    position,
    count: readAccess(text).count,
    item,
    answer,
    itemPath,
    answerPath,
    receipt: receipt === null ? null : readLogReceipt(receipt),
  };
}

export const countedMembers = (grantId: string): CountedMember[] =>
  membersOf(grantId).map((member) => countedMember(member, digests));

/** One entry a grant, as the export holds it. A yes that the relay never had has no sequence. */
export function histories(): History[] {
  return [...heldSignal.value.grant.values()]
    .map(({ id, mailbox }: KeptGrant) => ({ grant: id, mailbox, members: membersOf(id) }))
    .filter(({ members }) => members.length > 0);
}
