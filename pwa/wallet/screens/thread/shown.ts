import type { ComponentChildren } from 'preact';
import { type FactKey, factKind, factPlace } from '../../../../policy/fact.ts';
import type { Standing } from '../../../../policy/thread/standing.ts';
import type { ThreadOpening } from '../../../../policy/thread.ts';
import { factLabel, writeFact, writeFigure } from '../../../ui/fact-text.ts';
import { hasWord, say, type Word } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import { standingOf as standingAt, type ThreadKnown } from '../../paths/thread-standing.ts';

/** One thread as it is shown, whoever's voice it is: a grant's key or a code on paper. */
export interface ShownThread extends ThreadKnown {
  readonly name: string;
}

export const standingOf = (shown: ShownThread, nowMs = Date.now()): Standing => standingAt(shown, nowMs);

/** A reason as one chooses it in a list; where it would not stand alone, a sentence of its own. */
export function titleOf({ kind, reason }: ThreadOpening): string {
  const alone = `thread.title.${kind}.${reason}`;
  return say(hasWord(alone) ? alone : (`thread.reason.${kind}.${reason}` as Word));
}

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
