// What runs by itself while the wallet is open: the door is looked at once, then what waits is sent, and what is new is
// asked for, mailbox by mailbox, and what came is computed again.

import { effect } from '@preact/signals';
import { askState } from '../paths/ask.ts';
import { openDoor } from '../paths/open.ts';
import { outdated } from '../paths/outdated.ts';
import { calculations, lockState, renewal } from '../vault/open.ts';

export async function startWallet(): Promise<void> {
  await openDoor();
  effect(() => (lockState.value === 'open' ? lookWhileOpen() : undefined));
  effect(() => {
    // Read before the vault is looked at: an effect runs again only for what it has read.
    const isWaiting = outdated.value.size > 0 && renewal.value === 'always';
    if (isWaiting && lockState.value === 'open')
      void import('../paths/renew.ts').then(({ renewSoon }) => renewSoon());
  });
  effect(recomputeWhatCame);
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

const begun = new Set<string>();

/** A result is computed again when it comes, so that home already says = or ≠. A fault of it shows on its own page. */
function recomputeWhatCame(): void {
  const came = calculations.value.find(
    ({ digest, openFault, recomputation }) =>
      openFault === null && recomputation === null && !begun.has(digest),
  );
  if (came === undefined || lockState.value !== 'open') return;
  begun.add(came.digest);
  void import('../paths/recompute.ts').then(({ recompute }) => recompute(came.digest)).catch(() => undefined);
}

/** Gives what ends it: a vault that is locked and opened again has one who looks, not two. */
function lookWhileOpen(): () => void {
  let isOver = false;
  let end = () => {};
  void import('../paths/look.ts').then(({ startLooking }) => {
    if (!isOver) end = startLooking();
  });
  return () => {
    isOver = true;
    end();
  };
}
