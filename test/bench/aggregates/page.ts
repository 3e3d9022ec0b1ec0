// A contribution as the wallet makes it, on the page's own thread: split, proven, sealed to both.

import { readHpkeConfig } from '../../../crypto/dap/hpke-config.ts';
import { taskOf } from '../../../crypto/dap/task.ts';
import { fromBase64url } from '../../../crypto/encode.ts';
import { prio3MultihotCountVec } from '../../../crypto/prio3/prio3.ts';
import { randomBytes } from '../../../crypto/random.ts';
import { makeReport } from '../../../crypto/report.ts';
import { measurementOf } from '../../../policy/contribution.ts';
import { type Study, taskTermsOf } from '../../../policy/study.ts';
import { sealHpke } from '../../../pwa/wallet/link/report-seal.ts';

export interface Asked {
  readonly study: Study;
  readonly digest: string;
  readonly configs: readonly [leader: string, helper: string];
  readonly tokenBytes: number;
}

export interface Times {
  readonly shardMs: number;
  /** Split, proven and sealed to both. */
  readonly wholeMs: number;
  readonly bytes: number;
}

async function contribute({ study, digest, configs, tokenBytes }: Asked): Promise<Times> {
  const { length, maxWeight, chunkLength } = study.vdaf;
  const task = taskOf({ id: fromBase64url(digest), ...taskTermsOf(study) });
  const measurement = measurementOf(study, 3);
  const start = performance.now();
  const vdaf = prio3MultihotCountVec(length, maxWeight, chunkLength);
  vdaf.shard(task.ctx, measurement, randomBytes(16), randomBytes(vdaf.randBytes));
  const split = performance.now();
  const report = await makeReport({
    task,
    vdaf,
    measurement,
    contributionKey: randomBytes(32),
    token: randomBytes(tokenBytes),
    nowMs: taskTermsOf(study).opensMs,
    leaderConfig: readHpkeConfig(fromBase64url(configs[0])),
    helperConfig: readHpkeConfig(fromBase64url(configs[1])),
    chance: randomBytes,
    seal: ({ publicKey }, info, aad, plaintext) => sealHpke(publicKey, info, aad, plaintext),
  });
  return { shardMs: split - start, wholeMs: performance.now() - split, bytes: report.length };
}

export const bench = { contribute };
Object.assign(globalThis, { bench });
document.title = 'ready';
