// Two papers. The stop card ends agreements and nothing else; the kit opens the vault. Until the kit was rehearsed
// (two of its groups typed back from paper) the wallet is provisional.

import { fromBase64url } from '../../../crypto/encode.ts';
import { groupsOf, writeKitCode, writeStopCode } from '../../../crypto/kit-code.ts';
import { randomId } from '../../../crypto/random.ts';
import { minuteText } from '../../../policy/instant.ts';
import { change } from '../vault/hold.ts';
import type { KeptKeys } from '../vault/kept.ts';
import { heldSignal } from '../vault/open.ts';
import { PathFault } from './fault.ts';
import { here, type Surroundings } from './surroundings.ts';

export interface StopCard {
  /** For the QR code; the code stands behind `#` and never travels. */
  readonly link: string;
  readonly code: string;
  readonly groups: readonly string[];
}

export function stopCard(around: Surroundings = here): StopCard {
  const code = writeStopCode(fromBase64url(walletKeys().stopSeed));
  return { link: `${around.reach.origin}/stop#${code}`, code, groups: groupsOf(code) };
}

/** Null once it was rehearsed: then it is on paper and nowhere else. */
export function kit(): { readonly code: string; readonly groups: readonly string[] } | null {
  const { kitCode } = walletKeys();
  if (kitCode === null) return null;
  const code = writeKitCode(fromBase64url(kitCode));
  return { code, groups: groupsOf(code) };
}

/** Two different groups, by position from 0; another pair each time it is asked. */
export function groupsToRehearse(around: Surroundings = here): readonly [number, number] {
  const count = kit()?.groups.length ?? 7;
  const first = Math.floor(around.chance() * count);
  const second = (first + 1 + Math.floor(around.chance() * (count - 1))) % count;
  return first < second ? [first, second] : [second, first];
}

/** What was typed for the groups that were asked. Right: the wallet is no longer provisional. */
export async function rehearse(
  positions: readonly [number, number],
  typed: readonly [string, string],
  around: Surroundings = here,
): Promise<boolean> {
  const groups = kit()?.groups;
  if (groups === undefined) return true;
  const isRight = positions.every((position, at) => groups[position] === normal(typed[at] ?? ''));
  if (!isRight) return false;
  const at = minuteText(around.now());
  await change(async (rows) => {
    const keys = await rows.get('keys', 'wallet');
    if (keys === undefined) throw new PathFault('wallet-locked', 'no keys to rehearse');
    rows.put('keys', 'wallet', { ...keys, kitCode: null, rehearsedAt: at });
    const id = randomId();
    rows.put('event', id, { id, at, what: 'kit-rehearsed', party: null, grant: null });
  });
  return true;
}

export function walletKeys(): KeptKeys {
  const keys = heldSignal.value.keys.get('wallet');
  if (keys === undefined) throw new PathFault('wallet-locked', 'vault is not open');
  return keys;
}

/** As `readKitCode` reads: small letters, spaces, O for 0, I and L for 1. */
function normal(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
}
