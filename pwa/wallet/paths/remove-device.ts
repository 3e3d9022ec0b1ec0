// A device is taken out: another root, with the slots of all others sealed to it whether they are present or not. Whether the
// keys towards parties change too depends on how the device was when it got lost, and only the person knows.

import { toBase64url } from '../../../crypto/encode.ts';
import { addKeyslot, rotateRoot } from '../../../crypto/keyslot.ts';
import { kitLocator, kitSecret, newKitCode } from '../../../crypto/kit-code.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { change, changeRoot, keyslots, openRoot, putSlots } from '../vault/hold.ts';
import type { AfterLoss, KeptDevice } from '../vault/kept/wallet.ts';
import { thisDevice } from '../vault/open.ts';
import { planBackup } from './backup.ts';
import { walletKeys } from './card.ts';
import { keepDevice } from './device.ts';
import { PathFault } from './fault.ts';
import { here, type Surroundings } from './surroundings.ts';

/** How it was when it got out of hand. Not to know is to take it for open. */
export type Lost = 'locked' | 'open' | 'unknown';

/** `hasNewKit`: the paper kit is another one now, to be printed and rehearsed again. */
export async function removeDevice(
  id: string,
  lost: Lost,
  after: AfterLoss,
  around: Surroundings = here,
): Promise<{ hasNewKit: boolean }> {
  await readySodium();
  await keepDevice(around);
  if (id === thisDevice.value?.id || !keyslots().devices.some((device) => device.id === id))
    throw new PathFault('device-unknown', 'expected another device of this vault');
  // All that it takes is here before the first thing changes: a page without network would stop in the middle.
  await import('./generation.ts');
  const hasNewKit = lost !== 'locked' && mayHaveKit(id);
  const formerKits = hasNewKit ? await makeKit() : [];
  const credentials = new Set<string | null>(thisDevice.value?.credentials ?? []);
  const list = keyslots();
  // A passkey that is synced to this device was made on the other one, and stays this one's way in.
  const stayingIds = list.slots
    .filter(({ credential }) => credentials.has(credential))
    .map((slot) => slot.id);
  const rotated = rotateRoot(list, openRoot(), { deviceIds: [id], slotIds: formerKits, stayingIds });
  const turning = { mode: after, from: walletKeys().generation };
  await changeRoot(rotated.root, rotated.list, (row) =>
    row.kind === 'device' && lost !== 'locked'
      ? { ...row, body: { ...(row.body as KeptDevice), turning } }
      : row,
  );
  await planBackup('soon', around);
  await finishTurning(around);
  return { hasNewKit };
}

let finishing: Promise<void> | undefined;

/** The keys towards parties, where they are to change: also at the next opening, if the page was closed before. */
export function finishTurning(around: Surroundings = here): Promise<void> {
  finishing ??= turnKeys(around).finally(() => {
    finishing = undefined;
  });
  return finishing;
}

async function turnKeys(around: Surroundings): Promise<void> {
  const turning = thisDevice.value?.turning;
  if (turning === undefined) return;
  const { startGeneration } = await import('./generation.ts');
  await startGeneration(turning.mode, around);
  await change(async (rows) => {
    const device = await rows.get('device', 'device');
    if (device === undefined) return;
    const { turning: _, ...rest } = device;
    rows.put('device', 'device', rest);
  });
  // Its keys are in the backup before the first party hears of them.
  await planBackup('soon', around);
}

/** The code lies in every vault until it is rehearsed, and nobody knows which device has heard of it since; but one. */
function mayHaveKit(deviceId: string): boolean {
  const { rehearsedAt, rehearsedOn } = walletKeys();
  return rehearsedAt === null || rehearsedOn !== deviceId;
}

/** Gives the slots of the former ones. In this order: wherever it is cut short, the code that is shown opens. */
export async function makeKit(): Promise<string[]> {
  const code = newKitCode();
  const formerIds = keyslots().slots.flatMap(({ id, kind }) => (kind === 'kit' ? [id] : []));
  await putSlots(addKeyslot(keyslots(), openRoot(), { kind: 'kit', unlockSecret: kitSecret(code) }));
  await change(async (rows) => {
    const keys = await rows.get('keys', 'wallet');
    if (keys === undefined) throw new PathFault('wallet-locked', 'no keys to change');
    const [kitCode, kitPlace] = [toBase64url(code), kitLocator(code)];
    rows.put('keys', 'wallet', { ...keys, kitCode, kitPlace, rehearsedAt: null, rehearsedOn: null });
  });
  return formerIds;
}
