// Stands in the place of pwa/wallet/paths/ask.ts in the looking build: a request that is already checked.

import { computed, signal } from '@preact/signals';
import { aRequest } from './fixture.ts';

const state = signal<unknown>({ step: 'none' });
export const askState = computed(() => state.value);

export async function readAsk(hash: string): Promise<unknown> {
  const ask = aRequest(hash.startsWith('cross'));
  state.value = { step: hash.startsWith('shown') ? 'shown' : 'ready', ask };
  if (hash.startsWith('failed')) state.value = { step: 'failed', error: new Error('planted') };
  return ask;
}

export function dropAsk(): void {
  state.value = { step: 'none' };
}

export function requireReady(): void {}

export function requireShown(): void {}
export const readPlace = () => undefined;
