// Who helps is told by the relay's own page of help, for everybody the same.

import { computed, signal } from '@preact/signals';
import { relayOrigin } from '../link/call.ts';
import { ReadFault } from '../link/fault.ts';

const addressSignal = signal<string | undefined>(undefined);

/** Undefined until it is known which relay this is. */
export const helpAddress = computed(() => addressSignal.value);

export async function learnHelp(): Promise<void> {
  try {
    addressSignal.value = new URL('/aide', await relayOrigin()).href;
  } catch (cause) {
    // The list of studies needs the same address, and says what went wrong.
    if (!(cause instanceof ReadFault)) throw cause;
  }
}
