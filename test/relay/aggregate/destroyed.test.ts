import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readReport } from '../../../crypto/dap/report.ts';
import { fromBase64url } from '../../../crypto/encode.ts';
import { aContributor, type CarriedStudy, carryStudy } from '../../support/carried-study.ts';
import { errorOf, secretsOf } from './helper-doors.ts';

let carried: CarriedStudy;
beforeEach(async () => {
  carried = await carryStudy();
});
afterEach(() => carried.close());

/** Every byte that lies in the two folders, but the parties' own keys. */
function bytesAtRest(): Buffer {
  return Buffer.concat(
    ['relay', 'helper'].flatMap((name) =>
      ['aggregate.db', 'aggregate.db-wal', 'aggregate.db-shm'].flatMap((file) => {
        const path = join(carried.folder, name, file);
        return existsSync(path) ? [readFileSync(path)] : [];
      }),
    ),
  );
}

describe('a study on its day of destruction', () => {
  it('leaves nothing in either file but the manifest, the public words on it and the release', async () => {
    const { leader, known, clock, digest } = carried;
    carried.openWindow();
    const gone: Buffer[] = [];
    for (let at = 0; at < 15; at += 1) {
      const pair = aContributor();
      const report = await known.report(pair, at % 5, clock.now());
      await leader.upload(digest, report);
      const { metadata, leaderShare, helperShare } = readReport(report);
      gone.push(
        ...[metadata.id, leaderShare.payload, helperShare.payload, pair.publicKey].map((part) =>
          Buffer.from(part.slice(0, 64)),
        ),
      );
      if (at === 3) await leader.withdraw(digest, known.withdrawal(pair, clock.now()));
    }
    const { bearer, verifyKey, hpke } = secretsOf(carried);
    gone.push(...[bearer, verifyKey, hpke.secret].map((text) => Buffer.from(text)));
    carried.closeWindow();
    await carried.settle();
    expect(carried.releases).toHaveLength(1);
    const share = carried.helper.require(digest).state.share;
    gone.push(
      Buffer.from((share?.noisy ?? '').slice(0, 60)),
      Buffer.from(fromBase64url(share?.noisy ?? '').slice(0, 48)),
    );
    expect(gone.some((bytes) => bytesAtRest().includes(bytes))).toBe(true);

    clock.moveTo(known.of.study.destroyAt);
    await carried.settle();
    const left = bytesAtRest();
    expect(gone.filter((bytes) => left.includes(bytes))).toEqual([]);
    expect(left.includes(Buffer.from(digest))).toBe(true);

    // Nobody answers for it any more.
    expect(await leader.upload(digest, await known.report(aContributor(), 0, clock.now()))).toBeUndefined();
    expect(
      await errorOf(await carried.ask(`/dap/tasks/${digest}/aggregation_jobs`, { method: 'POST' })),
    ).toBe('unrecognizedTask');
    expect(() => leader.withdraw(digest, known.withdrawal(aContributor(), clock.now()))).toThrow();
    expect(leader.configs()).toEqual([]);
    expect((await carried.ask('/dap/hpke_config')).status).toBe(404);
    await carried.restartLeader();
    await carried.restartHelper();
    await carried.settle();
    expect(carried.releases).toHaveLength(1);
  });

  it('is begun again when the process ended in the middle of it', async () => {
    const { known, clock, digest } = carried;
    clock.moveTo(known.of.study.destroyAt);
    await carried.restartHelper();
    await carried.restartLeader();
    await carried.settle();
    expect(carried.helper.study(digest)).toBeUndefined();
    expect(await carried.leader.upload(digest, new Uint8Array(1))).toBeUndefined();
  });
});
