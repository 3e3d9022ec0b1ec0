// The devices that have this vault: their ids and names stand in the slot list, the names sealed.

import { fromUtf8 } from '../../../crypto/encode.ts';
import { addDevice, deviceName as nameOf } from '../../../crypto/keyslot.ts';
import { randomId } from '../../../crypto/random.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { isTablet } from '../tablet.ts';
import { change, keyslots, openRoot, putSlots } from '../vault/hold.ts';
import { lockState, thisDevice } from '../vault/open.ts';
import { aboutDevice } from './device-name.ts';
import { PathFault } from './fault.ts';
import { here, type Surroundings } from './surroundings.ts';

export interface ShownDevice {
  readonly id: string;
  readonly name: string;
  readonly at: string;
  readonly isThis: boolean;
}

/** The vault of an older build has no name for the device it is on. */
export async function keepDevice(around: Surroundings = here): Promise<void> {
  if (lockState.value !== 'open') throw new PathFault('wallet-locked', 'vault is not open');
  if (isTablet.value) throw new PathFault('tablet-keyless', 'expected a device of one person');
  if (thisDevice.value !== undefined) return;
  await readySodium();
  const id = randomId();
  await putSlots(addDevice(keyslots(), openRoot(), aboutDevice(id, around)));
  await change((rows) => rows.put('device', 'device', { id, credentials: [], backup: null }));
}

export async function listDevices(around: Surroundings = here): Promise<readonly ShownDevice[]> {
  await readySodium();
  await keepDevice(around);
  const root = openRoot();
  return keyslots().devices.map((device) => ({
    id: device.id,
    name: fromUtf8(nameOf(root, device)),
    at: device.at,
    isThis: device.id === thisDevice.value?.id,
  }));
}
