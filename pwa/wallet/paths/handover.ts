// Hand-overs on their way: each mailbox at a moment of its own, drawn by chance over three days, one mailbox a visit; all
// grants of it one after the other, for a key has one successor. Signed when it leaves and kept before it is sent.

import { toBase64url } from '../../../crypto/encode.ts';
import { readHandover } from '../../../policy/handover.ts';
import { instantMs, minuteText } from '../../../policy/instant.ts';
import { dayMs, hourMs } from '../../../policy/period.ts';
import { splitRecord } from '../../../policy/record.ts';
import { LinkFault } from '../link/fault.ts';
import { postHandover } from '../link/handover.ts';
import { type Change, change } from '../vault/hold.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';
import type { KeptKeys, KeptOutgoing } from '../vault/kept/wallet.ts';
import { grants, heldSignal, lockState, outbox, thisDevice } from '../vault/open.ts';
import { apart } from './apart.ts';
import { signReceipt } from './countersign.ts';
import { lookThrough } from './look-through.ts';
import { readMine } from './mailbox.ts';
import { putOffReceipts } from './send-receipt.ts';
import { signHandover } from './sign-handover.ts';
import type { Surroundings } from './surroundings.ts';
import { isFormer, keyGeneration, pairOf } from './voice.ts';

/** The first leaves when the new keys had time to reach the backup. */
const firstMs = hourMs;
const lastMs = 3 * dayMs;
/** A relay takes records of one day; signed anew before that. */
const signedMs = 20 * hourMs;
/** As long as results may still come to what has ended. */
const resultsMs = 90 * dayMs;
/** A backup that cannot be made holds up no hand-over for longer. */
const backupPatienceMs = dayMs;

/** Its row in the outbox. */
export const handoverRow = (grantId: string): string => `handover ${grantId}`;

/** Does a key that a lost device had speak under it, where somebody could still hear it? */
export const waitsForHandover = (kept: KeptGrant, keys: KeptKeys): boolean =>
  kept.status !== 'unsent' &&
  kept.status !== 'waiting' &&
  kept.endReason !== 'not-taken' &&
  kept.endReason !== 'never-confirmed' &&
  isFormer(keys, keyGeneration(kept));

/** A row in the outbox for each; what has one keeps its moment. */
export function scheduleHandovers(rows: Change, keys: KeptKeys, around: Surroundings): void {
  const nowMs = around.now();
  const momentOf = new Map<string, string>();
  for (const kept of grants.value) {
    const id = handoverRow(kept.id);
    const isHeard = kept.endedAt === null || instantMs(kept.endedAt) > nowMs - resultsMs;
    if (!isHeard || !waitsForHandover(kept, keys) || heldSignal.value.outgoing.has(id)) continue;
    const drawn = minuteText(nowMs + firstMs + around.chance() * (lastMs - firstMs));
    const notBefore = momentOf.get(kept.mailbox) ?? drawn;
    momentOf.set(kept.mailbox, notBefore);
    const { id: grant, party } = kept;
    rows.put('outgoing', id, {
      id,
      kind: 'handover',
      grant,
      party,
      text: '',
      notBefore,
      at: minuteText(nowMs),
      tries: 0,
    });
  }
}

/** Of the mailboxes that are due, one, by chance: a visit joins no two of them. */
export async function sendHandovers(around: Surroundings): Promise<void> {
  const keys = heldSignal.value.keys.get('wallet');
  if (keys?.formerPairs === undefined || !isBackedUp(keys, around.now())) return;
  // A yes that waited for its six characters, or for the network, has come through since.
  await change((rows) => scheduleHandovers(rows, keys, around));
  const due = outbox.value.filter(
    ({ kind, notBefore }) => kind === 'handover' && instantMs(notBefore) <= around.now(),
  );
  const mailboxes = [...new Set(due.map(mailboxOfRow))];
  const chosen = mailboxes[Math.floor(around.chance() * mailboxes.length)];
  if (chosen === undefined) return;
  await apart(around);
  await putOffReceipts(chosen, around);
  // Those that are behind first: each goes where another went before it.
  const mine = due
    .filter((row) => mailboxOfRow(row) === chosen)
    .sort((left, right) => ageOf(left) - ageOf(right));
  for (const waiting of mine) {
    if (lockState.value !== 'open') return;
    if (!(await sendHandover(waiting, around))) return;
  }
  // Shown at once by the new key: what the relay says now is what it will be held to.
  if (chosen !== null) await lookThrough(chosen, () => readMine(chosen, around), around);
}

const grantOf = ({ grant }: KeptOutgoing): KeptGrant | undefined =>
  grants.value.find(({ id }) => id === grant);
const mailboxOfRow = (row: KeptOutgoing): string | null => grantOf(row)?.mailbox ?? null;
const ageOf = (row: KeptOutgoing): number => {
  const kept = grantOf(row);
  return kept === undefined ? 0 : keyGeneration(kept);
};

function isBackedUp({ turn }: KeptKeys, nowMs: number): boolean {
  const backup = thisDevice.value?.backup ?? null;
  if (backup === null || turn === undefined || instantMs(turn.at) < nowMs - backupPatienceMs) return true;
  return backup.sentAt !== null && backup.sentAt >= turn.at;
}

/** False: the network is not there, and the others of this mailbox wait as well. */
async function sendHandover(waiting: KeptOutgoing, around: Surroundings): Promise<boolean> {
  const text = await signedNow(waiting, around);
  if (text === null) return true;
  try {
    await postHandover(around.reach, text);
  } catch (cause) {
    if (!(cause instanceof LinkFault)) throw cause;
    if (cause.isPassing) return false;
    return afterRefusal(waiting, text, cause, around);
  }
  await take(waiting, text, around);
  return true;
}

/** The text that leaves, kept first: when the answer is lost the same text asks again. */
function signedNow(waiting: KeptOutgoing, around: Surroundings): Promise<string | null> {
  return change(async (rows) => {
    const row = await rows.get('outgoing', waiting.id);
    const kept = await rows.get('grant', waiting.grant ?? '');
    const keys = await rows.get('keys', 'wallet');
    if (row === undefined) return null;
    if (kept === undefined || keys === undefined || !waitsForHandover(kept, keys)) {
      rows.drop('outgoing', row.id);
      return null;
    }
    const isFresh = row.text !== '' && instantMs(readText(row.text).at) > around.now() - signedMs;
    const text = isFresh ? row.text : signHandover(kept, keys, around.now());
    rows.put('outgoing', row.id, { ...row, text, tries: row.tries + 1 });
    return text;
  });
}

const readText = (text: string) => readHandover(splitRecord(text).body);

/** From here on the new key speaks. Receipts that wait are signed anew: the old key’s would be taken no more. */
async function take(waiting: KeptOutgoing, text: string, around: Surroundings): Promise<void> {
  const { newKey } = readText(text);
  await change(async (rows) => {
    const kept = await rows.get('grant', waiting.grant ?? '');
    const keys = await rows.get('keys', 'wallet');
    if (kept === undefined || keys === undefined) return;
    const next: KeptGrant = { ...kept, keyGeneration: generationOf(kept, keys, newKey) };
    rows.put('grant', kept.id, next);
    // One step of several: the next one leaves at the next visit.
    if (waitsForHandover(next, keys)) rows.put('outgoing', waiting.id, { ...waiting, text: '' });
    else rows.drop('outgoing', waiting.id);
    for (const row of outbox.value.filter(({ kind, grant }) => kind === 'receipt' && grant === kept.id)) {
      const calculation = [...heldSignal.value.calculation.values()].find(
        ({ receiptText }) => receiptText === row.text,
      );
      if (calculation === undefined) continue;
      const { text: receiptText } = signReceipt(calculation, next, around);
      rows.put('calculation', calculation.digest, { ...calculation, receiptText });
      rows.put('outgoing', row.id, { ...row, text: receiptText });
    }
  });
}

function generationOf(kept: KeptGrant, keys: KeptKeys, newKey: string): number {
  const from = keyGeneration(kept);
  const later = Array.from({ length: keys.generation - from }, (_, at) => from + 1 + at);
  const keyOf = (generation: number): string =>
    toBase64url(pairOf(keys, kept.party, generation).signing.publicKey);
  return later.find((generation) => keyOf(generation) === newKey) ?? from;
}

/** Another device of this wallet was first, or the answer was lost; or somebody with the old keys was quicker. */
async function afterRefusal(
  waiting: KeptOutgoing,
  text: string,
  cause: LinkFault,
  around: Surroundings,
): Promise<boolean> {
  const code = cause.problem?.code;
  if (code !== 'handover-forked' && code !== 'key-unknown') {
    await change((rows) => rows.drop('outgoing', waiting.id));
    return true;
  }
  const before = grantOf(waiting);
  await take(waiting, text, around);
  if (before === undefined) return true;
  let refused: LinkFault | undefined;
  const read = async (): Promise<void> => {
    await readMine(before.mailbox, around).catch((fault: unknown) => {
      if (fault instanceof LinkFault) refused = fault;
      throw fault;
    });
  };
  if ((await lookThrough(before.mailbox, read, around)) || refused === undefined) return true;
  const { isPassing } = refused;
  // The new key is not known there either: the old one, which may still end it, stays this wallet’s voice.
  await change(async (rows) => {
    const now = await rows.get('grant', before.id);
    const { keyGeneration: _, ...rest } = now ?? before;
    const taken =
      before.keyGeneration === undefined ? rest : { ...rest, keyGeneration: before.keyGeneration };
    rows.put('grant', before.id, taken);
    if (isPassing) rows.put('outgoing', waiting.id, { ...waiting, text });
  });
  return !isPassing;
}
