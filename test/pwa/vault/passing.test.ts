import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const rows = [{ k: 'row', c: Uint8Array.of(1, 2, 3) }];
const root = new Uint8Array(32).fill(7);
const here = { kind: 'here', slotText: 'of another tab', rows, root };

let otherTab: BroadcastChannel;
beforeEach(() => {
  otherTab = new BroadcastChannel('vav-passing');
});
afterEach(() => otherTab.close());

/** One tab, with modules of its own as each page has, and what ends when the visit does. */
async function aTab() {
  vi.resetModules();
  const { hearPassing, keepPassing, passing } = await import('../../../pwa/wallet/vault/passing.ts');
  const gone = vi.fn();
  hearPassing(gone);
  return { ...passing, keepPassing, gone };
}

describe('the vault of a visit', () => {
  it('comes from another tab that holds it', async () => {
    const tab = await aTab();
    otherTab.onmessage = ({ data }) => {
      if ((data as { kind: string }).kind === 'who') otherTab.postMessage(here);
    };
    expect(await tab.readSlotText()).toBe('of another tab');
    expect(await tab.readRows()).toEqual(rows);
  });

  it.each(['vav-passing', 'the word for every wallet'])(
    'never begins again on a page that heard of its end: by %s',
    async (way) => {
      const tab = await aTab();
      await tab.writeFirst('of this tab', rows);
      tab.keepPassing(root);
      if (way === 'vav-passing') {
        otherTab.postMessage({ kind: 'gone' });
        await vi.waitFor(() => expect(tab.gone).toHaveBeenCalledTimes(1));
      } else tab.closeDatabase();
      expect(await tab.readRows()).toEqual([]);
      // A yes that was still being kept, and a tab that had not heard of the end yet.
      await expect(tab.writeFirst('once more', rows)).rejects.toMatchObject({ code: 'vault-locked' });
      otherTab.onmessage = ({ data }) => {
        if ((data as { kind: string }).kind === 'who') otherTab.postMessage(here);
      };
      expect(await tab.readSlotText()).toBeUndefined();
      expect(await tab.readRows()).toEqual([]);
    },
  );
});
