import type { ComponentChildren } from 'preact';
import { type FactKey, factKind, factPlace } from '../../../../policy/fact.ts';
import { instantMs } from '../../../../policy/instant.ts';
import type { PartyRole } from '../../../../policy/party.ts';
import { procedureOf } from '../../../../policy/procedure.ts';
import { type Standing, standing } from '../../../../policy/standing.ts';
import type { ThreadOpening } from '../../../../policy/thread.ts';
import { factLabel, writeFact, writeFigure } from '../../../ui/fact-text.ts';
import { say, type Word } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import type { KeptThreadAct } from '../../vault/kept.ts';

/** One thread as it is shown, whoever's voice it is: a grant's key or a code on paper. */
export interface ShownThread {
  readonly opening: ThreadOpening;
  readonly acts: readonly KeptThreadAct[];
  readonly name: string;
  readonly role: PartyRole;
  /** `contest.deadlineDays` of the declaration, where it is known here. */
  readonly promisedDays: number | null;
}

/** Until the relay has answered, a person's own clock stands in its place. */
export function standingOf(shown: ShownThread, nowMs = Date.now()): Standing {
  const { opening, acts, role, promisedDays } = shown;
  const members = acts.map(({ record, recordedAt }) => ({
    record,
    atMs: instantMs(recordedAt ?? record.at),
  }));
  const procedure = procedureOf(opening, { role, ...(promisedDays === null ? {} : { promisedDays }) });
  return standing(members, procedure, Math.max(nowMs, ...members.map(({ atMs }) => atMs)));
}

export const titleOf = ({ kind, reason }: ThreadOpening): string =>
  say(`thread.reason.${kind}.${reason}` as Word);

/** The last day on which an answer is in time: the clock ends with the first instant after it. */
export const writeLastDay = (endMs: number): string => writeDay(endMs - 1);

/** A fact by its label, a rule by its own name. */
export function writeName(name: string): ComponentChildren {
  return factPlace(name) < 0 ? name : factLabel(name as FactKey);
}

/** A place and a band come as text; all else reads as the fact it is. */
export function writeValue(key: string, value: string | number | boolean | null): string {
  const isFact = factPlace(key) >= 0 && value !== null && factKind(key as FactKey).type !== 'place';
  return isFact && typeof value !== 'string' ? writeFact(key as FactKey, value) : writeFigure(value, null);
}
