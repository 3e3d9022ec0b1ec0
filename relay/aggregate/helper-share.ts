// The helper's share of the sum, and its name under the release: each given once, to whom the manifest says, and only for
// the whole window.

import {
  type AggregateShareRequest,
  aggregateShareAad,
  readAggregateShareRequest,
  readIntervalConfig,
  writeAggregateShare,
} from '../../crypto/dap/aggregate-share.ts';
import { readHpkeConfig } from '../../crypto/dap/hpke-config.ts';
import { aggregateShareInfo, areInOrder } from '../../crypto/dap/report.ts';
import { type Interval, timeInterval } from '../../crypto/dap/task.ts';
import { areEqual, fromBase64url, toBase64url } from '../../crypto/encode.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import { randomId } from '../../crypto/random.ts';
import { canonicalText } from '../../policy/canonical.ts';
import {
  type ReleaseStatement,
  readReleaseStatement,
  rejectionReasons,
  releaseStatementLabel,
} from '../../policy/release.ts';
import { DapFault } from '../middleware/dap-problem.ts';
import { DoorFault } from '../middleware/fault.ts';
import { bytesDigest } from '../proof/hash.ts';
import { sealHpke } from '../proof/hpke.ts';
import { alone, type Helper, type HelperStudy } from './helper.ts';
import type { HelperShare } from './helper-state.ts';
import { cellsOf, noisyShare } from './noise-share.ts';
import { makeStatement } from './statement.ts';
import { requireFields } from './take-on.ts';

export const maxShareBytes = 16 * 1024;

/** DAP §4.6.4. */
export function giveShare(helper: Helper, of: HelperStudy, body: Uint8Array): Promise<HelperShare> {
  return alone(of, async () => {
    const request = bytesDigest(body);
    const { share } = of.state;
    if (share?.request === request) return share;
    const asked = requireRequest(body);
    const { task } = of.task;
    requireWindow(asked, task.interval);
    if (helper.given.now() < of.task.closesMs)
      throw new DapFault('batchInvalid', 'expected a window that is closed');
    if (share !== undefined || of.state.cosigned !== undefined)
      throw new DapFault('batchOverlap', 'this batch was collected');
    const total = await helper.given.store.total(of.task.digest);
    if (total.count < task.minimumCohort)
      throw new DapFault('invalidBatchSize', `expected at least ${task.minimumCohort} reports`);
    if (asked.count !== total.count || !areEqual(asked.checksum, total.checksum))
      throw new DapFault('batchMismatch', 'expected the reports that were aggregated here');
    const noisy = noisyShare(of.task, total, helper.given.noise);
    const config = readHpkeConfig(fromBase64url(of.state.collector));
    const aad = aggregateShareAad(task, asked.collection.bytes);
    const sealed = sealHpke(config.publicKey, aggregateShareInfo.helper, aad, noisy);
    const given: HelperShare = {
      request,
      name: randomId(),
      answer: toBase64url(writeAggregateShare({ configId: config.id, ...sealed })),
      noisy: toBase64url(noisy),
    };
    // On the disk before it leaves: the noise of a study is drawn once, whatever is asked again.
    await helper.change(of, { share: given });
    return given;
  });
}

function requireRequest(body: Uint8Array): AggregateShareRequest {
  try {
    return readAggregateShareRequest(body);
  } catch (cause) {
    if (cause instanceof CryptoFault)
      throw new DapFault('invalidMessage', 'expected an aggregate share request');
    throw cause;
  }
}

/** Fixed windows only: a part of one, told beside the whole, would tell the rest. */
function requireWindow({ collection, selector }: AggregateShareRequest, { start, duration }: Interval): void {
  if (selector.mode !== timeInterval || collection.query.mode !== timeInterval)
    throw new DapFault('invalidMessage', 'expected the time-interval batch mode');
  if (collection.aggregationParameter.length > 0)
    throw new DapFault('invalidMessage', 'expected no aggregation parameter');
  if (!areInOrder(collection.extensionTypes))
    throw new DapFault('invalidExtension', 'expected extensions in order');
  if (collection.extensionTypes.length > 0)
    throw new DapFault('unsupportedExtension', 'expected no extension', collection.extensionTypes);
  for (const { config } of [collection.query, selector]) {
    const asked = intervalIn(config);
    if (asked.start !== start || asked.duration !== duration)
      throw new DapFault('batchInvalid', 'expected the whole window of the study');
  }
}

function intervalIn(config: Uint8Array): Interval {
  try {
    return readIntervalConfig(config);
  } catch (cause) {
    if (cause instanceof CryptoFault) throw new DapFault('batchInvalid', 'expected an interval');
    throw cause;
  }
}

export interface CosignCall {
  /** Canonical text of a release statement. */
  readonly statement: string;
  /** The leader's aggregate share with its noise, encoded; `null` where there are too few. */
  readonly share: string | null;
}

const isText = (value: unknown): boolean => typeof value === 'string';

export const readCosign = (body: unknown): CosignCall =>
  requireFields(body, {
    statement: isText,
    share: (value) => value === null || isText(value),
  }) as unknown as CosignCall;

/** Signs one statement a study, and only what it has worked out itself. The same one again gets the same signature. */
export function cosign(helper: Helper, of: HelperStudy, { statement, share }: CosignCall): Promise<string> {
  return alone(of, async () => {
    const { cosigned } = of.state;
    if (cosigned !== undefined) {
      if (cosigned.statement === statement) return cosigned.signature;
      throw new DoorFault('record-conflict', 'another statement of this study was signed');
    }
    const read = readReleaseStatement(parsed(statement));
    if (canonicalText(read) !== statement)
      throw new DoorFault('body-invalid', '`statement`: expected its canonical text');
    await requireTrue(helper, of, read, share);
    const signature = helper.given.own.signWord(releaseStatementLabel, statement);
    await helper.change(of, { cosigned: { statement, signature } });
    return signature;
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DoorFault('body-malformed', '`statement`: expected JSON');
  }
}

async function requireTrue(
  helper: Helper,
  of: HelperStudy,
  read: ReleaseStatement,
  share: string | null,
): Promise<void> {
  const { store, filesOf, now } = helper.given;
  const { digest, closesMs, task } = of.task;
  const refuse = (what: string): never => {
    throw new DoorFault('record-conflict', what);
  };
  if (now() < closesMs) throw new DoorFault('study-early', 'expected a study whose window is closed');
  const [total, tally] = [await store.total(digest), await store.tally(digest)];
  const isFew = total.count < task.minimumCohort;
  if ((read.outcome === 'too-few') !== isFew)
    refuse(`\`outcome\`: expected \`${isFew ? 'too-few' : 'published'}\``);
  const own = of.state.share;
  if (!isFew && (own === undefined || share === null)) refuse('expected the shares of both');
  const cells = isFew ? [] : cellsOf(of.task, [decoded(share), fromBase64url(own?.noisy ?? '')]);
  if (cells.length !== read.cells.length || cells.some((cell, at) => cell !== read.cells[at]))
    refuse('`cells`: expected the sum of both shares');
  // What was rejected or taken out before it came here, only the leader has seen; it cannot be less than was seen here.
  const isLess =
    read.counts.withdrawn < tally.withdrawn ||
    rejectionReasons.some((reason) => read.counts.rejected[reason] < tally.rejected[reason]);
  if (!isFew && isLess) refuse('`counts`: expected at least what was rejected here');
  const told = isFew
    ? 'too-few'
    : ({
        accepted: total.count,
        tally: { withdrawn: read.counts.withdrawn, rejected: read.counts.rejected },
        cells,
      } as const);
  if ((await makeStatement(of.task, filesOf, told)) !== canonicalText(read))
    refuse('expected the numbers and files that this helper works out');
}

function decoded(share: string | null): Uint8Array {
  try {
    return fromBase64url(share ?? '');
  } catch {
    throw new DoorFault('body-invalid', '`share`: expected base64url');
  }
}
