// What runs by itself while the wallet is open: the door is looked at once, then what waits is sent, and what is new is
// asked for, mailbox by mailbox.

import { effect } from '@preact/signals';
import { askState } from '../paths/ask.ts';
import { openDoor } from '../paths/open.ts';
import { lockState } from '../vault/open.ts';

export async function startWallet(): Promise<void> {
  await openDoor();
  effect(() => {
    if (lockState.value === 'open')
      void import('../paths/look.ts').then(({ startLooking }) => startLooking());
  });
  addEventListener('online', () => {
    void import('../paths/outbox.ts').then(({ sendOutbox }) => sendOutbox());
  });
  // The service worker fetches the whole wallet: a request that is being read and checked goes before it.
  const dispose = effect(() => {
    const { step } = askState.value;
    if (step === 'reading' || step === 'shown') return;
    queueMicrotask(() => dispose());
    void import('../worker/update.ts').then(({ startServiceWorker }) => startServiceWorker());
  });
}
