// backup: turned on → content → sealed under the root → signed by its writes key → 1 to 24 hours later, 10 minutes away from
// every call about a mailbox → the relay. Two devices of one vault write one backup: who finds a newer one there takes it in
// first, row by row, and writes after it.

import { devicesPlace, openBackup, sealBackup, writesPair } from '../../../crypto/backup.ts';
import { fromUtf8, toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { recordDigest, sha256 } from '../../../crypto/hash.ts';
import { follows, formerRoot, hasMac, keyslotDigest, keyslotText } from '../../../crypto/keyslot.ts';
import { type KeyslotList, readKeyslotList } from '../../../crypto/keyslot-list.ts';
import { randomId } from '../../../crypto/random.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { backupBits, findStamp } from '../../../crypto/stamp.ts';
import type { BackupWrite } from '../../../policy/backup.ts';
import { instantMs, minuteText } from '../../../policy/instant.ts';
import { hourMs } from '../../../policy/period.ts';
import {
  postBackup,
  postErasure,
  readBackupAt,
  type ShownBackup,
  type SignedWrite,
  signErasure,
  signWrite,
} from '../link/backup.ts';
import { LinkFault } from '../link/fault.ts';
import { change, keepNextSlots, keyslots, openRoot, putSlots } from '../vault/hold.ts';
import type { KeptBackup } from '../vault/kept/wallet.ts';
import { heldSignal, lockState, thisDevice } from '../vault/open.ts';
import { inOneTab } from '../vault/tabs.ts';
import { keepAccount } from './account.ts';
import { farApart } from './apart.ts';
import { contentDigest, readContent, writeContent } from './backup-content.ts';
import { mergeRows } from './backup-merge.ts';
import { walletKeys } from './card.ts';
import { keepDevice } from './device.ts';
import { PathFault } from './fault.ts';
import { here, type Surroundings } from './surroundings.ts';

/** An open wallet writes again after so long, so that its backup is not taken for a forgotten one. */
const renewMs = 90 * 24 * hourMs;
const betweenLooksMs = 300_000;
const sliceTries = 4_000;

/** The first one leaves as soon as mailboxes were silent for ten minutes. */
export async function turnOnBackup(around: Surroundings = here): Promise<void> {
  await readySodium();
  await keepDevice(around);
  const backup: KeptBackup = {
    name: randomId(),
    version: 0,
    generation: keyslots().generation,
    digest: null,
    dueAt: minuteText(around.now()),
    sentAt: null,
    leftOut: 0,
    refusal: null,
  };
  await changeBackup((before) => before ?? backup);
}

/** `left`: it stays at the relay, for somebody else's key rules there. It is let go of here, and another can be begun. */
export async function turnOffBackup(around: Surroundings = here): Promise<'erased' | 'left'> {
  await readySodium();
  const kept = thisDevice.value?.backup ?? null;
  try {
    if (kept !== null && kept.version > 0) await eraseNewest(kept, around);
  } catch (cause) {
    if (problemOf(cause) !== 'signature-invalid') throw cause;
    await changeBackup(() => null);
    return 'left';
  }
  await changeBackup(() => null);
  return 'erased';
}

/** Whoever wrote it last. */
async function eraseNewest({ name, version }: KeptBackup, around: Surroundings): Promise<void> {
  try {
    await farApart(() => erase(version, around), around);
  } catch (cause) {
    if (problemOf(cause) !== 'backup-behind') throw cause;
    const shown = await farApart(() => readBackupAt(around.reach, devicesPlace(name)), around);
    await farApart(() => erase(shown.version, around), around);
  }
}

async function erase(version: number, around: Surroundings): Promise<void> {
  const { name, generation } = requireBackup();
  const pair = writesPair(formerRoot(keyslots(), openRoot(), generation));
  const at = minuteText(around.now());
  const key = toBase64url(pair.publicKey);
  await postErasure(around.reach, signErasure({ v: 1, backup: name, version: version + 1, at, key }, pair));
}

/** Something is worth keeping that is not in the backup: it leaves within the hour, or in 1 to 24. */
export async function planBackup(when: 'soon' | 'later', around: Surroundings = here): Promise<void> {
  await changeBackup((kept) => {
    if (kept === null) return null;
    const nowMs = around.now();
    const waitMs = when === 'soon' ? around.chance() * hourMs * 0.75 : hourMs + around.chance() * 23 * hourMs;
    const due = Math.min(
      nowMs + waitMs,
      kept.dueAt === null ? Number.POSITIVE_INFINITY : instantMs(kept.dueAt),
    );
    return { ...kept, dueAt: minuteText(due) };
  });
}

/** At opening, and now and then while the wallet is open. */
export async function goOnBackingUp(around: Surroundings = here): Promise<void> {
  const kept = thisDevice.value?.backup ?? null;
  if (lockState.value !== 'open' || kept === null) return;
  await readySodium();
  const nowMs = around.now();
  const isOld = kept.sentAt !== null && nowMs - instantMs(kept.sentAt) > renewMs;
  const isChanged = kept.digest !== contentDigest(heldSignal.value);
  if (kept.dueAt === null && (isChanged || isOld)) await planBackup('later', around);
  const dueAt = thisDevice.value?.backup?.dueAt ?? null;
  if (dueAt === null || instantMs(dueAt) > nowMs) return;
  await keepAccount(around);
  try {
    await farApart(() => sendBackup(around), around);
  } catch (cause) {
    if (lockState.value !== 'open') return;
    const refusal = refusalOf(cause);
    if (refusal === null) throw cause;
    if (refusal !== 'later') await changeBackup((now) => now && { ...now, refusal, dueAt: null });
  }
}

/** While the page is open, and in one tab of this wallet only. Gives the function that ends it. */
export function startBackingUp(around: Surroundings = here): () => void {
  const over = new AbortController();
  void inOneTab('backup', over.signal, async () => {
    const isOver = new Promise<void>((resolve) => over.signal.addEventListener('abort', () => resolve()));
    while (!over.signal.aborted && lockState.value === 'open') {
      await goOnBackingUp(around);
      await Promise.race([isOver, around.pause(betweenLooksMs)]);
    }
  });
  return () => over.abort();
}

async function sendBackup(around: Surroundings): Promise<void> {
  try {
    await write(around);
  } catch (cause) {
    const problem = problemOf(cause);
    // Another device was faster, or has changed the root: what is there is read, and this one's rows go after it.
    if (problem !== 'backup-behind' && problem !== 'signature-invalid') throw cause;
    await takeNewer(around);
    await writeAfter(around);
  }
}

/** What is there was read, and still this wallet's key is not the one: somebody has put his own in its place. */
async function writeAfter(around: Surroundings): Promise<void> {
  try {
    await write(around);
  } catch (cause) {
    if (problemOf(cause) !== 'signature-invalid') throw cause;
    throw new PathFault('backup-taken', 'another key rules this backup', { cause });
  }
}

async function write(around: Surroundings): Promise<void> {
  const { name, version: before, generation } = requireBackup();
  const list = keyslots();
  const root = openRoot();
  const held = heldSignal.value;
  const at = minuteText(around.now());
  const version = before + 1;
  const slots = keyslotText(list);
  const content = writeContent(held, at);
  const sealed = sealBackup(
    root,
    { backup: name, version, slots: keyslotDigest(list) },
    toUtf8(content.text),
  );
  const pair = writesPair(formerRoot(list, root, generation));
  const credentials = new Set(list.slots.filter(({ active }) => active).map(({ credential }) => credential));
  const { kitPlace, passkeys = [] } = walletKeys();
  const given: BackupWrite = {
    v: 1,
    backup: name,
    version,
    at,
    key: toBase64url(pair.publicKey),
    next: toBase64url(writesPair(root).publicKey),
    sealed: toBase64url(sha256(sealed)),
    slots: recordDigest(slots),
    places: [devicesPlace(name), ...(kitPlace === undefined ? [] : [kitPlace])],
    passkeys: passkeys.filter(({ credential }) => credentials.has(credential)),
  };
  await post(signWrite(given, pair), { sealed, slots }, before === 0, around);
  await changeBackup(
    (now) =>
      now && {
        ...now,
        version,
        generation: list.generation,
        digest: contentDigest(held),
        dueAt: null,
        sentAt: at,
        leftOut: content.leftOut,
        refusal: null,
      },
  );
}

async function post(
  signed: SignedWrite,
  content: { readonly sealed: Uint8Array; readonly slots: string },
  isFirst: boolean,
  around: Surroundings,
): Promise<void> {
  // Where it is gone the relay asks for a stamp: nobody makes it anew by itself, for another device may have erased it.
  const stamp = isFirst ? await stampFor(signed.write, around) : '';
  await postBackup(around.reach, signed, { ...content, stamp });
}

async function stampFor(text: string, around: Surroundings): Promise<string> {
  const digest = recordDigest(text);
  for (let from = 0; ; from += sliceTries) {
    const stamp = findStamp(digest, backupBits, from, sliceTries);
    if (stamp !== undefined) return stamp;
    await around.pause(0);
  }
}

/** A relay that shows an older one than this device has seen is not believed. */
async function takeNewer(around: Surroundings): Promise<void> {
  const kept = requireBackup();
  const shown = await readBackupAt(around.reach, devicesPlace(kept.name));
  if (shown.backup !== kept.name || shown.version < kept.version)
    throw new PathFault('backup-unopened', 'an older backup than this device has seen');
  const list = listOf(shown);
  const root = openRoot();
  const own = keyslots();
  const before = ownFormer(own, root, list);
  if (before !== null) {
    // Written before it knew of the new root, by a device that stays or by one that was taken out: so nothing of it is taken.
    openContent(before, shown, list);
    await changeBackup((now) => now && { ...now, version: shown.version, generation: list.generation });
    return;
  }
  if (!hasMac(list, root)) {
    await keepNextSlots(list);
    throw new PathFault('root-changed', 'another device has changed the root');
  }
  if (keyslotDigest(list) !== keyslotDigest(own)) {
    // One list has one successor: two devices that changed it at once are told, and neither change is dropped silently.
    if (list.version > own.version + 1 || follows(own, list)) await putSlots(list);
    else if (list.version >= own.version) throw new PathFault('slots-forked', 'two lists of one version');
  }
  const content = readContent(JSON.parse(fromUtf8(openContent(root, shown, list))));
  await change((rows) => mergeRows(rows, content.rows));
  await changeBackup((now) => now && { ...now, version: shown.version, generation: list.generation });
}

/** The root that this device has left behind, if the list is under it. */
function ownFormer(own: KeyslotList, root: Uint8Array, list: KeyslotList): Uint8Array | null {
  if (list.generation >= own.generation) return null;
  const former = formerRoot(own, root, list.generation);
  return hasMac(list, former) ? former : null;
}

export function listOf({ slots }: Pick<ShownBackup, 'slots'>): KeyslotList {
  try {
    return readKeyslotList(JSON.parse(slots));
  } catch (cause) {
    throw new PathFault('backup-unopened', 'slot list of another form', { cause });
  }
}

export function openContent(root: Uint8Array, { backup, version, sealed }: ShownBackup, list: KeyslotList) {
  try {
    return openBackup(root, { backup, version, slots: keyslotDigest(list) }, sealed);
  } catch (cause) {
    if (!(cause instanceof CryptoFault)) throw cause;
    throw new PathFault('backup-unopened', 'backup does not open', { cause });
  }
}

async function changeBackup(turned: (kept: KeptBackup | null) => KeptBackup | null): Promise<void> {
  await change(async (rows) => {
    const device = await rows.get('device', 'device');
    if (device !== undefined) rows.put('device', 'device', { ...device, backup: turned(device.backup) });
  });
}

function requireBackup(): KeptBackup {
  const kept = thisDevice.value?.backup;
  if (kept == null) throw new PathFault('backup-unknown', 'no backup is kept');
  return kept;
}

const problemOf = (cause: unknown): string | undefined =>
  cause instanceof LinkFault ? cause.problem?.code : undefined;

function refusalOf(cause: unknown): string | null {
  if (cause instanceof LinkFault) return cause.isPassing ? 'later' : (cause.problem?.code ?? cause.code);
  return cause instanceof PathFault ? cause.code : null;
}
