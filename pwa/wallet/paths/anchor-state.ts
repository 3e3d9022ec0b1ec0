// Recorded: the relay has signed that it stands in the log. Anchored: a witness has put its name under a checkpoint that
// it lies inside, so the relay cannot show others a log without it. Light: screens load it with themselves.

import { instantMs } from '../../../policy/instant.ts';
import { dayMs } from '../../../policy/period.ts';
import type { LogReceipt } from '../../../policy/receipt.ts';
import type { KeptHead, KeptLog } from '../vault/kept/log.ts';
import { heldSignal } from '../vault/open.ts';

/** late: a day has passed and no witness has seen it. Where no witness is named nothing is ever late. */
export type AnchorState = 'recorded' | 'anchored' | 'late';

export function anchorState({ size, checkpoint }: LogReceipt, nowMs: number = Date.now()): AnchorState {
  const head = heldSignal.value.head.get(String(size));
  const log = heldSignal.value.log.get('log');
  if (head === undefined || log === undefined || rootIn(head.note) !== rootIn(checkpoint)) return 'recorded';
  if (isAnchored(head, log)) return 'anchored';
  return isLate(head, log, nowMs) ? 'late' : 'recorded';
}

/** By its place in the history: both are inside the newest public checkpoint, and the smaller is inside the larger. */
export const isAnchored = ({ state, size }: KeptHead, { anchored }: KeptLog): boolean =>
  state === 'inside' && anchored !== null && size <= anchored.size;

export const isLate = (head: KeptHead, log: KeptLog, nowMs: number): boolean =>
  (log.witnesses?.keys.length ?? 0) > 0 &&
  !isAnchored(head, log) &&
  !isWaiting(head, log) &&
  nowMs - instantMs(head.seenAt) > dayMs;

/** Witnesses have seen a log that is long enough, and this wallet has not asked yet whether the head is in it. */
const isWaiting = ({ state, size }: KeptHead, { anchored }: KeptLog): boolean =>
  state === 'open' && anchored !== null && size <= anchored.size && !unanswered.has(size);

/** Sizes of heads that had their turn, and the relay gave no tiles. */
const unanswered = new Set<number>();

export function noteTurn(size: number, isAnswered: boolean): void {
  if (isAnswered) unanswered.delete(size);
  else unanswered.add(size);
}

/** For a device that was erased. */
export function forgetTurns(): void {
  unanswered.clear();
}

/** Third line of a checkpoint. */
const rootIn = (note: string): string | undefined => note.split('\n')[2];
