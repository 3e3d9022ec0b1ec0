// What comes of it when a helper's database is copied: by a thief who replays it, or by its own operator who puts an old
// copy back.

import { copyFileSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readVerifyResps } from '../../../crypto/dap/aggregation-job.ts';
import { readReport, readUploadErrors } from '../../../crypto/dap/report.ts';
import { readContributor } from '../../../crypto/report.ts';
import { splitRecord } from '../../../policy/record.ts';
import { readRelease } from '../../../policy/release.ts';
import { HelperAbsent } from '../../../relay/aggregate/helper-line.ts';
import { StoreFault } from '../../../relay/store/fault.ts';
import { openHelperStore } from '../../../relay/store/sqlite-helper.ts';
import {
  aContributor,
  aManifest,
  type CarriedStudy,
  carryStudy,
  KnownTask,
} from '../../support/carried-study.ts';
import { aDay } from '../../support/clock.ts';
import { bytesOf, errorOf, jobOf, postJob, someInits } from './helper-doors.ts';

let carried: CarriedStudy;
/** Calls whose path ends so do not come through. */
let lost = '';
/** Jobs that come through before all others are lost. */
let jobsUntilLost = Number.POSITIVE_INFINITY;
beforeEach(async () => {
  lost = '';
  jobsUntilLost = Number.POSITIVE_INFINITY;
  carried = await carryStudy({
    wire: (fetch) => (address, init) => {
      const isJob = address.endsWith('/aggregation_jobs');
      if (isJob) jobsUntilLost -= 1;
      if ((lost !== '' && address.endsWith(lost)) || (isJob && jobsUntilLost < 0))
        throw new HelperAbsent('lost on the way');
      return fetch(address, init);
    },
  });
  carried.openWindow();
});
afterEach(() => carried.close());

const folderOf = () => join(carried.folder, 'helper');
const copyOf = () => join(carried.folder, 'copy');
const files = ['aggregate.db', 'aggregate.db-wal'];

const sent: Uint8Array<ArrayBuffer>[] = [];
async function upload(people: number): Promise<void> {
  sent.length = 0;
  for (let at = 0; at < people; at += 1) {
    const report = await carried.known.report(aContributor(), at % 9, carried.clock.now());
    sent.push(report);
    await carried.leader.upload(carried.digest, report);
  }
}

const copy = () => cpSync(folderOf(), copyOf(), { recursive: true });

/** As somebody does who has a backup and trusts it. `withStep`: the whole folder, not the database alone. */
async function putBack(withStep: boolean): Promise<void> {
  await carried.helper.given.store.close();
  for (const name of files) {
    rmSync(join(folderOf(), name), { force: true });
    try {
      copyFileSync(join(copyOf(), name), join(folderOf(), name));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    }
  }
  if (withStep) cpSync(join(copyOf(), 'aggregate.db.step'), join(folderOf(), 'aggregate.db.step'));
}

const errorIn = async (digest: string, report: Uint8Array): Promise<string> => {
  const taken = await carried.leader.upload(digest, report);
  return taken?.errors === undefined ? 'taken' : (readUploadErrors(taken.errors)[0]?.error ?? '');
};

describe('a helper’s database in other hands', () => {
  it('replays nothing: jobs posted again are the same job, reports in new jobs are replayed ones', async () => {
    await upload(20);
    carried.closeWindow();
    await carried.settle();
    const total = await carried.helper.given.store.total(carried.digest);
    const job = carried.calls.find(({ path }) => path.endsWith('/aggregation_jobs'))?.body as Uint8Array;
    const again = await postJob(carried, job);
    expect(readVerifyResps(await bytesOf(again)).map(({ type }) => type)).toEqual(Array(20).fill('continue'));
    // Cut into other jobs; the leader's word is known to whoever has listened.
    const inits = await someInits(carried, 2);
    for (const init of inits) expect((await postJob(carried, jobOf([init]))).status).toBe(200);
    expect(await carried.helper.given.store.total(carried.digest)).toEqual(total);
    await carried.settle();
    expect(carried.releases).toHaveLength(1);
  });

  it('sends no report a second time, to the same study or to another', async () => {
    await upload(12);
    const other = aManifest(
      carried.asker,
      carried.regie,
      carried.helperParty,
      Date.parse(aDay),
      {},
      carried.manifest.tokenKey,
    );
    const labels = await carried.leader.takeOn(other.ask);
    const known = new KnownTask(other, labels);
    for (const report of sent) {
      expect(await errorIn(known.of.digest, report)).toBe('invalid_message');
      // Sealed anew for the other study, with the token of the first.
      const { metadata } = readReport(report);
      const token = readContributor(metadata.publicExtensions)?.token ?? new Uint8Array();
      expect(
        await errorIn(known.of.digest, await known.report(aContributor(), 0, carried.clock.now(), { token })),
      ).toBe('invalid_message');
    }
    carried.closeWindow();
    for (const report of sent) expect(await errorIn(carried.digest, report)).toBe('taken');
    await carried.settle();
    const [release] = carried.releases.filter((text) => text.includes(carried.digest));
    expect(readRelease(splitRecord(release as string).body).statement.counts.accepted).toBe(12);
    const tally = await carried.helper.given.store.total(known.of.digest);
    expect(tally.count).toBe(0);
  });

  it('is refused at the next start when it is put back alone: it is behind what was answered', async () => {
    await upload(12);
    copy();
    carried.closeWindow();
    await carried.settle();
    await putBack(false);
    expect(() => openHelperStore(join(folderOf(), 'aggregate.db'))).toThrow(StoreFault);
    expect(() => openHelperStore(join(folderOf(), 'aggregate.db'))).toThrow(/older than what was answered/);
    // And when it is not there at all.
    for (const name of files) rmSync(join(folderOf(), name), { force: true });
    expect(() => openHelperStore(join(folderOf(), 'aggregate.db'))).toThrow(/older than what was answered/);
    cpSync(copyOf(), folderOf(), { recursive: true });
    await carried.restartHelper().catch(() => undefined);
  });

  it('stops the count when the whole folder is put back: the leader finds its jobs unknown, and nothing is released', async () => {
    await upload(12);
    lost = '/aggregate_shares';
    copy();
    carried.closeWindow();
    await carried.settle();
    await putBack(true);
    await carried.restartHelper();
    lost = '';
    for (let round = 0; round < 5; round += 1) {
      carried.clock.pass({ minutes: 10 });
      await carried.settle();
    }
    expect(carried.releases).toEqual([]);
    expect(carried.told).toEqual([`study ${carried.digest}: stopped, unrecognizedAggregationJob`]);
    // It is asked for no share, then or after a restart.
    await carried.restartLeader();
    await carried.settle();
    expect(carried.calls.filter(({ path }) => path.endsWith('/aggregate_shares'))).toEqual([]);
    expect(carried.helper.require(carried.digest).state.share).toBeUndefined();
  });

  it('stops the count when it is put back between two jobs: what one has and the other has not cannot be summed', async () => {
    await upload(300);
    carried.closeWindow();
    copy();
    jobsUntilLost = 1;
    await carried.settle();
    await putBack(true);
    await carried.restartHelper();
    jobsUntilLost = Number.POSITIVE_INFINITY;
    // The second job is asked again, and the helper takes it for the first: it has never seen another.
    carried.clock.pass({ minutes: 10 });
    await carried.settle();
    expect((await carried.helper.given.store.total(carried.digest)).count).toBe(44);
    expect(carried.releases).toEqual([]);
    expect(carried.told).toEqual([`study ${carried.digest}: stopped, batchMismatch`]);
    expect(carried.helper.require(carried.digest).state.share).toBeUndefined();
    expect(
      await errorOf(await carried.ask(`/vav/studies/${carried.digest}/cosign`, { method: 'POST' })),
    ).toBe('client-invalid');
  }, 60_000);
});
