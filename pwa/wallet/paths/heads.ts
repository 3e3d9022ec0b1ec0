// One history for everybody. Each head that this wallet is shown is kept and held against the checkpoint that the whole
// public is shown: what continues into it is of one history with all else that does. Public checkpoints are held against
// each other. So two sizes that only this wallet saw are never asked about together, and a relay that forks its log must
// keep the fork up for ever, without its witnesses. The tiles that are asked for tell a size to 256 records: heads of one
// mailbox are held beside its answer, and what others have left open waits for a pause of its own (protocol §4).

import { verifyCosignatures } from '../../../crypto/cosignature.ts';
import { areEqual, fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { parseNote } from '../../../crypto/note.ts';
import { verifyConsistency } from '../../../crypto/proof.ts';
import { minuteText } from '../../../policy/instant.ts';
import type { JsonValue } from '../../../policy/read.ts';
import { LinkFault } from '../link/fault.ts';
import { readCheckpoint, readConsistency } from '../link/log.ts';
import { type Change, change } from '../vault/hold.ts';
import type { KeptCheckpoint, KeptHead, KeptLog } from '../vault/kept/log.ts';
import { alarms, heldSignal, lockState } from '../vault/open.ts';
import { raiseAlarm } from './alarm.ts';
import { isLate, noteTurn } from './anchor-state.ts';
import { apart, called } from './apart.ts';
import { PathFault } from './fault.ts';
import { proveFork } from './fork.ts';
import { type KnownLog, keptLog, knownLog, readHead, takeSeen } from './log.ts';
import { here, type Surroundings, shuffled } from './surroundings.ts';
import { knownWitnesses } from './witnesses.ts';

/** At some 400 bytes each; what a kept yes or no stands on is never dropped. */
const maxHeads = 512;
/** Of one mailbox, held against the public checkpoint at once; the others at its next answer. */
const maxAtOnce = 24;
/** Of the others, in one look. */
const maxTurns = 3;

/**
 * What one mailbox was shown is held at once. Whatever else this wallet has seen since it last looked is kept, and has
 * its turn in `holdOneByOne`.
 */
export async function checkHeads(checkpoints: readonly string[], around: Surroundings = here): Promise<void> {
  if (lockState.value !== 'open') return;
  const log = await knownLog(around);
  const shown = [...checkpoints, ...takeSeen(), ...receiptsWithoutHead()];
  const heads = new Map(shown.map((note) => [note, readHead(note, log)]));
  takeSeen();
  const at = minuteText(around.now());
  const rows = [...heads].map(([note, { size, root }]) => ({
    size,
    root: toBase64url(root),
    note,
    seenAt: at,
  }));
  const twins = await change((change) => keepHeads(change, rows, keptLog(log, around.now())));
  for (const [kept, seen] of twins) await raiseFork(kept, seen, log, around);
  try {
    const own = new Set(checkpoints.flatMap((note) => heads.get(note)?.size ?? []));
    await settle(log, own, around);
  } finally {
    called(around);
    // A relay that shows no checkpoint, or no tiles, anchors nothing either.
    await raiseLate(around);
  }
}

/** What is still open when all that was on a screen is shown: each head alone, after a pause of its own, in no order. */
export async function holdOneByOne(around: Surroundings = here): Promise<void> {
  const reached = heldSignal.value.log.get('log')?.shown?.size ?? 0;
  const waiting = openHeads().filter(({ size }) => size <= reached);
  for (const { size } of shuffled(waiting, around).slice(0, maxTurns)) {
    await apart(around);
    if (lockState.value !== 'open') return;
    try {
      await settle(await knownLog(around), new Set([size]), around);
    } catch (cause) {
      // The next look at a mailbox meets the same, and tells it.
      const isOfRelay = [LinkFault, PathFault, CryptoFault].some((fault) => cause instanceof fault);
      if (!isOfRelay || lockState.value !== 'open') throw cause;
      return;
    } finally {
      called(around);
    }
  }
  await raiseLate(around);
}

/** Receipts whose head was dropped, or seen by a page that was closed. */
function receiptsWithoutHead(): string[] {
  const { grant, refusal, head } = heldSignal.value;
  return [...grant.values(), ...refusal.values()].flatMap(({ receipt }) =>
    receipt === null || head.has(String(receipt.size)) ? [] : receipt.checkpoint,
  );
}

type SeenHead = Omit<KeptHead, 'state'>;

/** Gives each head that has another root than the one kept at its size. */
async function keepHeads(
  rows: Change,
  seen: readonly SeenHead[],
  first: KeptLog,
): Promise<(readonly [KeptHead, SeenHead])[]> {
  if ((await rows.get('log', 'log')) === undefined) rows.put('log', 'log', first);
  const twins: (readonly [KeptHead, SeenHead])[] = [];
  let added = 0;
  for (const head of seen) {
    const kept = await rows.get('head', String(head.size));
    if (kept !== undefined && kept.root !== head.root) twins.push([kept, head]);
    if (kept !== undefined) continue;
    rows.put('head', String(head.size), { ...head, state: 'open' });
    added += 1;
  }
  dropOldest(rows, heldSignal.value.head.size + added - maxHeads);
  return twins;
}

function dropOldest(rows: Change, count: number): void {
  if (count <= 0) return;
  const { grant, refusal, head } = heldSignal.value;
  const used = new Set([...grant.values(), ...refusal.values()].map(({ receipt }) => receipt?.size));
  const spare = [...head.values()].filter(({ size, state }) => state !== 'forked' && !used.has(size));
  // Those that continue into a public checkpoint have said what they had to say.
  const order = spare.sort(
    (left, right) => Number(left.state === 'open') - Number(right.state === 'open') || left.size - right.size,
  );
  for (const { size } of order.slice(0, count)) rows.drop('head', String(size));
}

/** Fetches what everybody is shown, and holds against it what is still open of these sizes. */
async function settle(log: KnownLog, sizes: ReadonlySet<number>, around: Surroundings): Promise<void> {
  const witnesses = await knownWitnesses(log, around);
  const note = await readCheckpoint(around.reach);
  const { size, root } = readHead(note, log);
  takeSeen();
  const cosigners = verifyCosignatures(parseNote(note), witnesses);
  const now: KeptCheckpoint = { size, root: toBase64url(root), note, at: minuteText(around.now()) };
  const before = heldSignal.value.log.get('log')?.shown ?? null;
  if (before !== null && !(await isOneHistory(before, now, around))) {
    await raiseFork(before, now, log, around);
    return;
  }
  const states = new Map<KeptHead, KeptHead['state']>();
  const turns = openHeads().filter((head) => sizes.has(head.size));
  for (const head of turns.slice(0, maxAtOnce)) {
    const holds = await holdsOrUnknown(head, now, around);
    noteTurn(head.size, holds !== undefined);
    if (holds === false) {
      await raiseFork(head, now, log, around);
      states.set(head, 'forked');
    } else if (holds === true && head.size <= now.size) states.set(head, 'inside');
  }
  await change(async (rows) => {
    for (const [head, state] of states) rows.put('head', String(head.size), { ...head, state });
    const kept = await rows.get('log', 'log');
    if (kept === undefined) return;
    const isNewer = (than: KeptCheckpoint | null) => than === null || than.size <= now.size;
    rows.put('log', 'log', {
      ...kept,
      shown: isNewer(kept.shown) ? now : kept.shown,
      anchored: cosigners.length > 0 && isNewer(kept.anchored) ? now : kept.anchored,
    });
  });
}

/** Oldest first. */
const openHeads = (): KeptHead[] =>
  [...heldSignal.value.head.values()]
    .filter(({ state }) => state === 'open')
    .sort((left, right) => left.size - right.size);

type AnyHead = Pick<KeptHead, 'size' | 'root'>;

/** Undefined where the relay gives no tiles for one of them: it stays open, and is late one day. */
async function holdsOrUnknown(
  head: AnyHead,
  now: AnyHead,
  around: Surroundings,
): Promise<boolean | undefined> {
  try {
    return await isOneHistory(head, now, around);
  } catch (cause) {
    const isOfThisHead = cause instanceof LinkFault && !/^network-/.test(cause.code);
    if (!isOfThisHead) throw cause;
    return undefined;
  }
}

async function isOneHistory(one: AnyHead, other: AnyHead, around: Surroundings): Promise<boolean> {
  const [small, large] = one.size <= other.size ? [one, other] : [other, one];
  const [smallRoot, largeRoot] = [fromBase64url(small.root), fromBase64url(large.root)];
  if (small.size === large.size) return areEqual(smallRoot, largeRoot);
  const path = await readConsistency(around.reach, small.size, large.size);
  return verifyConsistency(small.size, smallRoot, large.size, largeRoot, path);
}

/** The gravest thing a relay can do. Told once for each head; with the proof where it can be had. */
async function raiseFork(
  kept: AnyHead & { readonly note: string },
  seen: AnyHead & { readonly note: string },
  log: KnownLog,
  around: Surroundings,
): Promise<void> {
  const isTold = alarms.value.some(
    ({ code, evidence }) => code === 'head-forked' && (evidence as { kept?: unknown }).kept === kept.note,
  );
  if (isTold) return;
  const proof = await proveFork(kept.note, seen.note, log, around);
  const evidence = {
    kept: kept.note,
    seen: seen.note,
    proof: JSON.parse(JSON.stringify(proof)) as JsonValue,
  };
  await raiseAlarm({ code: 'head-forked', evidence }, around);
}

/** One alarm, for the oldest head that no witness has covered for a day. */
async function raiseLate(around: Surroundings): Promise<void> {
  const log = heldSignal.value.log.get('log');
  if (log === undefined) return;
  const late = [...heldSignal.value.head.values()]
    .filter((head) => isLate(head, log, around.now()))
    .sort((left, right) => left.size - right.size)[0];
  if (late === undefined) return;
  const { note, seenAt } = late;
  await raiseAlarm({ code: 'anchor-late', evidence: { head: note, seenAt } }, around);
}
