// Who speaks under a grant, read from its own records; and whether a hand-over may follow. Both stores ask here.

import type { KeyStep } from '../../policy/handover.ts';
import { StoreFault } from './fault.ts';
import type { NewHandover } from './handover-contract.ts';
import { type HeldGrant, isNone, notGiven } from './held.ts';

/** The body of a kept record: it was read with its own reader when it came. */
export const bodyOf = (text: string): Record<string, unknown> =>
  JSON.parse(text.slice(0, text.indexOf('\n'))) as Record<string, unknown>;

/** `newest`: the grant's last hand-over; without one the grant itself says who speaks. */
function speakingUnder(first: string, newest: string | undefined): unknown {
  return newest === undefined ? bodyOf(first)['key'] : bodyOf(newest)['newKey'];
}

const forked = (): StoreFault =>
  new StoreFault('handover-forked', 'expected the key that speaks under this grant, and its one successor');

/** An ended grant is handed over too: its results may still come, and they are the new key's to read. */
export function requireSuccession(
  { key, newKey }: NewHandover,
  grant: HeldGrant,
  records: { readonly first: string; readonly newest: string | undefined },
  steps: readonly KeyStep[],
): void {
  if (isNone(grant)) throw notGiven();
  if (speakingUnder(records.first, records.newest) !== key) throw forked();
  const successor = steps.find((step) => step.key === key);
  if (successor !== undefined && successor.newKey !== newKey) throw forked();
  // A key that spoke here before is not taken back: two steps could go round for ever.
  if (successor === undefined && steps.some((step) => step.key === newKey || step.newKey === newKey))
    throw forked();
}

/** Looked at again inside the transaction: the key may have been handed over since the door looked. */
export function requirePresent(text: string, steps: readonly KeyStep[]): void {
  const { key } = bodyOf(text);
  if (steps.some((step) => step.key === key))
    throw new StoreFault('key-unknown', 'expected the key that this mailbox was handed over to');
}
