import { instantMs, instantText } from '../../../../policy/instant.ts';
import { dayMs } from '../../../../policy/period.ts';
import type { KeptHelp, KeptHelped, KeptMandate } from '../../vault/kept.ts';
import { mandates } from '../../vault/open.ts';

export const mandatesIn = (help: string): KeptMandate[] =>
  [...mandates.value.values()].filter((kept) => kept.help === help);

export const untilOf = (one: Pick<KeptHelp, 'at' | 'days'> | Pick<KeptHelped, 'until'>): string =>
  'until' in one ? one.until : instantText(instantMs(one.at) + one.days * dayMs);

/** ended: here and at the relay · ending: here, the relay has not heard · over: its last day has passed. */
export type HelpStanding = 'sending' | 'live' | 'refused' | 'ending' | 'ended' | 'over';

export function standingOf(help: KeptHelp, nowMs = Date.now()): HelpStanding {
  const states = new Set(mandatesIn(help.id).map(({ state }) => state));
  if (states.has('ending')) return 'ending';
  if ([...states].every((state) => state === 'ended')) return 'ended';
  if (nowMs >= instantMs(untilOf(help))) return 'over';
  if (states.has('unsent')) return 'sending';
  return states.has('refused') ? 'refused' : 'live';
}

export const isOver = ({ keys, until }: KeptHelped, nowMs = Date.now()): boolean =>
  keys.every(({ seed }) => seed === null) || nowMs >= instantMs(until);
