// The relay takes this wallet's key for a mailbox no more: another device of its own took over, or somebody with the old keys.

import { LinkFault } from '../link/fault.ts';
import { grants } from '../vault/open.ts';
import { raiseAlarm } from './alarm.ts';
import type { Surroundings } from './surroundings.ts';

const takenCodes: readonly unknown[] = ['key-unknown', 'signature-invalid'];

export const isKeyTaken = (cause: unknown): boolean =>
  cause instanceof LinkFault && takenCodes.includes(cause.problem?.code);

/** The person can still stop what stands there: the key before is good for that. */
export async function tellTaken(mailbox: string, around: Surroundings): Promise<void> {
  const kept = grants.value.find((grant) => grant.mailbox === mailbox);
  if (kept === undefined) return;
  const { id: grant, party } = kept;
  await raiseAlarm({ code: 'key-taken', grant, party, evidence: { mailbox } }, around);
}
