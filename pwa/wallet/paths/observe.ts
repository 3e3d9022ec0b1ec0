// What this wallet holds of one grant, brought into the form that `policy/observed` judges. Nothing is asked of anyone.

import { type Declaration, readDeclaration } from '../../../policy/declaration.ts';
import { isInGroup } from '../../../policy/group.ts';
import { instantMs } from '../../../policy/instant.ts';
import { type ObservedAccess, type SaidDone, saidAndDone } from '../../../policy/observed.ts';
import { dayMs } from '../../../policy/period.ts';
import { splitRecord } from '../../../policy/record.ts';
import type { StatementState } from '../../../policy/statement.ts';
import { deletionOf } from '../../../policy/thread/deletion.ts';
import type { KeptAccess } from '../vault/kept/grant.ts';
import { heldSignal } from '../vault/open.ts';
import { PathFault } from './fault.ts';
import { statementStateOf } from './statement.ts';
import { here, type Surroundings } from './surroundings.ts';
import { actMs, standingOf } from './thread-standing.ts';

export interface SaidBesideDone {
  readonly declaration: Declaration;
  readonly rows: readonly SaidDone[];
  /** Does the party count each month what this phone counts? */
  readonly statement: StatementState;
}

export function observe(grantId: string, around: Surroundings = here): SaidBesideDone {
  const held = heldSignal.value;
  const grant = held.grant.get(grantId);
  const kept = grant && held.declaration.get(grant.declaration);
  if (grant === undefined || kept === undefined)
    throw new PathFault('grant-unknown', 'no such grant, or its declaration is not in this vault');
  const declaration = readDeclaration(splitRecord(kept.text).body);
  const ofGrant = <T extends { readonly grant: string }>(rows: ReadonlyMap<string, T>): T[] =>
    [...rows.values()].filter((row) => row.grant === grantId);
  const nowMs = around.now();
  const facts = [...held.fact.values()];
  const role = held.party.get(grant.party)?.role ?? 'city';
  const threads = [...held.thread.values()]
    .filter(({ opening }) => opening.grant === grantId)
    .map(({ opening, acts }) => ({
      opening,
      acts,
      standing: standingOf({ opening, acts, role, promisedDays: declaration.contest.deadlineDays }, nowMs),
    }));
  const contests = threads.filter(
    ({ opening, standing }) => opening.kind === 'contest' && standing.state !== 'withdrawn',
  );
  const erasure = threads.find(({ opening }) => opening.kind === 'deletion');
  const rows = saidAndDone(declaration, {
    accesses: ofGrant(held.look).map(observedAccess),
    calculations: ofGrant(held.calculation),
    answers: contests.map(({ opening, acts: [first], standing }) => {
      const fromMs = first === undefined ? instantMs(opening.at) : actMs(first);
      const toMs = standing.answeredMs ?? nowMs;
      return { days: Math.ceil((toMs - fromMs) / dayMs), isOpen: standing.answer === null };
    }),
    erasure: deletionOf(null, erasure?.standing ?? null).deletion,
    groups: declaration.notServed.flatMap((group, at) => (isInGroup(group, facts) ? [at] : [])),
    nowMs,
  });
  return { declaration, rows, statement: statementStateOf(grantId, around) };
}

/** A record that could not be proved counts as well: what it would show against the party must not be lost. */
const observedAccess = ({ digest, at, act, decision, purpose, facts }: KeptAccess): ObservedAccess => ({
  digest,
  at,
  isAllowed: decision === 'allowed',
  isReading: act === 'released',
  purpose,
  facts,
});
