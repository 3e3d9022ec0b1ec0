import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { apart, called, clearOfAccount, farApart, forgetCalls } from '../../../pwa/wallet/paths/apart.ts';
import { eraseDevice } from '../../../pwa/wallet/paths/erase.ts';
import { createWallet, lock, unlock } from '../../../pwa/wallet/paths/open.ts';
import type { Surroundings } from '../../../pwa/wallet/paths/surroundings.ts';
import { change } from '../../../pwa/wallet/vault/hold.ts';
import type { KeptAccount, KeptContribution } from '../../../pwa/wallet/vault/kept/study.ts';
import { account } from '../../../pwa/wallet/vault/open.ts';
import { type StillClock, stillClock } from '../../support/clock.ts';
import { aroundOf, phrase } from './wallet.ts';

const minute = 60_000;

let clock: StillClock;
/** A pause moves the clock, and nothing else does. */
let around: Surroundings;
/** What left, by the minutes since the start. */
let left: [string, number][];
let startMs: number;

const leaves = (what: string): void => void left.push([what, (around.now() - startMs) / minute]);

const newAccount = (): KeptAccount => ({
  seed: 'A'.repeat(43),
  isOpen: true,
  personYears: [],
  enrolment: null,
  calledMs: null,
  mailboxMs: around.now(),
});

const withAccount = (changes: Partial<KeptAccount> = {}): Promise<void> =>
  change((rows) => rows.put('account', 'account', { ...newAccount(), ...changes }));

beforeEach(async () => {
  clock = stillClock();
  const given = aroundOf({ clock, fetch: () => Promise.reject(new Error('no relay')) } as never);
  around = {
    ...given,
    pause: async (ms) => {
      clock.pass({ ms });
    },
  };
  left = [];
  await eraseDevice();
  await createWallet({ kind: 'passphrase', passphrase: phrase }, around);
  startMs = around.now();
});

const poll = async (): Promise<void> => {
  await apart(around);
  leaves('mailbox');
};
const callAccount = (): Promise<void> =>
  farApart(async () => {
    leaves('account');
  }, around);

/** Pauses that go on side by side, as in a page: time moves to the first that ends, once nothing else can happen. */
function sideBySide(): void {
  const sleepers: { atMs: number; wake: () => void }[] = [];
  let isPumping = false;
  const pump = async (): Promise<void> => {
    if (isPumping) return;
    isPumping = true;
    while (sleepers.length > 0) {
      for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
      sleepers.sort((one, other) => one.atMs - other.atMs);
      const first = sleepers.shift();
      if (first === undefined) break;
      clock.pass({ ms: Math.max(0, first.atMs - around.now()) });
      first.wake();
    }
    isPumping = false;
  };
  around = {
    ...around,
    pause: (ms) =>
      new Promise((resolve) => {
        sleepers.push({ atMs: around.now() + ms, wake: resolve });
        void pump();
      }),
  };
}

const between = (first: string, second: string): number => {
  const [one, other] = [left.find(([what]) => what === first), left.find(([what]) => what === second)];
  return (other?.[1] ?? Number.NaN) - (one?.[1] ?? Number.NaN);
};

describe('a call for the account', () => {
  it('waits until mailboxes were silent for ten minutes', async () => {
    await withAccount({ mailboxMs: around.now() - 60 * minute });
    called(around);
    clock.pass({ minutes: 4 });
    await callAccount();
    expect(left).toEqual([['account', 10]]);
  });

  it('leaves at once where they were', async () => {
    await withAccount({ mailboxMs: around.now() - 11 * minute });
    forgetCalls();
    await callAccount();
    expect(left).toEqual([['account', 0]]);
  });

  it('waits again when somebody touches the screen meanwhile', async () => {
    await withAccount();
    const { pause } = around;
    let touches = 0;
    around = {
      ...around,
      pause: async (ms) => {
        if (touches++ < 3) {
          await pause(ms / 2);
          called(around);
          leaves('mailbox');
          await pause(ms / 2);
        } else await pause(ms);
      },
    };
    await callAccount();
    const lastPoll = left.findLast(([what]) => what === 'mailbox')?.[1] ?? 0;
    const ours = left.find(([what]) => what === 'account')?.[1] ?? 0;
    expect(touches).toBeGreaterThanOrEqual(4);
    expect(ours - lastPoll).toBeGreaterThanOrEqual(10);
  });

  it('needs no silence behind another of its kind, and never leaves beside it', async () => {
    await withAccount();
    let open = 0;
    const one = () =>
      farApart(async () => {
        open += 1;
        expect(open).toBe(1);
        await around.pause(1000);
        leaves('account');
        open -= 1;
      }, around);
    await Promise.all([one(), one(), one()]);
    expect(left.map(([, at]) => Math.floor(at))).toEqual([10, 10, 10]);
  });

  it('waits over a page that was closed, too', async () => {
    await withAccount();
    clock.pass({ minutes: 20 });
    called(around);
    // What this page remembers is gone; what the vault remembers is not.
    await change((rows) => rows.get('account', 'account'));
    lock();
    forgetCalls();
    await unlock({ kind: 'passphrase', passphrase: phrase }, around);
    clock.pass({ minutes: 3 });
    await callAccount();
    expect(left).toEqual([['account', 30]]);
  });

  it('that fails keeps its distance all the same', async () => {
    await withAccount();
    await expect(farApart(() => Promise.reject(new Error('lost')), around)).rejects.toThrow('lost');
    leaves('account');
    await poll();
    expect(between('account', 'mailbox')).toBeGreaterThanOrEqual(10);
  });
});

describe('a poll', () => {
  it('is put off for ten minutes after a call for the account', async () => {
    await withAccount();
    await callAccount();
    clock.pass({ minutes: 2 });
    await poll();
    expect(between('account', 'mailbox')).toBeGreaterThanOrEqual(10);
    expect(between('account', 'mailbox')).toBeLessThan(11);
  });

  it('of the mailbox on the screen is put off as well, and by nothing else', async () => {
    await withAccount();
    await clearOfAccount(around);
    leaves('screen');
    await callAccount();
    await clearOfAccount(around);
    leaves('mailbox');
    expect(left[0]).toEqual(['screen', 0]);
    expect(between('account', 'mailbox')).toBe(10);
  });

  it('is put off over a page that was closed, too', async () => {
    await withAccount();
    await callAccount();
    lock();
    forgetCalls();
    await unlock({ kind: 'passphrase', passphrase: phrase }, around);
    await poll();
    expect(between('account', 'mailbox')).toBeGreaterThanOrEqual(10);
  });

  it('lets an account that waits go first at the next opening', async () => {
    const waiting = { study: 's', state: 'kept' } as unknown as KeptContribution;
    await withAccount({ mailboxMs: around.now() - 60 * minute });
    await change((rows) => {
      rows.put('contribution', 's', waiting);
      const token = { study: 's', tokenKey: '', input: '', blinded: '', inverse: '', token: null };
      rows.put('token', 's', token);
    });
    forgetCalls();
    sideBySide();
    const polled = poll();
    await callAccount();
    await polled;
    expect(left.map(([what]) => what)).toEqual(['account', 'mailbox']);
    expect(between('account', 'mailbox')).toBeGreaterThanOrEqual(10);
  });

  it('does not wait for an account that calls in vain again and again', async () => {
    await withAccount({ mailboxMs: around.now() - 60 * minute, calledMs: around.now() - 11 * minute });
    await change((rows) => {
      rows.put('contribution', 's', { study: 's', state: 'kept' } as unknown as KeptContribution);
      const token = { study: 's', tokenKey: '', input: '', blinded: '', inverse: '', token: null };
      rows.put('token', 's', token);
    });
    forgetCalls();
    await poll();
    expect(left).toEqual([['mailbox', 0]]);
  });

  it('keeps its 2 to 30 seconds from the one before, with an account or without', async () => {
    for (const has of [false, true]) {
      if (has) await withAccount();
      left = [];
      startMs = around.now();
      await poll();
      const first = left[0]?.[1] ?? 0;
      await poll();
      const seconds = ((left[1]?.[1] ?? 0) - first) * 60;
      expect(seconds).toBeGreaterThanOrEqual(2);
      expect(seconds).toBeLessThanOrEqual(30);
    }
  });
});

describe('what a wallet without account writes down about its calls', () => {
  it('is nothing', async () => {
    called(around);
    await poll();
    expect(account.value).toBeUndefined();
  });
});
