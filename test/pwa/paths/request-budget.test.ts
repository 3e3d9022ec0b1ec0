import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  countOpened,
  digestNow,
  dropFromDigest,
  inForeground,
  keepForDigest,
  type Proposed,
  requestLimit,
  setRequestLimit,
} from '../../../pwa/wallet/paths/request-budget.ts';
import { openTestHouse, type TestHouse } from '../../relay/house.ts';
import { someDigest } from '../../support/builders.ts';
import { aroundOf, openWallet, type TestAround } from './wallet.ts';

let relay: TestHouse;
let around: TestAround;

beforeEach(async () => {
  relay = await openTestHouse();
  around = aroundOf(relay);
  await openWallet(around);
});
afterEach(() => relay.close());

const proposed = (name: string): Proposed => ({
  id: someDigest(name),
  kind: 'condition',
  title: { fr: name, en: name },
  name: { fr: 'Ville', en: 'City' },
  link: '/ensemble/x',
});
const all = (count: number) => Array.from({ length: count }, (_, at) => proposed(`request ${at}`));
const foreground = async (list: readonly Proposed[]) => (await inForeground(list, around)).size;
const digest = () => digestNow(around.now());

describe('so many requests a month', () => {
  it('is no limit until somebody sets one', async () => {
    expect(requestLimit()).toBeNull();
    expect(await foreground(all(12))).toBe(12);
    expect(digest()).toEqual({ ripe: [], waiting: 0 });
  });

  it('tells of the first ones, and keeps the others for the summary of the next month', async () => {
    await setRequestLimit(2);
    expect(requestLimit()).toBe(2);
    expect(await foreground(all(5))).toBe(2);
    // Asked again the same day it is the same two, and nothing is counted twice.
    expect(await foreground(all(5))).toBe(2);
    expect(digest()).toMatchObject({ ripe: [], waiting: 3 });
    // December has begun in every time zone.
    relay.clock.moveTo('2026-12-02T12:00:00Z');
    expect(
      digest()
        .ripe.map(({ title }) => title.fr)
        .sort(),
    ).toEqual(['request 2', 'request 3', 'request 4']);
    expect(digest().waiting).toBe(0);
    // And the new month has its own two.
    expect(await foreground([...all(5), proposed('new 1'), proposed('new 2'), proposed('new 3')])).toBe(7);
    expect(digest().waiting).toBe(1);
  });

  it('shows at once what she opened herself, and says which one of the month it is', async () => {
    await setRequestLimit(2);
    const opened = (name: string) => countOpened({ ...proposed(name), kind: 'request', link: null }, around);
    expect(await opened('a')).toBeNull();
    expect(await opened('b')).toBeNull();
    expect(await opened('c')).toBe(3);
    expect(await opened('c')).toBe(3);
    await keepForDigest(someDigest('c'));
    expect(digest().waiting).toBe(1);
    // What she put aside is not counted as shown.
    expect(await opened('d')).toBe(3);
    relay.clock.moveTo('2026-12-02T12:00:00Z');
    expect(digest().ripe).toMatchObject([{ id: someDigest('c'), link: null }]);
    await dropFromDigest(someDigest('c'));
    expect(digest()).toEqual({ ripe: [], waiting: 0 });
  });

  it('asks nobody and tells nobody', async () => {
    around.calls.length = 0;
    await setRequestLimit(5);
    await foreground(all(7));
    await setRequestLimit(null);
    expect(requestLimit()).toBeNull();
    expect(around.calls).toEqual([]);
  });
});
