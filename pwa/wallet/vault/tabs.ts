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
