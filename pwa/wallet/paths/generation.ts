// A device that may have been open is lost: new keys towards every party. What is agreed to from now on uses them at once.
// What is shared already is handed over to them, one mailbox after the other, in random order over three days; or it is
// stopped at once, as the person chooses. Until then, and for ever after, the old keys can stop.

import { toBase64url } from '../../../crypto/encode.ts';
import { newPairKey } from '../../../crypto/keys.ts';
import { randomId } from '../../../crypto/random.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { minuteText } from '../../../policy/instant.ts';
import { change } from '../vault/hold.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';
import type { AfterLoss, KeptKeys } from '../vault/kept/wallet.ts';
import { grants, heldSignal } from '../vault/open.ts';
import { PathFault } from './fault.ts';
import { scheduleHandovers, waitsForHandover } from './handover.ts';
import { stopAll } from './revoke.ts';
import { here, type Surroundings } from './surroundings.ts';

/** Called after the device was taken out, so that it has none of the new keys. */
export async function startGeneration(mode: AfterLoss, around: Surroundings = here): Promise<void> {
  await readySodium();
  await change(async (rows) => {
    const keys = await rows.get('keys', 'wallet');
    if (keys === undefined) throw new PathFault('wallet-locked', 'no keys to change');
    const begun = (await rows.get('device', 'device'))?.turning;
    // Done already, before the page was closed or in another tab.
    if (begun !== undefined && begun.from !== keys.generation) return;
    const next: KeptKeys = {
      ...turned(keys),
      turn: { at: minuteText(around.now()), mode, grants: shared() },
    };
    rows.put('keys', 'wallet', next);
    scheduleHandovers(rows, next, around);
    const id = randomId();
    rows.put('event', id, {
      id,
      at: minuteText(around.now()),
      what: 'keys-turned',
      party: null,
      grant: null,
    });
  });
  // What was just stopped is handed over too: its last results are not for whoever has the device.
  if (mode === 'stop') await stopAll(around, 'device-lost');
}

/** « Tout arrêter à la place »: the hand-overs go on, for what may still come of it. */
export async function stopInstead(around: Surroundings = here): Promise<void> {
  await change(async (rows) => {
    const keys = await rows.get('keys', 'wallet');
    if (keys?.turn !== undefined)
      rows.put('keys', 'wallet', { ...keys, turn: { ...keys.turn, mode: 'stop' } });
  });
  await stopAll(around, 'device-lost');
}

function turned(keys: KeptKeys): KeptKeys {
  const former = { pairKey: keys.pairKey, last: keys.generation };
  return {
    ...keys,
    pairKey: toBase64url(newPairKey()),
    generation: keys.generation + 1,
    formerPairs: [...(keys.formerPairs ?? []), former],
    // The card on paper stays good: it goes by another secret.
    cardFrom: keys.cardFrom ?? keys.generation,
  };
}

const isShared = ({ status }: KeptGrant): boolean => status !== 'ended' && status !== 'stopping';
const shared = (): string[] => grants.value.filter(isShared).map(({ id }) => id);

export interface TurnProgress {
  readonly at: string;
  readonly mode: AfterLoss;
  /** What was shared when the keys were turned, and how much of it the old ones no longer speak for. */
  readonly total: number;
  readonly done: number;
  /** The grants for which they still do. */
  readonly rest: readonly string[];
}

/** Null when no device was lost. */
export function turnProgress(): TurnProgress | null {
  const { keys, grant } = heldSignal.value;
  const kept = keys.get('wallet');
  if (kept?.turn === undefined) return null;
  const { at, mode, grants: ids } = kept.turn;
  const isDone = (id: string): boolean => {
    const one = grant.get(id);
    if (one === undefined) return true;
    return mode === 'stop' ? one.status === 'ended' : !isShared(one) || !waitsForHandover(one, kept);
  };
  const rest = ids.filter((id) => !isDone(id));
  return { at, mode, total: ids.length, done: ids.length - rest.length, rest };
}
