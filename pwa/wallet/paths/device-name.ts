import { minuteText } from '../../../policy/instant.ts';
import type { Surroundings } from './surroundings.ts';

const kinds: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/CrOS/, 'Chromebook'],
  [/Windows/, 'Windows'],
  [/Macintosh/, 'Mac'],
  [/Linux/, 'Linux'],
];

/** What a person will know it by. It stands in the slot list, sealed: nobody else reads it. */
export function deviceName(agent: string = globalThis.navigator?.userAgent ?? ''): string {
  return kinds.find(([form]) => form.test(agent))?.[1] ?? '?';
}

/** An entry of the list of devices, as `addDevice` of crypto/keyslot.ts takes it. */
export const aboutDevice = (id: string, around: Surroundings) => ({
  id,
  name: deviceName(),
  at: minuteText(around.now()).slice(0, 10),
});
