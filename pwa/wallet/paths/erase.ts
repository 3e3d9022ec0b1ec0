// This device forgets: the keys first, so that whatever a crash leaves behind is noise; then the database, the service
// worker and the caches. What was shared is not stopped by it: the screen offers that before.

import { destroyVault } from '../vault/hold.ts';
import { forgetTurns } from './anchor-state.ts';
import { forgetCalls } from './apart.ts';
import { dropAsk } from './ask.ts';
import { forgetChanges } from './change.ts';
import { forgetLog } from './log.ts';
import { forgetWitnesses } from './witnesses.ts';

export async function eraseDevice(): Promise<void> {
  dropAsk();
  forgetLog();
  forgetWitnesses();
  forgetCalls();
  forgetTurns();
  forgetChanges();
  await destroyVault();
  try {
    globalThis.sessionStorage?.clear();
  } catch {
    // A browser that keeps no session has nothing to clear.
  }
  await forgetPages();
}

/** The worker and the pages that it keeps. */
export async function forgetPages(): Promise<void> {
  // The worker before the caches: one that is still being installed would fill them again behind this.
  const workers = globalThis.navigator?.serviceWorker;
  if (workers !== undefined)
    for (const registration of await workers.getRegistrations()) await registration.unregister();
  if (typeof caches !== 'undefined') for (const name of await caches.keys()) await caches.delete(name);
}
