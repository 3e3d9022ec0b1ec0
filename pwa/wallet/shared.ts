// Whether this device goes from hand to hand: a setting of who owns the tablet, and the only word that stays on it. Light, so
// that every room may ask.

import { computed, signal } from '@preact/signals';

const name = 'vav-shared';

const shared = signal(read());
export const isShared = computed(() => shared.value);

export function markShared(on: boolean): void {
  if (on) globalThis.localStorage.setItem(name, 'yes');
  else globalThis.localStorage.removeItem(name);
  shared.value = on;
}

/** All that is in plain storage but this one word. */
export function dropPlainStorage(): void {
  for (const storage of [globalThis.localStorage, globalThis.sessionStorage]) {
    for (const key of keysOf(storage)) if (key !== name) storage.removeItem(key);
  }
}

export const countPlainStorage = (): number =>
  [globalThis.localStorage, globalThis.sessionStorage].flatMap(keysOf).filter((key) => key !== name).length;

const keysOf = (storage: Storage): string[] =>
  Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? '');

function read(): boolean {
  try {
    return globalThis.localStorage?.getItem(name) === 'yes';
  } catch {
    // A browser that keeps nothing cannot be a shared tablet's: its owner could not say so.
    return false;
  }
}
