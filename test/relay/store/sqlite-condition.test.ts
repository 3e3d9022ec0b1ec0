import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomBytes } from '../../../crypto/random.ts';
import type { ConditionStore } from '../../../relay/store/condition-contract.ts';
import { openSqliteConditions } from '../../../relay/store/sqlite-condition.ts';
import { someDigest, someId } from '../../support/builders.ts';

const condition = someDigest('condition');
const other = someDigest('other condition');
const grant = (name: string) => ({ mailbox: someDigest(`mailbox ${name}`), grant: someId(`grant ${name}`) });

let folder: string;
let store: ConditionStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'condition-'));
  store = openSqliteConditions(join(folder, 'condition.db'));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the file of conditions', () => {
  it('counts each yes once, of each condition for itself, and goes on after a restart', async () => {
    const [one, two] = [randomBytes(32), randomBytes(32)];
    await Promise.all([
      store.keepYes(condition, one),
      store.keepYes(condition, one),
      store.keepYes(condition, two),
    ]);
    await store.keepYes(other, one);
    await store.dropYes(condition, two);
    await store.dropYes(condition, randomBytes(32));
    await store.close();
    store = openSqliteConditions(join(folder, 'condition.db'));
    expect(await Promise.all([store.count(condition), store.count(other)])).toEqual([1, 1]);
  });

  it('gives one grant for one yes, in whatever order and however often it is asked', async () => {
    const [one, two] = [randomBytes(32), randomBytes(32)];
    await store.keepYes(condition, one);
    expect(await store.useYes(condition, two, grant('a'))).toBe('unknown');
    const uses = await Promise.all([
      store.useYes(condition, one, grant('a')),
      store.useYes(condition, one, grant('a')),
      store.useYes(condition, one, grant('b')),
    ]);
    expect(uses).toEqual(['used', 'used', 'used-before']);
    await store.keepYes(condition, two);
    expect(await store.useYes(condition, two, grant('a'))).toBe('used-before');
    expect(await store.useYes(condition, two, grant('c'))).toBe('used');
    // The same yes said again stays used.
    await store.keepYes(condition, two);
    expect(await store.useYes(condition, two, grant('d'))).toBe('used-before');
  });

  it('puts another grant of the same mailbox in the place of one that was lost, and of no other', async () => {
    const yes = randomBytes(32);
    await store.keepYes(condition, yes);
    await store.useYes(condition, yes, grant('a'));
    const again = { ...grant('a'), grant: someId('again') };
    expect(await store.grantsBy(condition, again.mailbox)).toEqual([grant('a').grant]);
    expect(await store.useYes(condition, yes, grant('b'), grant('a').grant)).toBe('used-before');
    expect(await store.useYes(condition, yes, again, grant('b').grant)).toBe('used-before');
    expect(await store.useYes(condition, yes, again, grant('a').grant)).toBe('used');
    expect(await store.grantsOf(condition, '', 9)).toEqual([again]);
  });

  it('lists grants page by page, and leaves nothing when it is over', async () => {
    for (const name of ['a', 'b', 'c']) {
      const yes = randomBytes(32);
      await store.keepYes(condition, yes);
      await store.useYes(condition, yes, grant(name));
    }
    const first = await store.grantsOf(condition, '', 2);
    const rest = await store.grantsOf(condition, first.at(-1)?.grant ?? '', 2);
    const all = [...first, ...rest].map(({ grant: id }) => id);
    expect(all).toEqual(['a', 'b', 'c'].map((name) => grant(name).grant).sort());
    await store.destroy(condition);
    expect(await store.grantsOf(condition, '', 2)).toEqual([]);
    expect(await store.count(condition)).toBe(0);
  });

  it('is for its owner’s eyes alone', () => {
    if (process.platform !== 'win32') expect(statSync(join(folder, 'condition.db')).mode & 0o077).toBe(0);
  });
});
