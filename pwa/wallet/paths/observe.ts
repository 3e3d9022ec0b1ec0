// What this wallet holds of one grant, brought into the form that `policy/observed` judges. Nothing is asked of anyone.

import { type Declaration, readDeclaration } from '../../../policy/declaration.ts';
import { type ObservedLook, type SaidDone, saidAndDone } from '../../../policy/observed.ts';
import { splitRecord } from '../../../policy/record.ts';
import type { KeptLook } from '../vault/kept.ts';
import { heldSignal } from '../vault/open.ts';
import { PathFault } from './fault.ts';
import { here, type Surroundings } from './surroundings.ts';

export interface SaidBesideDone {
  readonly declaration: Declaration;
  readonly rows: readonly SaidDone[];
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
  const rows = saidAndDone(declaration, {
    looks: ofGrant(held.look).map(observedLook),
    calculations: ofGrant(held.calculation),
    answers: [],
    erasure: 'not-asked',
    groups: [],
    nowMs: around.now(),
  });
  return { declaration, rows };
}

/** A record that could not be proved counts as well: what it would show against the party must not be lost. */
const observedLook = ({ at, act, decision, purpose, facts }: KeptLook): ObservedLook => ({
  at,
  isAllowed: decision === 'allowed',
  isReading: act === 'released',
  purpose,
  facts,
});
