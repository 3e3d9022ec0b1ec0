// « Qui a regardé »: the wallet asks, the relay never calls. One mailbox in one call; first the one on the screen, the
// others in random order 2 to 30 seconds apart, so that nothing but timing could join them (protocol §4).

import { readySodium } from '../../../crypto/sodium.ts';
import { instantMs } from '../../../policy/instant.ts';
import { dayMs } from '../../../policy/period.ts';
import { change } from '../vault/hold.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';
import { grants, lockState } from '../vault/open.ts';
import { inOneTab } from '../vault/tabs.ts';
import { apart, called, clearOfAccount, together } from './apart.ts';
import { findChangesDaily } from './change.ts';
import { PathFault } from './fault.ts';
import { holdOneByOne } from './heads.ts';
import { over } from './kept-grant.ts';
import { lookThrough } from './look-through.ts';
import { readMine } from './mailbox.ts';
import { openSpeakers, readOf } from './my-thread.ts';
import { sendOutbox } from './outbox.ts';
import { sendReceipts } from './send-receipt.ts';
import { here, type Surroundings, shuffled } from './surroundings.ts';

/** A result may still come, or be contested, some time after the end. */
const watchedDays = 90;
const betweenLooksMs = 300_000;

/** True when every mailbox could be read; false when the network or the relay was not there. */
export async function look(onScreen?: string, around: Surroundings = here): Promise<boolean> {
  await readySodium();
  if (lockState.value !== 'open') return false;
  await endExpired(around);
  const own = grants.value.filter((kept) => isWatched(kept, around.now())).map(({ mailbox }) => mailbox);
  const watched = new Set(own);
  // A thread is asked for under the key of its mailbox: right behind it, it joins nothing that is not one already.
  const speakers = openSpeakers();
  const first = grants.value.find(({ id }) => id === onScreen)?.mailbox;
  const others = shuffled(
    [...new Set([...own, ...speakers.keys()])].filter((mailbox) => mailbox !== first),
    around,
  );
  let isWhole = true;
  const order = first === undefined ? others : [first, ...others];
  for (const [at, mailbox] of order.entries()) {
    if (at > 0 || first === undefined) await apart(around);
    else {
      await clearOfAccount(around);
      called(around);
    }
    if (lockState.value !== 'open') return false;
    const speaker = speakers.get(mailbox);
    const isWatchedHere = mailbox === first || watched.has(mailbox);
    const readGrants = async () => {
      if (isWatchedHere) isWhole = (await lookAtMailbox(mailbox, around)) && isWhole;
    };
    if (speaker === undefined) await readGrants();
    else {
      const readThreads = async () => {
        isWhole = (await lookThrough(mailbox, () => readOf(speaker, around), around)) && isWhole;
      };
      await together(readGrants, readThreads, around);
    }
  }
  return isWhole;
}

/** The grant on the screen alone, now. */
export async function lookAtGrant(grantId: string, around: Surroundings = here): Promise<boolean> {
  await readySodium();
  const kept = grants.value.find(({ id }) => id === grantId);
  if (kept === undefined) throw new PathFault('grant-unknown', 'no such grant in this vault');
  await clearOfAccount(around);
  called(around);
  return lookAtMailbox(kept.mailbox, around);
}

/** While the page is open, and in one tab of this wallet only. Gives the function that ends it. */
export function startLooking(around: Surroundings = here): () => void {
  const over = new AbortController();
  void inOneTab('look', over.signal, () => goOnLooking(over.signal, around));
  return () => over.abort();
}

async function goOnLooking(over: AbortSignal, around: Surroundings): Promise<void> {
  // Without it a tab that was locked would keep its turn until its pause has passed.
  const isOver = new Promise<void>((resolve) => over.addEventListener('abort', () => resolve()));
  while (!over.aborted && lockState.value === 'open') {
    try {
      await sendOutbox(around);
      await look(undefined, around);
      await findChangesDaily(around);
      await sendReceipts(around);
      await holdOneByOne(around);
    } catch (cause) {
      // Locked in the middle: whatever was under way ends with it.
      if (lockState.value === 'open') throw cause;
    }
    await Promise.race([isOver, around.pause(betweenLooksMs * (1 + around.chance()))]);
  }
}

const lookAtMailbox = (mailbox: string, around: Surroundings): Promise<boolean> =>
  lookThrough(mailbox, () => readMine(mailbox, around), around);

const isWatched = (kept: KeptGrant, nowMs: number): boolean =>
  kept.status === 'unsent'
    ? false
    : kept.status !== 'ended' || instantMs(kept.endedAt ?? kept.at) > nowMs - watchedDays * dayMs;

/** Time ends a grant here as it does there, with or without network; its key goes with it. */
async function endExpired(around: Surroundings): Promise<void> {
  const nowMs = around.now();
  const expired = grants.value.filter(
    ({ status, until }) =>
      ['active', 'waiting', 'paused', 'suspended'].includes(status) &&
      until !== null &&
      instantMs(until) <= nowMs,
  );
  if (expired.length === 0) return;
  await change(async (rows) => {
    for (const { id } of expired) {
      const kept = await rows.get('grant', id);
      if (kept?.until == null || kept.status === 'stopping' || kept.status === 'ended') continue;
      rows.put('grant', id, { ...over(kept, 'grant-expired', 0), endedAt: kept.until });
    }
  });
}
