// Two tabs of one wallet. The channel says that something changed, never what: the other tab reads the sealed rows.

export type TabWord = 'changed' | 'locked' | 'erased';
const words: readonly TabWord[] = ['changed', 'locked', 'erased'];

let channel: BroadcastChannel | undefined;

export function hear(on: Record<TabWord, () => void>): void {
  if (channel !== undefined || typeof BroadcastChannel === 'undefined') return;
  channel = new BroadcastChannel('vav-vault');
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    const word = words.find((known) => known === data);
    if (word !== undefined) on[word]();
  };
}

export function tell(word: TabWord): void {
  channel?.postMessage(word);
}

export function closeTabs(): void {
  channel?.close();
  channel = undefined;
}

/**
 * Runs `act` in one tab of this wallet at a time: the others wait, and the next one goes on when this one ends or is
 * closed. In a browser without Web Locks each tab acts by itself: the vault stays whole by its transactions, and the
 * relay is asked more often than it need be.
 */
export async function inOneTab(name: string, over: AbortSignal, act: () => Promise<void>): Promise<void> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  if (locks === undefined) return act();
  try {
    await locks.request(`vav-${name}`, { signal: over }, act);
  } catch (cause) {
    // It did not get its turn before it was over.
    if (!over.aborted) throw cause;
  }
}
