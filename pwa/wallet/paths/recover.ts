// recover: kit, synced passkey or other device → slot list and sealed rows → what is in it is shown, and asked → a way in of
// this device's own → vault → its mailboxes are asked, one by one. On a fresh device nothing tells an old backup from a new
// one: so its date, its devices and its agreements are shown before anything is written.

import { fromBase64url, fromUtf8, toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { addDevice, addKeyslot, deviceName, follows, hasMac, keyslotText } from '../../../crypto/keyslot.ts';
import { type KeyslotList, readKeyslotList } from '../../../crypto/keyslot-list.ts';
import { kitLocator, kitSecret, readKitCode } from '../../../crypto/kit-code.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { minuteText } from '../../../policy/instant.ts';
import { askChallenge, readBackupAt, readBackupByPasskey, type ShownBackup } from '../link/backup.ts';
import { LinkFault } from '../link/fault.ts';
import { isTablet } from '../tablet.ts';
import { change, keyslots, openRoot, putSlots, readDoor, writeVault } from '../vault/hold.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';
import type { KeptAccount } from '../vault/kept/study.ts';
import type { KeptBackup, KeptDevice } from '../vault/kept/wallet.ts';
import { heldSignal, lockState, thisDevice } from '../vault/open.ts';
import { newAccount } from './account.ts';
import { listOf, openContent, planBackup } from './backup.ts';
import { type BackupContent, type ContentRow, readContent, writeContent } from './backup-content.ts';
import { keepDevice } from './device.ts';
import { aboutDevice } from './device-name.ts';
import { PathFault } from './fault.ts';
import { type Giving, type Receiving, receiveBy } from './meeting.ts';
import {
  activate,
  type MadeWayIn,
  makeWayIn,
  type NewLock,
  newDevice,
  opening,
  requireSecret,
} from './open.ts';
import { here, type Surroundings } from './surroundings.ts';

/** What was found, for the screen that asks. */
export interface Found {
  readonly by: 'kit' | 'passkey' | 'device';
  /** When it was made: older than what the person remembers says that something is missing. */
  readonly at: string;
  readonly devices: readonly string[];
  /** Agreements in force in it. */
  readonly live: number;
  readonly facts: number;
  /** Readings that did not fit in. */
  readonly leftOut: number;
  /** Does this device need a way in of its own? A synced passkey is one. */
  readonly needsLock: boolean;
}

interface Taken extends Found {
  readonly root: Uint8Array;
  readonly list: KeyslotList;
  readonly content: BackupContent;
  readonly backup: Pick<KeptBackup, 'name' | 'version' | 'generation'> | null;
  readonly credential: string | null;
  /** When the backup was read: calls about mailboxes keep ten minutes from that too. Null from another device. */
  readonly calledMs: number | null;
  /** Hears the new slot list, step by step: the device that gave it. */
  readonly answer: ((steps: readonly KeyslotList[]) => Promise<void>) | null;
}

/** The code of the paper kit: it names the place at the relay, and opens what is there. */
export async function findByKit(code: string, around: Surroundings = here): Promise<Found> {
  await requireEmpty();
  const kit = readKitCode(code);
  const shown = await findBackup(() => readBackupAt(around.reach, kitLocator(kit)));
  const calledMs = around.now();
  const list = listOf(shown);
  const slots = list.slots.filter(({ kind, active }) => kind === 'kit' && active);
  const root = await opening(list, slots, async () => kitSecret(kit));
  return foundIn('kit', shown, root, list, null, calledMs);
}

/** One ceremony: the passkey answers the relay's challenge and gives the secret at once, which stays here. */
export async function findByPasskey(around: Surroundings = here): Promise<Found> {
  await requireEmpty();
  const challenge = await askChallenge(around.reach);
  const { secret, ...answer } = await around.passkey.find(challenge);
  const unlockSecret = requireSecret(secret);
  const shown = await findBackup(() => readBackupByPasskey(around.reach, challenge, answer));
  const calledMs = around.now();
  const list = listOf(shown);
  const slots = list.slots.filter(({ active, credential }) => active && credential === answer.credential);
  const root = await opening(list, slots, async () => unlockSecret);
  return foundIn('passkey', shown, root, list, answer.credential, calledMs);
}

/** Where the other device opens the QR code. */
export const givePath = '/donner';

/** The new device shows the QR code; `found` comes once the other one has given. */
export async function meetOtherDevice(
  over: AbortSignal,
  around: Surroundings = here,
): Promise<Receiving & { found(): Promise<Found> }> {
  await requireEmpty();
  const meeting = await receiveBy('device', givePath, over, around);
  return { ...meeting, found: async () => foundInGift(await meeting.content(), meeting) };
}

/** The other device: everything, once the person has compared the six digits. Ends when the new one has answered. */
export async function giveWallet(meeting: Giving, around: Surroundings = here): Promise<void> {
  // A tablet that goes from hand to hand gives what it holds, and is itself no device of it.
  if (!isTablet.value) await keepDevice(around);
  const root = openRoot();
  const { backup = null } = thisDevice.value ?? {};
  const head = JSON.stringify({
    v: 1,
    root: toBase64url(root),
    slots: keyslotText(keyslots()),
    backup:
      backup === null ? null : { name: backup.name, version: backup.version, generation: backup.generation },
  });
  const { text } = writeContent(heldSignal.value, minuteText(around.now()));
  await putSlots(
    lastOf(keyslots(), openRoot(), await giveAndHear(meeting, `${head.slice(0, -1)},"content":${text}}`)),
  );
  await planBackup('soon', around);
}

/** From the first byte on it may be there, whatever is heard of it: only a no of the relay says that nothing left. */
async function giveAndHear(meeting: Giving, whole: string): Promise<Uint8Array> {
  try {
    await meeting.give(toUtf8(whole));
  } catch (cause) {
    if (!(cause instanceof LinkFault) || !cause.isPassing) throw cause;
    throw new PathFault('given-unanswered', 'perhaps it arrived', { cause });
  }
  try {
    return await meeting.answer();
  } catch (cause) {
    throw new PathFault('given-unanswered', 'the other device did not answer', { cause });
  }
}

/** Every step of the new device, each the very next one of the list before, and made by somebody who holds the root. */
function lastOf(own: KeyslotList, root: Uint8Array, answer: Uint8Array): KeyslotList {
  const wrong = () => new PathFault('slots-forked', 'the new device answered with another list');
  const texts: unknown = JSON.parse(fromUtf8(answer));
  if (!Array.isArray(texts) || texts.length === 0 || texts.length > 8) throw wrong();
  return texts.reduce((list: KeyslotList, text: unknown) => {
    const next = listOf({ slots: String(text) });
    if (!hasMac(next, root) || !follows(list, next)) throw wrong();
    return next;
  }, own);
}

function foundInGift(given: Uint8Array, meeting: Receiving): Found {
  const wrong = (cause?: unknown) =>
    new PathFault('backup-unopened', 'another device gave what is no wallet', { cause });
  try {
    const { v, root, slots, backup, content } = JSON.parse(fromUtf8(given)) as Record<string, unknown>;
    if (v !== 1 || typeof root !== 'string' || typeof slots !== 'string') throw wrong();
    const key = fromBase64url(root);
    const list = readKeyslotList(JSON.parse(slots));
    if (key.length !== 32 || !hasMac(list, key)) throw wrong();
    return taken({
      by: 'device',
      root: key,
      list,
      content: readContent(content),
      backup: sharedBackup(backup),
      credential: null,
      calledMs: null,
      answer: (steps) => meeting.answer(toUtf8(JSON.stringify(steps.map(keyslotText)))),
    });
  } catch (cause) {
    throw cause instanceof PathFault ? cause : wrong(cause);
  }
}

function sharedBackup(value: unknown): Taken['backup'] {
  const { name, version, generation } = (value ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || typeof version !== 'number' || typeof generation !== 'number') return null;
  return { name, version, generation };
}

function foundIn(
  by: 'kit' | 'passkey',
  shown: ShownBackup,
  root: Uint8Array,
  list: KeyslotList,
  credential: string | null,
  calledMs: number,
): Found {
  const content = readContent(JSON.parse(fromUtf8(openContent(root, shown, list))));
  const { backup: name, version } = shown;
  const backup = { name, version, generation: list.generation };
  return taken({ by, root, list, content, backup, credential, calledMs, answer: null });
}

type Parts = Omit<Taken, Exclude<keyof Found, 'by'>>;

function taken(parts: Parts): Taken {
  const { list, root, content, by } = parts;
  const rowsOf = (kind: string) => content.rows.filter((row) => row.kind === kind);
  const isLive = ({ status }: KeptGrant) => status !== 'ended' && status !== 'stopping';
  return {
    ...parts,
    at: content.at,
    devices: list.devices.map((device) => fromUtf8(deviceName(root, device))),
    live: rowsOf('grant').filter(({ body }) => isLive(body as KeptGrant)).length,
    facts: rowsOf('fact').length,
    leftOut: content.leftOut,
    needsLock: by !== 'passkey',
  };
}

/** After the yes: this device gets a way in of its own and stands in the list, then everything is written at once. */
export async function takeIn(found: Found, lock: NewLock | null, around: Surroundings = here): Promise<void> {
  const { root, list, content, backup, credential, calledMs, answer } = found as Taken;
  await requireEmpty();
  const { steps, device, passkeys } = await joinList(list, root, { lock, credential }, around);
  const joined = steps.at(-1) ?? list;
  const kept: KeptDevice = {
    ...device,
    backup: backup && { ...backup, digest: null, dueAt: null, sentAt: null, leftOut: 0, refusal: null },
    isSeeking: true,
  };
  await answer?.(steps);
  const rows = calledMs === null ? content.rows : withCall(content.rows, calledMs, around);
  await writeVault(root, joined, [...rows, { kind: 'device', name: 'device', body: kept }]);
  if (passkeys.length > 0)
    await change(async (rows) => {
      const keys = await rows.get('keys', 'wallet');
      if (keys === undefined) throw new PathFault('backup-unopened', 'a backup without keys');
      rows.put('keys', 'wallet', { ...keys, passkeys: [...(keys.passkeys ?? []), ...passkeys] });
    });
  await planBackup('soon', around);
}

/** Written with the rest, before anything can look: the reading of the backup was a call away from all mailboxes. */
function withCall(rows: readonly ContentRow[], calledMs: number, around: Surroundings): ContentRow[] {
  const isAccount = ({ kind }: ContentRow): boolean => kind === 'account';
  const kept = rows.find(isAccount)?.body as KeptAccount | undefined;
  const body = { ...(kept ?? newAccount(around)), calledMs };
  return [...rows.filter((row) => !isAccount(row)), { kind: 'account', name: 'account', body }];
}

interface Joined {
  readonly steps: readonly KeyslotList[];
  readonly device: KeptDevice;
  readonly passkeys: MadeWayIn['passkeys'];
}

async function joinList(
  list: KeyslotList,
  root: Uint8Array,
  { lock, credential }: { readonly lock: NewLock | null; readonly credential: string | null },
  around: Surroundings,
): Promise<Joined> {
  if (lock === null) {
    if (credential === null) throw new PathFault('wallet-locked', 'expected a way in for this device');
    const device: KeptDevice = { ...newDevice(), credentials: [credential] };
    return { steps: [addDevice(list, root, aboutDevice(device.id, around))], device, passkeys: [] };
  }
  const way = await makeWayIn(lock, around);
  const device = newDevice(way);
  const added = addKeyslot(list, root, way.slot);
  const active = await activate(added, around);
  const steps = [added, ...(active === added ? [] : [active])];
  return {
    steps: [...steps, addDevice(active, root, aboutDevice(device.id, around))],
    device,
    passkeys: way.passkeys,
  };
}

async function requireEmpty(): Promise<void> {
  await readySodium();
  await readDoor();
  // What goes from hand to hand takes nobody's keys in.
  if (isTablet.value) throw new PathFault('tablet-keyless', 'expected a device of one person');
  if (lockState.value !== 'empty') throw new PathFault('wallet-exists', 'this device has a vault');
}

async function findBackup(find: () => Promise<ShownBackup>): Promise<ShownBackup> {
  try {
    return await find();
  } catch (cause) {
    if (!(cause instanceof LinkFault) || cause.problem?.code !== 'backup-unknown') throw cause;
    throw new PathFault('backup-unknown', 'nothing is kept at this place', { cause });
  }
}
