// How help stands, given and taken, read off what this vault holds. For screens too: no keys and no crypto here.

import { instantMs, instantText } from '../../../policy/instant.ts';
import { dayMs } from '../../../policy/period.ts';
import { splitRecord } from '../../../policy/record.ts';
import { readRevocation } from '../../../policy/revocation.ts';
import type { KeptHelp, KeptHelped, KeptMandate } from '../vault/kept/mandate.ts';
import { grants, heldSignal, mandates } from '../vault/open.ts';

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
  // The relay counts from when it got it, a day later at most: so long it can still be ended.
  const mayCount = states.has('given') || states.has('unsent');
  if (nowMs >= instantMs(untilOf(help)) + (mayCount ? dayMs : 0)) return 'over';
  if (states.has('unsent')) return 'sending';
  return states.has('refused') ? 'refused' : 'live';
}

export const isOver = ({ keys, until }: KeptHelped, nowMs = Date.now()): boolean =>
  keys.every(({ seed }) => seed === null) || nowMs >= instantMs(until);

export interface HelperStop {
  readonly grant: string;
  readonly mandate: string;
  readonly party: string;
  readonly at: string;
}

/** Agreements that somebody who helps has stopped: said by the record itself, which was verified when it came. */
export function helperStops(): HelperStop[] {
  return [...heldSignal.value.member.values()].flatMap(({ type, text, grant }) => {
    if (type !== 'revocation') return [];
    const { mandate, at } = readRevocation(splitRecord(text).body);
    const kept = grants.value.find(({ id }) => id === grant);
    return mandate === undefined || kept === undefined
      ? []
      : [{ grant, mandate: mandate.id, party: kept.party, at }];
  });
}
