// tablet: a device that goes from hand to hand. Nothing of a person rests on it: no passkey is made, the vault is in the
// memory of the open tabs (vault/passing.ts), and « Nouvelle personne » ends it. Before that, what one has may go to the own
// phone or onto paper. What is left is then read from the browser itself and shown.

import { computed, signal } from '@preact/signals';
import { isTablet, markTablet } from '../tablet.ts';
import { countPlainStorage, dropPlainStorage } from '../tablet-mark.ts';
import { grants, heldSignal, lockState } from '../vault/open.ts';
import { eraseDevice } from './erase.ts';
import { PathFault } from './fault.ts';
import { here, type Surroundings } from './surroundings.ts';

/** After so long without a finger the tablet asks; after so long without an answer it is wiped. */
export const idleMs = 180_000;
export const warningMs = 30_000;

/** Only a device that holds nobody's vault becomes one: its owner's would otherwise be in every hand. */
export async function startTablet(): Promise<void> {
  if (lockState.value !== 'empty') throw new PathFault('wallet-exists', 'expected a device without a vault');
  dropPlainStorage();
  markTablet(true);
  await eraseDevice();
}

export async function stopTablet(): Promise<void> {
  await newPerson();
  markTablet(false);
}

/** Everything of who was here, in every tab. The page is loaded anew by whoever calls: what scripts still hold goes with it. */
export async function newPerson(): Promise<void> {
  await eraseDevice();
  dropPlainStorage();
}

/** Whether somebody has begun: what was typed before the first yes counts. */
export const isInUse = computed(
  () =>
    isTablet.value &&
    (lockState.value === 'open' || grants.value.length > 0 || heldSignal.value.fact.size > 0),
);

/** How much of each kind the browser itself says that it keeps for this address. */
export interface Emptiness {
  readonly databases: number;
  readonly caches: number;
  readonly workers: number;
  readonly storage: number;
  readonly cookies: number;
}

export async function readEmptiness(): Promise<Emptiness> {
  const workers = globalThis.navigator.serviceWorker as ServiceWorkerContainer | undefined;
  return {
    // Browsers that cannot list them: what this wallet made there is deleted by its name.
    databases: (await globalThis.indexedDB.databases?.())?.length ?? 0,
    caches: 'caches' in globalThis ? (await globalThis.caches.keys()).length : 0,
    workers: (await workers?.getRegistrations())?.length ?? 0,
    storage: countPlainStorage(),
    cookies: globalThis.document.cookie === '' ? 0 : globalThis.document.cookie.split(';').length,
  };
}

export const isEmpty = (found: Emptiness): boolean => Object.values(found).every((count) => count === 0);

const leftSignal = signal<number | null>(null);
/** Seconds until the tablet is wiped; null while somebody is there. */
export const secondsLeft = computed(() => leftSignal.value);

/**
 * Asks when nobody was there for a while; `wipe` when nobody answers. Every sign of life in one tab counts for all. Gives
 * what ends it.
 */
export function watchIdle(wipe: () => Promise<void>, around: Surroundings = here): () => void {
  let lastMs = around.now();
  let isOver = false;
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('vav-alive');
  const stay = () => {
    lastMs = around.now();
    leftSignal.value = null;
  };
  // While the question stands only its own button answers: a sleeve on the glass is nobody.
  const moved = () => {
    if (leftSignal.value !== null) return;
    if (around.now() - lastMs > 1000) channel?.postMessage('alive');
    stay();
  };
  answerIdle = () => {
    channel?.postMessage('alive');
    stay();
  };
  if (channel !== undefined) channel.onmessage = stay;
  const signs = ['pointerdown', 'keydown', 'scroll'] as const;
  for (const sign of signs) globalThis.addEventListener?.(sign, moved, { capture: true, passive: true });
  const watch = async () => {
    while (!isOver) {
      await around.pause(1000);
      const quietMs = around.now() - lastMs;
      if (isOver || quietMs < idleMs || !isInUse.value) continue;
      leftSignal.value = Math.max(0, Math.ceil((idleMs + warningMs - quietMs) / 1000));
      if (leftSignal.value > 0) continue;
      isOver = true;
      await wipe();
    }
  };
  void watch();
  return () => {
    isOver = true;
    leftSignal.value = null;
    channel?.close();
    for (const sign of signs) globalThis.removeEventListener?.(sign, moved, { capture: true });
  };
}

let answerIdle: () => void = () => undefined;
/** « Je suis encore là »: as often as one likes. */
export const stayHere = (): void => answerIdle();
