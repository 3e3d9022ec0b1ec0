// The service worker, and the update by consent: a new build waits until the resident takes it, and is shown with its
// version and hash first. The hash of what runs stands in `build.json`, which is precached with the build it describes.

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { type Build, readBuild } from '../link/build.ts';
import { realmHere } from '../realm.ts';
import { isTablet } from '../tablet.ts';
import { scriptUrl } from './script-url.ts';

export interface UpdateState {
  /** What runs now; null in a page that no build made. */
  readonly build: Build | null;
  /** What waits to be taken. */
  readonly waiting: Build | null;
}

const state = signal<UpdateState>({ build: null, waiting: null });
export const updateState: ReadonlySignal<UpdateState> = computed(() => state.value);

let take: (() => void) | undefined;

export function startServiceWorker(): void {
  void readBuild(false).then((build) => {
    state.value = { ...state.value, build };
  });
  // Neither an exercise nor a tablet that goes from hand to hand leaves a wallet behind.
  if (
    realmHere() === 'exercise' ||
    isTablet.value ||
    globalThis.location?.pathname === '/tablette' ||
    !('serviceWorker' in globalThis.navigator)
  )
    return;
  void register();
}

/** The resident takes the new build: the waiting worker takes over, and the page is loaded again from it. */
export function acceptUpdate(): void {
  take?.();
}

async function register(): Promise<void> {
  const { Workbox } = await import('workbox-window');
  const workbox = new Workbox(scriptUrl('/sw.js'));
  workbox.addEventListener('waiting', () => {
    take = () => {
      workbox.addEventListener('controlling', () => globalThis.location.reload());
      workbox.messageSkipWaiting();
    };
    // Past the old worker's cache: what waits describes itself.
    void readBuild(true).then((waiting) => {
      state.value = { ...state.value, waiting: waiting ?? { version: '?', hash: '?' } };
    });
  });
  try {
    await workbox.register({ immediate: true });
  } catch {
    // Private windows and plain-http phones have no service worker; the wallet works while the network is there.
  }
}
