// A later version of a declaration: one successor each, thirty days' notice where people are to be told, a report where
// rules change, and an end to every yes that was given to less.

import type { Effect } from '../../policy/change/rule.ts';
import {
  compareDeclarations,
  effectOf,
  graver,
  noticeDays,
  saidClass,
  stacked,
} from '../../policy/change.ts';
import type { Declaration } from '../../policy/declaration.ts';
import { readChangeReport } from '../../policy/gain.ts';
import { dateMs, dateText } from '../../policy/instant.ts';
import type { House } from '../house.ts';
import { parseJson } from '../middleware/body.ts';
import type { KnownDeclaration } from '../middleware/directory.ts';
import { DoorFault } from '../middleware/fault.ts';

const dayMs = 86_400_000;
/** Versions that a new one is held against; a yes given to an older one is long past, and stops. */
const maxCompared = 20;

export interface Succession {
  /** The versions before, oldest first; none for a first version. */
  readonly older: readonly KnownDeclaration[];
  /** The party asks for a new yes where the table does not: then every yes stops. */
  readonly asksAnew: boolean;
}

/** Refuses a version that may not follow. */
export async function requirePrevious(house: House, declaration: Declaration): Promise<Succession> {
  const older = olderOf(house, declaration);
  const previous = older.at(-1);
  if (previous === undefined) return { older, asksAnew: false };
  const step = effectOf(compareDeclarations(previous.declaration, declaration));
  const effect = graver(step, isStacked(older.slice(-maxCompared), declaration) ? 'pause' : 'log');
  requireClass(declaration, effect);
  const follows = graver(effect, saidClass(declaration));
  if (follows === 'notify') requireNotice(house, declaration);
  if (follows === 'log') requireNoticeKept(house, older, declaration);
  await requireReport(house, previous.declaration, declaration);
  return { older, asksAnew: saidClass(declaration) !== effect && stops(saidClass(declaration)) };
}

/** A version names the one before it, and one version has one successor. */
function olderOf(house: House, { previousHash, by }: Declaration): KnownDeclaration[] {
  if (previousHash === null) return [];
  const hasSuccessor = house.directory
    .declarationsOf(by)
    .some((known) => known.declaration.previousHash === previousHash);
  const chain: KnownDeclaration[] = [];
  for (let hash: string | null = previousHash; hash !== null; ) {
    const known: KnownDeclaration | undefined = house.directory.declaration(hash);
    if (known === undefined || known.declaration.by !== by || hasSuccessor) {
      throw new DoorFault(
        'record-conflict',
        'expected the newest version of this declaration in `previousHash`',
      );
    }
    chain.unshift(known);
    hash = known.declaration.previousHash;
  }
  return chain;
}

const isStacked = (older: readonly KnownDeclaration[], newest: Declaration): boolean =>
  stacked([...older.map(({ declaration }) => declaration), newest]);

/** The party says of its own change how grave it is: it may ask for a new yes where none is due, never the reverse. */
function requireClass(declaration: Declaration, effect: Effect): void {
  const said = saidClass(declaration);
  if (graver(said, effect) === said) return;
  throw new DoorFault('declaration-incomplete', `expected the class \`${effect}\` for this version`, {
    gaps: [
      {
        field: 'changelog.class',
        standard: 'Vis-à-vis',
        why: {
          fr: `Ce changement est plus grave que vous ne le dites : ${effect}.`,
          en: `This change is graver than you say: ${effect}.`,
        },
      },
    ],
  });
}

const stops = (effect: Effect): boolean => effect === 'pause' || effect === 'stop';

function requireNotice(house: House, { validFrom }: Declaration): void {
  if (dateMs(validFrom) >= Math.floor(house.now() / dayMs) * dayMs + noticeDays * dayMs) return;
  throw new DoorFault('notice-short', `expected \`validFrom\` at least ${noticeDays} days ahead`);
}

/** What was announced begins when it was announced for, whatever small version comes in between. */
function requireNoticeKept(house: House, older: readonly KnownDeclaration[], newest: Declaration): void {
  const announced = older.at(-1)?.declaration.validFrom ?? newest.validFrom;
  const today = dateText(house.now());
  if (announced <= today || newest.validFrom >= announced) return;
  const isTold = older
    .slice(-maxCompared, -1)
    .some(({ declaration }) => effectOf(compareDeclarations(declaration, newest)) === 'notify');
  if (isTold)
    throw new DoorFault('notice-short', `expected \`validFrom\` not before the announced ${announced}`);
}

/** Other logic than before: who gains and who loses was worked out again by this relay, on these two versions. */
async function requireReport(house: House, before: Declaration, after: Declaration): Promise<void> {
  const [old, now] = [before.logic.rules, after.logic.rules];
  if (old === undefined || now === undefined || old.logicHash === now.logicHash) return;
  const refuse = (): never => {
    throw new DoorFault(
      'change-unreported',
      'expected the digest of a published report in `logic.rules.change`',
    );
  };
  const kept = now.change === null ? undefined : await house.store.readDocument(now.change);
  if (kept === undefined) return refuse();
  const report = readReport(Buffer.from(kept).toString('utf8')) ?? refuse();
  if (report.from !== old.hash || report.to !== now.hash) refuse();
}

/** Rules and cases are kept beside reports: what is named may be one of them. */
function readReport(text: string) {
  try {
    return readChangeReport(parseJson(text, { depth: 42, entries: 5_000 }));
  } catch {
    return undefined;
  }
}

/**
 * Each older version is held against the new one: who said yes to the newer of two may lose less. What pauses or ends,
 * by this table or by the party's own word, stops every yes given to that version; what is told or noted lets it go on.
 */
export async function suspendOlder(
  house: House,
  { older, asksAnew }: Succession,
  declaration: Declaration,
): Promise<void> {
  const passed = older.at(-maxCompared - 1);
  if (passed !== undefined) await house.store.suspendGrants(passed.digest);
  const near = older.slice(-maxCompared);
  for (const [at, known] of near.entries()) {
    const effect = effectOf(compareDeclarations(known.declaration, declaration));
    const isGrave = asksAnew || stops(effect) || isStacked(near.slice(at), declaration);
    if (isGrave) await house.store.suspendGrants(known.digest);
  }
}
