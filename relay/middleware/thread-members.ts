// A kept thread as policy reads it: its records with the relay's time, and the procedure it runs under.

import { splitRecord } from '../../policy/record.ts';
import { type Procedure, procedureOf } from '../../policy/thread/procedure.ts';
import type { ThreadMember } from '../../policy/thread/standing.ts';
import { readThread, type ThreadOpening } from '../../policy/thread.ts';
import type { KeptThread } from '../store/thread-contract.ts';
import type { Directory } from './directory.ts';

export const membersOf = (thread: Pick<KeptThread, 'acts'>): ThreadMember[] =>
  thread.acts.map(({ text, atMs }) => ({ record: readThread(splitRecord(text).body), atMs }));

/** By the party's role and the promise of the declaration that the opening names. */
export function procedureFor(directory: Directory, members: readonly ThreadMember[]): Procedure {
  const opening = members[0]?.record as ThreadOpening;
  const role = directory.party(opening.party)?.current.role ?? 'city';
  const known = opening.declaration === null ? undefined : directory.declaration(opening.declaration);
  const promisedDays = known?.declaration.contest.deadlineDays;
  return procedureOf(opening, promisedDays === undefined ? { role } : { role, promisedDays });
}
