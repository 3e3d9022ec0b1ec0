// « Ne pas être regardé jusqu'à … »: private browsing of the city. One tap pauses everything that could be read, here at once
// and at the relay one agreement after the other, in an order of chance; it ends by itself at its time, or with one tap.
// Parties are told « not now », as always.

import { readySodium } from '../../../crypto/sodium.ts';
import { instantMs, minuteText } from '../../../policy/instant.ts';
import { hourMs } from '../../../policy/period.ts';
import { change } from '../vault/hold.ts';
import type { KeptSettings } from '../vault/kept/wallet.ts';
import { grants, heldSignal, outbox } from '../vault/open.ts';
import { keepTurn, sendPauses } from './pause.ts';
import { isPaused } from './pauses.ts';
import { here, type Surroundings, shuffled } from './surroundings.ts';

/** All mailboxes get the same `until`, and the relay keeps it: an odd minute would tell that they are one person's. */
const halfHourMs = hourMs / 2;
/** Longer is no pause: an agreement is stopped. */
export const longestQuietMs = 31 * 24 * hourMs;

type QuietChoice = 'hour' | 'evening' | 'morning';

/** By the phone's own clock: an hour, this evening at 22, tomorrow at 8. */
export function quietUntil(choice: QuietChoice, nowMs: number): number {
  if (choice === 'hour') return nowMs + hourMs;
  const then = new Date(nowMs);
  if (choice === 'evening') then.setHours(22, 0, 0, 0);
  else {
    then.setDate(then.getDate() + 1);
    then.setHours(8, 0, 0, 0);
  }
  // After 22 an evening is the next one.
  return then.getTime() > nowMs ? then.getTime() : then.getTime() + 24 * hourMs;
}

type KeptQuiet = NonNullable<KeptSettings['quiet']>;

const settingsNow = (): KeptSettings => heldSignal.value.setting.get('wallet') ?? { renewal: 'ask' };

/** Until when nobody looks; null where it is not on. */
export function quietNow(nowMs: number): KeptQuiet | null {
  return quietIn(settingsNow(), nowMs);
}

export function quietIn({ quiet }: Pick<KeptSettings, 'quiet'>, nowMs: number): KeptQuiet | null {
  return quiet !== undefined && nowMs < instantMs(quiet.until) ? quiet : null;
}

export const isQuietNow = (nowMs: number): boolean => quietNow(nowMs) !== null;

/** How many of them the relay holds still already. Reads signals. */
export function quietCount(nowMs: number): { readonly quiet: number; readonly all: number } {
  const held = quietNow(nowMs)?.grants ?? [];
  const waiting = new Set(outbox.value.filter(({ kind }) => kind === 'pause').map(({ grant }) => grant));
  // Paused by no record of this vault: the relay refused it.
  return { quiet: held.filter((id) => isPaused(id, nowMs) && !waiting.has(id)).length, all: held.length };
}

/**
 * In force here when this has been written; it resolves when all have reached the relay or wait for the network. What was
 * paused by hand before stays as it is, also afterwards.
 */
export async function quietAll(untilMs: number, around: Surroundings = here): Promise<void> {
  const nowMs = around.now();
  const until = minuteText(Math.ceil(Math.min(untilMs, nowMs + longestQuietMs) / halfHourMs) * halfHourMs);
  await readySodium();
  await change(async (rows) => {
    const settings = (await rows.get('setting', 'wallet')) ?? { renewal: 'ask' as const };
    const held = grants.value.filter(({ status }) => status === 'active');
    const paused: string[] = [];
    for (const { id } of shuffled(held, around)) {
      const kept = await rows.get('grant', id);
      if (kept?.status !== 'active') continue;
      keepTurn(rows, kept, 'pause', nowMs, until);
      paused.push(id);
    }
    const before = quietIn(settings, nowMs);
    const still = before?.grants.filter((id) => isPaused(id, nowMs) && !paused.includes(id)) ?? [];
    // A second tap while it is on holds what came since; it ends when the first one does.
    const untilThen = before !== null && still.length > 0 ? before.until : until;
    rows.put('setting', 'wallet', {
      ...settings,
      quiet: { until: untilThen, grants: [...still, ...paused] },
    });
  });
  await sendPauses(around);
}

/** One tap: everything that it held goes on, and nothing else. */
export async function endQuiet(around: Surroundings = here): Promise<void> {
  const nowMs = around.now();
  await readySodium();
  await change(async (rows) => {
    const settings = await rows.get('setting', 'wallet');
    if (settings?.quiet === undefined) return;
    const { quiet, ...rest } = settings;
    for (const id of shuffled(quiet.grants, around)) {
      const kept = await rows.get('grant', id);
      if (kept?.status === 'paused') keepTurn(rows, kept, 'resume', nowMs);
    }
    rows.put('setting', 'wallet', rest);
  });
  await sendPauses(around);
}
