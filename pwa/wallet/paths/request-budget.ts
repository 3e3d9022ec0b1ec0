// « Au plus … demandes par mois »: how much one lets oneself be asked. What comes beyond the number waits for the summary of
// the month; nothing is sent to anybody, nothing counts points, and what a person opens by her own hand is there at once.

import { instantMs, minuteText } from '../../../policy/instant.ts';
import { dayMs } from '../../../policy/period.ts';
import { change } from '../vault/hold.ts';
import type { KeptAsked } from '../vault/kept/grant.ts';
import type { KeptSettings } from '../vault/kept/wallet.ts';
import { askedOf, heldSignal, lockState } from '../vault/open.ts';
import { here, type Surroundings } from './surroundings.ts';

export const requestLimits = [null, 2, 5, 10] as const;
type RequestLimit = (typeof requestLimits)[number];

/** A summary is of one month; older rows say nothing any more. */
const keptMs = 92 * dayMs;

const settingsNow = (): KeptSettings => heldSignal.value.setting.get('wallet') ?? { renewal: 'ask' };

export const requestLimit = (): RequestLimit =>
  requestLimits.find((limit) => limit === settingsNow().requestsAMonth) ?? null;

export async function setRequestLimit(limit: RequestLimit): Promise<void> {
  await change(async (rows) => {
    const { requestsAMonth: _, ...rest } = (await rows.get('setting', 'wallet')) ?? {
      renewal: 'ask' as const,
    };
    rows.put('setting', 'wallet', limit === null ? rest : { ...rest, requestsAMonth: limit });
  });
}

/** The month of the phone's own calendar: a summary comes on her first of the month. */
function monthOf(at: string | number): string {
  const date = new Date(typeof at === 'number' ? at : instantMs(at));
  return `${date.getFullYear()}-${date.getMonth() + 1}`;
}

export type Proposed = Pick<KeptAsked, 'id' | 'kind' | 'title' | 'name' | 'link'>;

/**
 * What comes without having been asked for: which of these may be told of now. New ones are counted; what was told of once
 * stays so, and what waited for the summary comes with it on the first.
 */
export async function inForeground(
  proposed: readonly Proposed[],
  around: Surroundings = here,
): Promise<ReadonlySet<string>> {
  const nowMs = around.now();
  if (lockState.value === 'open') await countNew(proposed, nowMs);
  const rows = heldSignal.value.asked;
  const isNow = ({ id }: Proposed): boolean => {
    const row = rows.get(id);
    return row === undefined || row.shown === 'now' || monthOf(row.at) !== monthOf(nowMs);
  };
  return new Set(proposed.filter(isNow).map(({ id }) => id));
}

async function countNew(proposed: readonly Proposed[], nowMs: number): Promise<void> {
  const fresh = proposed.filter(({ id }) => !heldSignal.value.asked.has(id));
  if (fresh.length === 0) return;
  await change(async (rows) => {
    const limit = (await rows.get('setting', 'wallet'))?.requestsAMonth ?? Number.POSITIVE_INFINITY;
    let told = toldIn(nowMs).length;
    for (const one of fresh) {
      if ((await rows.get('asked', one.id)) !== undefined) continue;
      const shown = told < limit ? 'now' : 'later';
      if (shown === 'now') told += 1;
      rows.put('asked', one.id, { ...one, at: minuteText(nowMs), shown });
    }
    for (const { id, at } of askedOf.value) if (nowMs - instantMs(at) > keptMs) rows.drop('asked', id);
  });
}

const toldIn = (nowMs: number): KeptAsked[] =>
  askedOf.value.filter(({ at, shown }) => shown === 'now' && monthOf(at) === monthOf(nowMs));

/**
 * One that she opened herself: it is shown whatever the number, and counted. Gives which one of the month it is, where that is
 * more than she wanted.
 */
export async function countOpened(opened: Proposed, around: Surroundings = here): Promise<number | null> {
  if (lockState.value !== 'open') return null;
  const nowMs = around.now();
  await change(async (rows) => {
    if ((await rows.get('asked', opened.id)) === undefined)
      rows.put('asked', opened.id, { ...opened, at: minuteText(nowMs), shown: 'now' });
  });
  const limit = requestLimit();
  const place = toldIn(nowMs).length;
  return limit !== null && place > limit ? place : null;
}

/** « Garder pour le résumé »: she does not want to look at it now. */
export async function keepForDigest(id: string): Promise<void> {
  await change(async (rows) => {
    const row = await rows.get('asked', id);
    if (row !== undefined) rows.put('asked', id, { ...row, shown: 'later' });
  });
}

export async function dropFromDigest(id: string): Promise<void> {
  await change(async (rows) => {
    const row = await rows.get('asked', id);
    if (row !== undefined) rows.put('asked', id, { ...row, shown: 'now' });
  });
}

/** What waited in the months before, and how many wait for the next first. Reads signals. */
export function digestNow(nowMs: number): { readonly ripe: readonly KeptAsked[]; readonly waiting: number } {
  const later = askedOf.value.filter(({ shown }) => shown === 'later');
  const ripe = later.filter(({ at }) => monthOf(at) !== monthOf(nowMs));
  return { ripe, waiting: later.length - ripe.length };
}
