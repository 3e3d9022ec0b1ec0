// A device is taken out: another root, with the slots of all others sealed to it whether they are present or not. Whether the
// keys towards parties change too depends on how the device was when it got lost, and only the person knows.

import { rotateRoot } from '../../../crypto/keyslot.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { changeRoot, keyslots, openRoot } from '../vault/hold.ts';
import { thisDevice } from '../vault/open.ts';
import { planBackup } from './backup.ts';
import { PathFault } from './fault.ts';
import { here, type Surroundings } from './surroundings.ts';

/** How it was when it got out of hand. Not to know is to take it for open. */
export type Lost = 'locked' | 'open' | 'unknown';

/** What happens to what is shared, when the device may have been open: `startGeneration` says it. */
export type AfterLoss = 'hand-over' | 'stop';

export async function removeDevice(
  id: string,
  lost: Lost,
  after: AfterLoss,
  around: Surroundings = here,
): Promise<void> {
  await readySodium();
  if (id === thisDevice.value?.id || !keyslots().devices.some((device) => device.id === id))
    throw new PathFault('device-unknown', 'expected another device of this vault');
  const credentials = new Set<string | null>(thisDevice.value?.credentials ?? []);
  const list = keyslots();
  // A passkey that is synced to this device was made on the other one, and stays this one's way in.
  const stayingIds = list.slots
    .filter(({ credential }) => credentials.has(credential))
    .map((slot) => slot.id);
  const rotated = rotateRoot(list, openRoot(), { deviceIds: [id], stayingIds });
  await changeRoot(rotated.root, rotated.list);
  await planBackup('soon', around);
  if (lost === 'locked') return;
  const { startGeneration } = await import('./generation.ts');
  await startGeneration(after, around);
  // Its keys are in the backup before the first party hears of them.
  await planBackup('soon', around);
}
