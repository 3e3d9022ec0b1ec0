// What newer versions of a declaration do to one agreement: judged from the signed texts, for everybody and for this
// person. What only this person's facts show is told here and acted upon by hand alone: a pause that follows from a fact
// would tell the fact (protocol §6).

import type { Effect } from '../../../policy/change/rule.ts';
import {
  type Change,
  compareDeclarations,
  effectOf,
  graver,
  saidClass,
  stacked,
} from '../../../policy/change.ts';
import { type Declaration, readDeclaration } from '../../../policy/declaration.ts';
import { PolicyFault } from '../../../policy/fault.ts';
import { dateText, instantMs } from '../../../policy/instant.ts';
import { dayMs } from '../../../policy/period.ts';
import { splitRecord } from '../../../policy/record.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';
import { facts, heldSignal } from '../vault/open.ts';
import { retold } from './told-text.ts';

export interface JudgedChange {
  readonly before: Declaration;
  readonly after: Declaration;
  readonly changes: readonly Change[];
  /** What follows for everybody under this declaration. */
  readonly effect: Effect;
  /** What it would be with what only this phone knows; never milder. */
  readonly ownEffect: Effect;
  /** Small changes of 90 days that add up. */
  readonly isStacked: boolean;
}

/** `null` where a version is not held, or cannot be read by this build: then the stricter is assumed, a pause. */
export function judgeChange(
  grant: KeptGrant,
  versions: readonly string[],
  nowMs: number,
): JudgedChange | null {
  const chain = [grant.declaration, ...versions].map(readHeld);
  const [before, after] = [chain[0], chain.at(-1)];
  if (before == null || after == null || chain.includes(null)) return null;
  const read = chain.filter((entry) => entry !== null);
  // A field that came and went between two versions has had its effect: each step counts, and so does the whole.
  const steps = read.slice(1).map((next, at) => compareDeclarations(read[at] as Declaration, next));
  const isStacked = stacked(read);
  const otherWords = retold(grant, before);
  const declared = [...steps, compareDeclarations(before, after), otherWords].map(effectOf);
  // A party may ask everyone anew for less than it must: it is taken at its word.
  const said = read.slice(1).map(saidClass);
  const effect = [isStacked ? 'pause' : 'log', ...said, ...declared].reduce<Effect>(
    (worst, next) => graver(worst, next as Effect),
    'log',
  );
  const around = {
    facts: [...facts.value.values()],
    kept: { until: promisedUntil(before, grant), today: dateText(nowMs) },
  };
  const changes = [...otherWords, ...compareDeclarations(before, after, around)];
  return { before, after, changes, effect, ownEffect: graver(effect, effectOf(changes)), isStacked };
}

/** The last day on which something of the first version may be kept, as it could be read at the yes. */
function promisedUntil(before: Declaration, grant: KeptGrant): string {
  const longest = Math.max(0, ...before.retention.map(({ days }) => days));
  return dateText(instantMs(grant.until ?? grant.at) + longest * dayMs);
}

function readHeld(digest: string): Declaration | null {
  const kept = heldSignal.value.declaration.get(digest);
  if (kept === undefined) return null;
  try {
    return readDeclaration(splitRecord(kept.text).body);
  } catch (cause) {
    // A later build may know fields that this one does not.
    if (cause instanceof PolicyFault) return null;
    throw cause;
  }
}
