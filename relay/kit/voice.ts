// Who speaks under a grant, from its proven sequence: the grant's own keys first, then those it was handed over to.

import { readGrant } from '../../policy/grant.ts';
import { type Voice, voicesOf } from '../../policy/handover.ts';
import type { Member } from '../../policy/member.ts';
import { splitRecord } from '../../policy/record.ts';

export type ReadVoices = (of: {
  readonly grant: string;
  readonly mailbox: string;
}) => Promise<readonly Voice[]>;

export function voicesIn(members: readonly Member[]): Voice[] {
  const [first] = members;
  if (first === undefined) return [];
  return voicesOf(readGrant(splitRecord(first.text).body), members);
}
