// The browser's `credential.toJSON()` carries the PRF results: the secret that opens a vault. A wallet strips them; a
// wallet with a fault, or an integrator who forwards what a browser gave, must be stopped before anything is kept or
// logged. So every door refuses them, wherever in a body they hide, a record quoted inside a text included.

import { DoorFault } from './fault.ts';

const secretNames = new Set(['prf', 'hmacgetsecret', 'hmaccreatesecret', 'clientextensionresults']);
/** The same names inside a text that is JSON itself, however often it was quoted. Linear: nothing repeats before a name. */
const quotedName =
  /["'](?:prf|hmac-?get-?secret|hmac-?create-?secret|client-?extension-?results)\\*["']\s*:/i;

export function refuseSecrets(value: unknown): void {
  if (typeof value === 'string') {
    if (quotedName.test(value)) throw secretCarried();
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const entry of value) refuseSecrets(entry);
    return;
  }
  for (const [name, inside] of Object.entries(value)) {
    if (secretNames.has(name.toLowerCase().replaceAll(/[-_]/g, ''))) throw secretCarried();
    refuseSecrets(inside);
  }
}

function secretCarried(): DoorFault {
  return new DoorFault('secret-carried', 'the results of the PRF extension never leave the device');
}
