import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomBytes } from '../../../crypto/random.ts';
import type { LeaderStore } from '../../../relay/store/aggregate-contract.ts';
import { StoreFault } from '../../../relay/store/fault.ts';
import { openLeaderStore } from '../../../relay/store/sqlite-leader.ts';

interface State {
  readonly word: string;
}

let folder: string;
let store: LeaderStore<State>;
const path = () => join(folder, 'aggregate.db');
const study = 'A'.repeat(43);
const id = (): Uint8Array => randomBytes(16);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aggregate-'));
  store = openLeaderStore<State>(path());
  await store.keepStudy({ digest: study, text: 'a manifest', state: { word: 'begun' } });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function restart(): Promise<void> {
  await store.close();
  store = openLeaderStore<State>(path());
}

describe('the store of an aggregator', () => {
  it('belongs to one process, and to nobody else’s eyes', () => {
    expect(() => openLeaderStore(path())).toThrow(StoreFault);
    for (const file of [path(), `${path()}-wal`]) expect(statSync(file).mode & 0o077, file).toBe(0);
  });

  it('keeps a study once, and its state as they were written last', async () => {
    expect(await store.keepStudy({ digest: study, text: 'another', state: { word: 'other' } })).toBe(false);
    await store.changeStudy(study, { word: 'changed' });
    await restart();
    expect(await store.studies()).toEqual([
      { digest: study, text: 'a manifest', state: { word: 'changed' } },
    ]);
  });

  it('forgets a study whose turn failed: the next try keeps it', async () => {
    const other = { digest: 'B'.repeat(43), text: 'another', state: { word: 'begun' } };
    const told = await Promise.allSettled([
      store.keepStudy(other),
      store.keepReport('nobody', { id: id(), bytes: randomBytes(9) }),
    ]);
    expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(store.total(other.digest)).rejects.toThrow(StoreFault);
    expect(await store.keepStudy(other)).toBe(true);
    await restart();
    expect(await store.studies()).toHaveLength(2);
  });

  it('never says that nothing was kept when it was: without its step nothing goes on', async () => {
    const draft = `${path()}.step.${process.pid}`;
    mkdirSync(draft);
    await expect(store.changeStudy(study, { word: 'changed' })).rejects.toThrow(/could not be answered for/);
    await expect(store.studies()).rejects.toThrow(/could not be answered for/);
    await expect(store.changeStudy(study, { word: 'more' })).rejects.toThrow(/could not be answered for/);
    rmSync(draft, { recursive: true });
    await restart();
    expect((await store.studies())[0]?.state).toEqual({ word: 'changed' });
  });

  it('is not opened without its step: nobody could tell an old copy', async () => {
    await store.close();
    const step = readFileSync(`${path()}.step`);
    rmSync(`${path()}.step`);
    expect(() => openLeaderStore(path())).toThrow(/`.step` file of this database is gone/);
    writeFileSync(`${path()}.step`, step);
    store = openLeaderStore<State>(path());
  });

  it('has its step from the first moment on, and brings it up to the file after a crash', async () => {
    await store.close();
    writeFileSync(`${path()}.step`, '0');
    store = openLeaderStore<State>(path());
    expect(readFileSync(`${path()}.step`, 'utf8')).toBe('1');
    const fresh = openLeaderStore(join(folder, 'fresh.db'));
    expect(readFileSync(join(folder, 'fresh.db.step'), 'utf8')).toBe('0');
    await fresh.close();
  });

  it('says of no report what came before it in another study', async () => {
    const other = 'B'.repeat(43);
    await store.keepStudy({ digest: other, text: 'another', state: { word: 'begun' } });
    for (let at = 0; at < 6; at += 1)
      await store.keepReport(at % 2 === 0 ? other : study, { id: id(), bytes: randomBytes(20) });
    await store.close();
    const db = new DatabaseSync(path());
    const rows = db.prepare('SELECT study, n FROM report ORDER BY rowid').all();
    db.close();
    expect(rows.map((row) => row['study'])).toEqual([1, 1, 1, 2, 2, 2]);
    expect(rows.map((row) => Number(row['n']) % 2 ** 32)).toEqual([1, 2, 3, 1, 2, 3]);
    store = openLeaderStore<State>(path());
  });

  it('keeps a report once under its id, and tells the same bytes from others', async () => {
    const [name, bytes] = [id(), randomBytes(900)];
    expect(await store.keepReport(study, { id: name, bytes })).toBe('kept');
    expect(await store.keepReport(study, { id: name, bytes })).toBe('same');
    expect(await store.keepReport(study, { id: name, bytes: randomBytes(900) })).toBe('duplicate');
    await restart();
    expect(await store.hasReport(study, name, bytes)).toBe(true);
    expect(await store.hasReport(study, name, randomBytes(900))).toBe(false);
    expect(await store.waitingReports(study, 10)).toMatchObject([{ id: name, bytes }]);
  });

  it('shares one transaction among all that begin in one turn, and acknowledges none before it is committed', async () => {
    const acts = Array.from({ length: 500 }, () =>
      store.keepReport(study, { id: id(), bytes: randomBytes(100) }),
    );
    let heard = 0;
    for (const act of acts) void act.then(() => (heard += 1));
    await Promise.resolve();
    expect(heard).toBe(0);
    expect(new Set(await Promise.all(acts))).toEqual(new Set(['kept']));
    expect(await store.waitingReports(study, 1000)).toHaveLength(500);
  });

  it('gives up a withdrawn report at once, and takes it no more', async () => {
    const [name, bytes] = [id(), randomBytes(900)];
    await store.keepReport(study, { id: name, bytes });
    const first = await store.keepWithdrawal(study, name, 'own word', 'what was asked');
    expect(await store.keepWithdrawal(study, name, 'a later word', 'asked again')).toEqual({
      ...first,
      id: name,
    });
    expect(await store.keepReport(study, { id: name, bytes })).toBe('withdrawn');
    expect(await store.waitingReports(study, 10)).toEqual([]);
    expect((await store.tally(study)).withdrawn).toBe(1);
    expect(await store.pendingWithdrawals(study, 10)).toHaveLength(1);
    await store.keepPeerWithdrawal(study, name, 'the helper’s word');
    expect(await store.pendingWithdrawals(study, 10)).toEqual([]);
  });

  it('counts what was rejected once, however often it came', async () => {
    const bytes = randomBytes(500);
    for (let times = 0; times < 5; times += 1) await store.rejectReport(study, bytes, 'token');
    await store.rejectReport(study, bytes, 'forged');
    await store.rejectReport(study, randomBytes(500), 'forged');
    expect((await store.tally(study)).rejected).toMatchObject({ token: 1, forged: 1, late: 0 });
  });

  it('ends each report of a job in one way, and lets go of its bytes', async () => {
    const names = [id(), id(), id()];
    for (const name of names)
      await store.keepReport(study, { id: name, bytes: new Uint8Array(300).fill(0xab) });
    const [good, rejected, unopened] = names as [Uint8Array, Uint8Array, Uint8Array];
    const request = randomBytes(50);
    const n = await store.openJob(study, { request, ids: [good, rejected] }, [
      { id: unopened, reason: 'unreadable' },
    ]);
    await restart();
    expect(await store.waitingReports(study, 10)).toEqual([]);
    const [job] = await store.openJobs(study);
    expect(job).toMatchObject({ n, request });
    expect((await store.reportsOf(study, [good])).map(({ bytes }) => bytes.length)).toEqual([300]);
    const total = { share: randomBytes(64), count: 1, checksum: randomBytes(32) };
    const end = {
      n,
      location: '/job',
      accepted: [good],
      rejected: [{ id: rejected, reason: 'forged' as const }],
      total,
    };
    await store.endJob(study, end);
    await restart();
    expect(await store.openJobs(study)).toEqual([]);
    expect(await store.lastLocation(study)).toBe('/job');
    const kept = await store.total(study);
    expect([kept.count, Buffer.from(kept.share ?? []), Buffer.from(kept.checksum)]).toEqual([
      1,
      Buffer.from(total.share),
      Buffer.from(total.checksum),
    ]);
    expect((await store.tally(study)).rejected).toMatchObject({ forged: 1, unreadable: 1 });
    await store.close();
    // Overwritten, not only forgotten: once what lies in the write-ahead log is back in the file.
    expect(readFileSync(path()).includes(Buffer.alloc(300, 0xab))).toBe(false);
    store = openLeaderStore<State>(path());
  });
});
