// Where a thread of this wallet stands now. Folded from the kept records, so it is true without network too.

import { instantMs } from '../../../policy/instant.ts';
import type { PartyRole } from '../../../policy/party.ts';
import { procedureOf } from '../../../policy/thread/procedure.ts';
import { type Standing, standing } from '../../../policy/thread/standing.ts';
import type { ThreadOpening } from '../../../policy/thread.ts';
import type { KeptThreadAct } from '../vault/kept/thread.ts';

export interface ThreadKnown {
  readonly opening: ThreadOpening;
  readonly acts: readonly KeptThreadAct[];
  readonly role: PartyRole;
  /** `contest.deadlineDays` of the declaration, where it is known here. */
  readonly promisedDays: number | null;
}

/** Periods run on the relay's time; until it has answered, a person's own clock stands in its place. */
export const actMs = ({ record, recordedAt }: KeptThreadAct): number => instantMs(recordedAt ?? record.at);

export function standingOf({ opening, acts, role, promisedDays }: ThreadKnown, nowMs: number): Standing {
  const members = acts.map((act) => ({ record: act.record, atMs: actMs(act) }));
  const procedure = procedureOf(opening, promisedDays === null ? { role } : { role, promisedDays });
  return standing(members, procedure, Math.max(nowMs, ...members.map(({ atMs }) => atMs)));
}
