// What runs by itself while the wallet is open: the door is looked at once, then what waits is sent, and what is new is
// asked for, mailbox by mailbox, and what came is computed again.

import { computed, effect } from '@preact/signals';
import { askState } from '../paths/ask.ts';
import { openDoor } from '../paths/open.ts';
import { outdated } from '../paths/outdated.ts';
import {
  account,
  calculations,
  conditions,
  contributions,
  lockState,
  renewal,
  thisDevice,
} from '../vault/open.ts';
import { followOtherTabs } from './tablet/start-over.ts';

export async function startWallet(): Promise<void> {
  followOtherTabs();
  await openDoor();
  effect(() => (lockState.value === 'open' ? lookWhileOpen() : undefined));
  effect(() => (lockState.value === 'open' && hasContributions.value ? contributeWhileOpen() : undefined));
  effect(() => (lockState.value === 'open' && hasBackup.value ? backUpWhileOpen() : undefined));
  effect(() => {
    if (lockState.value === 'open' && isSeeking.value) seekOn();
  });
  effect(() => {
    if (lockState.value === 'open' && isTurning.value) turnOn();
  });
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

/** Without a yes to any study nothing of this is loaded. */
const hasContributions = computed(
  () =>
    contributions.value.some(({ state }) => state !== 'declined') ||
    conditions.value.some(({ step }) => step !== 'declined') ||
    (account.value?.enrolment ?? null) !== null,
);

/** A yes that waits for its moment, while the wallet is open: the token first, hours later the two halves. */
function contributeWhileOpen(): () => void {
  let isOver = false;
  let end = () => {};
  void import('../paths/contribute.ts').then(({ startContributing }) => {
    if (!isOver) end = startContributing();
  });
  return () => {
    isOver = true;
    end();
  };
}

/** Nobody who keeps no copy loads any of this. */
const hasBackup = computed(() => (thisDevice.value?.backup ?? null) !== null);

function backUpWhileOpen(): () => void {
  let isOver = false;
  let end = () => {};
  void import('../paths/backup.ts').then(({ startBackingUp }) => {
    if (!isOver) end = startBackingUp();
  });
  return () => {
    isOver = true;
    end();
  };
}

const isSeeking = computed(() => thisDevice.value?.isSeeking === true);

/** After a phone was filled again, until every mailbox was asked. No network: at the next opening. */
function seekOn(): void {
  void import('../paths/seek.ts').then(({ seekNewer }) => seekNewer()).catch(() => undefined);
}

const isTurning = computed(() => thisDevice.value?.turning !== undefined);

/** A device was taken out, and the page was closed before the keys had changed. */
function turnOn(): void {
  void import('../paths/remove-device.ts')
    .then(({ finishTurning }) => finishTurning())
    .catch(() => undefined);
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
