// The only word that stays on a tablet which goes from hand to hand, and all else in plain storage. Free of every
// library: the first script asks it.

const name = 'vav-shared';

export function readTabletMark(): boolean {
  try {
    return globalThis.localStorage?.getItem(name) === 'yes';
  } catch {
    // A browser that keeps nothing cannot be a tablet's: its owner could not say so.
    return false;
  }
}

export function writeTabletMark(on: boolean): void {
  if (on) globalThis.localStorage.setItem(name, 'yes');
  else globalThis.localStorage.removeItem(name);
}

/** `act` when another tab has written or removed it. */
export const hearTabletMark = (act: () => void): void =>
  globalThis.addEventListener('storage', ({ key }) => key === name && act());

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
