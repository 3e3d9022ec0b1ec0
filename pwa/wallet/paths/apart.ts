// Calls about mailboxes keep their distance: 2 to 30 seconds, by chance, so that nothing joins two of them by their
// moment (protocol §4). Revoking and stopping never wait, and neither does the mailbox on the screen.
// Calls for the account keep 10 minutes from all of them, before and after: an account call waits until mailboxes were
// silent that long, and after it the polls wait, those of the screen too. When it last called, and when a mailbox did, is
// kept in the vault, so that closing the page or a second tab makes nothing shorter.

import { VaultFault } from '../vault/fault.ts';
import { change } from '../vault/hold.ts';
import { account, heldSignal, lockState, thisDevice } from '../vault/open.ts';
import type { Surroundings } from './surroundings.ts';

const shortestMs = 2_000;
const longestMs = 30_000;
const farMs = 600_000;
/** An account that waits for silence has polls held back for it once in this time: a relay that answers it with no cannot stop them. */
const heldOnceMs = 3_600_000;

let lastMs = Number.NEGATIVE_INFINITY;
let calls = 0;
/** One at a time: two that wait for the same moment would leave together. */
let turn: Promise<void> = Promise.resolve();
let accountTurn: Promise<unknown> = Promise.resolve();

/** Awaited before a call that nobody waits for. */
export function apart(around: Surroundings): Promise<void> {
  turn = turn.then(async () => {
    const distanceMs = shortestMs + around.chance() * (longestMs - shortestMs);
    let before: string;
    do {
      before = moments();
      await pauseUntil(lastMs + distanceMs, distanceMs, around);
      await pauseUntil(accountOverMs(around.now()), 2 * farMs, around);
      // Somebody touched the screen meanwhile, or the account has called: the distance is from that call.
    } while (moments() !== before);
    called(around);
  });
  return turn;
}

/** Awaited before a poll that somebody looks at: it waits for nothing but the silence after a call for the account. */
export function clearOfAccount(around: Surroundings): Promise<void> {
  return pauseUntil(clearMs(), farMs, around);
}

/** When that silence is over; long ago where there was no such call. */
export const clearMs = (): number => (account.value?.calledMs ?? Number.NEGATIVE_INFINITY) + farMs;

/** A call left without waiting, or what it led to has ended: the next one keeps its distance from it. */
export function called(around: Surroundings): void {
  calls += 1;
  lastMs = around.now();
  const kept = account.value;
  if (kept === undefined || lockState.value !== 'open' || kept.mailboxMs >= lastMs) return;
  const mailboxMs = lastMs;
  // Nobody waits for this write: the call that it is about must not be later for it. A full vault tells so elsewhere.
  keepMoment((row) => ({ ...row, mailboxMs: Math.max(row.mailboxMs, mailboxMs) })).catch(() => undefined);
}

/** One after another, each when mailboxes were silent long enough: `act` makes one call for the account. */
export function farApart<T>(act: () => Promise<T>, around: Surroundings): Promise<T> {
  const mine = accountTurn.then(async () => {
    let before: string;
    do {
      before = moments();
      await pauseUntil(silentMs(), farMs, around);
    } while (moments() !== before);
    await accountCalls(around);
    try {
      return await act();
    } finally {
      await accountCalls(around);
    }
  });
  accountTurn = mine.catch(() => undefined);
  return mine;
}

/** What is followed by another call for the same mailbox: that one waits only if something else left in between. */
export async function together(
  first: () => Promise<void>,
  second: () => Promise<void>,
  around: Surroundings,
): Promise<void> {
  const before = calls;
  await first();
  if (calls !== before) await apart(around);
  await second();
}

/** For a device that was erased: what comes next is another wallet. */
export function forgetCalls(): void {
  lastMs = Number.NEGATIVE_INFINITY;
}

/** A clock that was set back would make a pause long: never longer than it can have to be. */
async function pauseUntil(thenMs: number, longest: number, around: Surroundings): Promise<void> {
  const restMs = thenMs - around.now();
  if (restMs > 0) await around.pause(Math.min(restMs, longest));
}

const moments = (): string => {
  const kept = account.value;
  return `${calls} ${kept?.calledMs ?? ''} ${kept?.mailboxMs ?? ''}`;
};

/** When mailboxes will have been silent long enough for the account. */
const silentMs = (): number => Math.max(lastMs, account.value?.mailboxMs ?? lastMs) + farMs;

/** Until when polls wait for the account: for what it did, and for what it waits to do. */
function accountOverMs(nowMs: number): number {
  const calledMs = account.value?.calledMs ?? Number.NEGATIVE_INFINITY;
  const isHeld = isAccountWaiting(nowMs) && nowMs - calledMs > heldOnceMs;
  return isHeld ? Math.max(nowMs, silentMs()) + farMs : calledMs + farMs;
}

function isAccountWaiting(nowMs: number): boolean {
  const dueAt = thisDevice.value?.backup?.dueAt ?? null;
  if (dueAt !== null && Date.parse(dueAt) <= nowMs) return true;
  const { token, contribution, condition } = heldSignal.value;
  for (const [study, { token: here }] of token)
    if (here === null && (contribution.get(study)?.state === 'kept' || condition.get(study)?.step === 'kept'))
      return true;
  const enrolment = account.value?.enrolment ?? null;
  if (enrolment === null || enrolment.refusal !== null) return false;
  return enrolment.token === null || Date.parse(enrolment.token.spendAt) <= nowMs;
}

async function accountCalls(around: Surroundings): Promise<void> {
  calls += 1;
  const calledMs = around.now();
  await keepMoment((row) => ({ ...row, calledMs }));
}

type Row = NonNullable<typeof account.value>;

async function keepMoment(turned: (row: Row) => Row): Promise<void> {
  try {
    await change(async (rows) => {
      const row = await rows.get('account', 'account');
      if (row !== undefined) rows.put('account', 'account', turned(row));
    });
  } catch (cause) {
    // Locked meanwhile: nothing more leaves from here.
    if (!(cause instanceof VaultFault) || cause.code !== 'vault-locked') throw cause;
  }
}
