// ask → understand → decide. Has a party changed what it declared under an agreement? The whole public list of versions
// is read, so that nothing is said of what one has; what follows an agreement's own version is fetched, chained, checked
// for its signature and its place in the log, kept and judged.

import { CryptoFault } from '../../../crypto/fault.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { PolicyFault } from '../../../policy/fault.ts';
import { isInstant, minuteText } from '../../../policy/instant.ts';
import { dayMs } from '../../../policy/period.ts';
import type { LangText } from '../../../policy/record.ts';
import { type SplitRecord, splitRecord } from '../../../policy/record.ts';
import { readDeclarationHeads, readDeclarationText, type ShownHead } from '../link/declaration.ts';
import { LinkFault } from '../link/fault.ts';
import { readParties } from '../link/party.ts';
import { change } from '../vault/hold.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';
import type { KeptChange, KeptDeclaration } from '../vault/kept/party.ts';
import { asksFirst, changes, grants, heldSignal, lockState } from '../vault/open.ts';
import { raiseAlarm } from './alarm.ts';
import { apart } from './apart.ts';
import { PathFault } from './fault.ts';
import { judgeChange } from './judge-change.ts';
import { knownLog, requireProven } from './log.ts';
import { type KnownParty, keysOf, readPartyHistory, requireType, versionBefore } from './party.ts';
import { requirePartySigned, requireSigned } from './party-signed.ts';
import { pauseGrant, resumeGrant } from './pause.ts';
import { here, type Surroundings } from './surroundings.ts';

/** A chain longer than this was not made for people to follow. */
const maxVersions = 100;

/** Stopping ones too: the relay may say that another end came first. */
const isLive = ({ status }: KeptGrant): boolean => status !== 'ended' && status !== 'unsent';

let lastMs = Number.NEGATIVE_INFINITY;

/** At most once a day, and at once when the relay says that something is suspended for a reason not known here. */
export async function findChangesDaily(around: Surroundings = here): Promise<void> {
  const isUnexplained = grants.value.some(
    ({ id, status }) => status === 'suspended' && !changes.value.has(id),
  );
  if (!isUnexplained && around.now() - lastMs < dayMs) return;
  if (await findChanges(around)) lastMs = around.now();
}

/** For a device that was erased. */
export function forgetChanges(): void {
  lastMs = Number.NEGATIVE_INFINITY;
}

/** False when the network or the relay was not there. */
export async function findChanges(around: Surroundings = here): Promise<boolean> {
  const live = grants.value.filter(isLive);
  if (live.length === 0) return true;
  try {
    await readySodium();
    const heads = await readDeclarationHeads(around.reach);
    for (const grant of live) {
      const versions = versionsAfter(grant, heads);
      if (versions.length === 0 || versions.join() === changes.value.get(grant.id)?.versions.join()) continue;
      if (lockState.value !== 'open') return false;
      await takeVersions(grant, versions, around);
    }
    return true;
  } catch (cause) {
    if (cause instanceof LinkFault) return false;
    throw cause;
  }
}

/** Of the same party only: nobody else can follow a declaration. */
function versionsAfter(grant: KeptGrant, heads: readonly ShownHead[]): string[] {
  const next = new Map(
    heads.flatMap(({ digest, party, previousHash }) =>
      party === grant.party && previousHash !== null ? [[previousHash, digest] as const] : [],
    ),
  );
  const versions: string[] = [];
  for (let at = next.get(grant.declaration); at !== undefined; at = next.get(at)) {
    if (at === grant.declaration || versions.includes(at) || versions.length === maxVersions) break;
    versions.push(at);
  }
  return versions;
}

async function takeVersions(
  grant: KeptGrant,
  versions: readonly string[],
  around: Surroundings,
): Promise<void> {
  let checked: CheckedVersion[];
  try {
    checked = await checkVersions(grant, versions, around);
  } catch (cause) {
    if (!(cause instanceof PathFault || cause instanceof PolicyFault || cause instanceof CryptoFault))
      throw cause;
    const evidence = { declaration: grant.declaration, versions: [...versions], why: cause.message };
    await raiseAlarm({ code: 'record-unproven', grant: grant.id, party: grant.party, evidence }, around);
    return;
  }
  await change((rows) => {
    for (const { row } of checked) rows.put('declaration', row.digest, row);
  });
  await settle(grant, versions, around);
}

/** Keeps what follows from them, and pauses where all are to be asked again, or this resident wants to be. */
async function settle(grant: KeptGrant, versions: readonly string[], around: Surroundings): Promise<void> {
  const nowMs = around.now();
  const judged = judgeChange(grant, versions, nowMs);
  const effect = judged?.effect ?? null;
  // By what holds for everybody, and by a setting; never by what only this person's facts show.
  const holds = effect === null || effect === 'pause' || (effect === 'notify' && asksFirst.value);
  const isHeld = holds && grant.status === 'active';
  const row: KeptChange = {
    grant: grant.id,
    party: grant.party,
    versions: [...versions],
    effect,
    from: judged?.after.validFrom ?? minuteText(nowMs).slice(0, 10),
    foundAt: minuteText(nowMs),
    isHeld,
    readAt: null,
  };
  await change((rows) => rows.put('change', grant.id, row));
  if (isHeld) await pauseGrant(grant.id, around);
}

interface CheckedVersion {
  readonly row: KeptDeclaration;
  readonly index: number;
}

async function checkVersions(
  grant: KeptGrant,
  versions: readonly string[],
  around: Surroundings,
): Promise<CheckedVersion[]> {
  const log = await knownLog(around);
  const known = await knownParty(grant.party, around);
  requirePartySigned(known, log);
  const checked: CheckedVersion[] = [];
  for (const [at, digest] of versions.entries()) {
    if (heldSignal.value.declaration.has(digest)) continue;
    await apart(around);
    const { record, receipt } = await readDeclarationText(around.reach, digest);
    if (receipt === null) throw new PathFault('receipt-unproven', 'version without its place in the log');
    requireProven(record, receipt, log, true);
    const last = checked.at(-1);
    if (last !== undefined && receipt.index <= last.index)
      throw new PathFault('declaration-altered', 'version stands before the one that it follows');
    const split = requireType(splitRecord(record), 'declaration');
    const head = headOf(split);
    const previous = versions[at - 1] ?? grant.declaration;
    if (head.by !== grant.party || head.previousHash !== previous)
      throw new PathFault('declaration-altered', 'version does not follow the one before it');
    requireSigned(
      split,
      keysOf(versionBefore(known, receipt.index), 'record', head.at),
      'declaration-altered',
    );
    checked.push({
      row: { digest, party: grant.party, text: record, title: head.title ?? titleOf(grant) },
      index: receipt.index,
    });
  }
  return checked;
}

async function knownParty(id: string, around: Surroundings): Promise<KnownParty> {
  const shown = (await readParties(around.reach)).find((entry) => entry.id === id);
  if (shown === undefined) throw new PathFault('party-invalid', 'party is not in the directory');
  return readPartyHistory(shown, id);
}

interface VersionHead {
  readonly by: string;
  readonly at: string;
  readonly previousHash: string;
  readonly title: LangText | null;
}

/** The little that must be readable even of a version with fields that this build does not know. */
function headOf({ body }: SplitRecord): VersionHead {
  const { by, at, previousHash, title } = (body ?? {}) as Record<string, unknown>;
  if (typeof by !== 'string' || typeof at !== 'string' || !isInstant(at) || typeof previousHash !== 'string')
    throw new PathFault('declaration-altered', 'version has no head');
  const { fr, en } = (title ?? {}) as Record<string, unknown>;
  return {
    by,
    at,
    previousHash,
    title: typeof fr === 'string' && typeof en === 'string' ? { fr, en } : null,
  };
}

const titleOf = ({ declaration }: KeptGrant): LangText =>
  heldSignal.value.declaration.get(declaration)?.title ?? { fr: '', en: '' };

/** « J’ai vu »: the card at home rests. */
export async function readChange(grantId: string, around: Surroundings = here): Promise<void> {
  await change(async (rows) => {
    const kept = await rows.get('change', grantId);
    if (kept !== undefined) rows.put('change', grantId, { ...kept, readAt: minuteText(around.now()) });
  });
}

/** « Continuer »: only where the change was announced, and was held because the resident wants to be asked. */
export async function goOn(grantId: string, around: Surroundings = here): Promise<void> {
  const kept = changes.value.get(grantId);
  if (kept?.effect !== 'notify') throw new PathFault('grant-over', 'expected a change that was announced');
  await change(async (rows) => {
    const now = await rows.get('change', grantId);
    if (now !== undefined)
      rows.put('change', grantId, { ...now, isHeld: false, readAt: minuteText(around.now()) });
  });
  await resumeGrant(grantId, around);
}

/** « Me demander d’abord », for every announced change. */
export async function setAsksFirst(wished: boolean): Promise<void> {
  await change(async (rows) => {
    const { changes: _, ...rest } = (await rows.get('setting', 'wallet')) ?? { renewal: 'ask' as const };
    rows.put('setting', 'wallet', wished ? { ...rest, changes: 'ask-first' } : rest);
  });
}
