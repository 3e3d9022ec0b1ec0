// From the last job to the release: each step is on the disk before the next begins, so a crash in between repeats a
// question to the helper and never makes another number.

import {
  aggregateShareAad,
  readAggregateShare,
  writeAggregateShareRequest,
  writeCollection,
} from '../../crypto/dap/aggregate-share.ts';
import { aggregateShareInfo } from '../../crypto/dap/report.ts';
import { fromBase64url, toBase64url } from '../../crypto/encode.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import { randomId } from '../../crypto/random.ts';
import { instantText } from '../../policy/instant.ts';
import {
  isCell,
  type Release,
  type ReleaseStatement,
  readReleaseStatement,
  releaseStatementLabel,
} from '../../policy/release.ts';
import { openHpke } from '../proof/hpke.ts';
import { openKeptHpke } from './configs.ts';
import { HelperRefused } from './helper-line.ts';
import type { LeaderStudy, LeaderTools } from './leader-study.ts';
import { cellsOf, noisyShare } from './noise-share.ts';
import { isWordOf, keysOf, readHistory } from './party-history.ts';
import { makeStatement } from './statement.ts';

/** After all jobs have ended. Gives the record of the release. */
export async function makeRelease(tools: LeaderTools, of: LeaderStudy): Promise<string> {
  if (of.state.statement === undefined) await writeStatement(tools, of);
  return of.state.release ?? (await sign(tools, of));
}

async function writeStatement(tools: LeaderTools, of: LeaderStudy): Promise<void> {
  const { store, noise, filesOf } = tools;
  const { digest, task } = of.task;
  const total = await store.total(digest);
  if (total.count < task.minimumCohort) {
    await tools.change(of, { statement: await makeStatement(of.task, filesOf, 'too-few') });
    return;
  }
  // The helper has to know the job that ended last: one that was put back from a copy does not, and goes no further.
  const last = await store.lastLocation(digest);
  if (last !== undefined) await of.line.getDap(last, bearerOf(of));
  if (of.state.ownShare === undefined)
    await tools.change(of, { ownShare: toBase64url(noisyShare(of.task, total, noise)) });
  if (of.state.helperShare === undefined)
    await tools.change(of, { helperShare: toBase64url(await askShare(of, total)) });
  const shares = [of.state.ownShare, of.state.helperShare].map((share) => fromBase64url(share ?? ''));
  const cells = cellsOf(of.task, shares);
  // The own share is a sum of ones and a noise: only the helper's can be so large, and no statement could say it.
  if (!cells.every(isCell)) throw new HelperRefused('answer-invalid');
  const told = { accepted: total.count, tally: await store.tally(digest), cells };
  await tools.change(of, { statement: await makeStatement(of.task, filesOf, told) });
}

const bearerOf = ({ state }: LeaderStudy): string => state.secrets?.bearer ?? '';

/** DAP §4.6.4: this leader is the collector too, so what is sealed to the collector opens here. */
async function askShare(
  of: LeaderStudy,
  total: { readonly count: number; readonly checksum: Uint8Array },
): Promise<Uint8Array> {
  const { digest, task } = of.task;
  const request = writeAggregateShareRequest(task.interval, total.count, total.checksum);
  const path = `/tasks/${digest}/aggregate_shares`;
  const { bytes } = await of.line.postDap(path, bearerOf(of), 'aggregate-share-req', request);
  const collector = of.state.secrets?.collector;
  if (collector === undefined) throw new TypeError('expected the key of the collector');
  const aad = aggregateShareAad(task, writeCollection(task.interval));
  try {
    const { configId, enc, payload } = readAggregateShare(bytes);
    if (configId !== collector.id) throw new HelperRefused('answer-other');
    const share = openHpke(openKeptHpke(collector), enc, aggregateShareInfo.helper, aad, payload);
    of.task.vdaf.decodeAggregateShare(share);
    return share;
  } catch (cause) {
    if (cause instanceof CryptoFault) throw new HelperRefused('answer-invalid');
    throw cause;
  }
}

async function sign(tools: LeaderTools, of: LeaderStudy): Promise<string> {
  const { own, now } = tools;
  const { digest, study } = of.task;
  const text = of.state.statement as string;
  const statement: ReleaseStatement = readReleaseStatement(JSON.parse(text));
  const share = statement.outcome === 'published' ? (of.state.ownShare ?? null) : null;
  const answer = await of.line.postJson(
    `/vav/studies/${digest}/cosign`,
    JSON.stringify({ statement: text, share }),
    { authorization: `Bearer ${bearerOf(of)}` },
  );
  const { signature } = (answer ?? {}) as { signature?: unknown };
  const keys = keysOf(readHistory(of.state.parties.helper), 'record', instantText(now()));
  if (
    typeof signature !== 'string' ||
    !isSignature(signature) ||
    !isWordOf(keys, releaseStatementLabel, text, signature)
  )
    throw new HelperRefused('signature-invalid');
  const release: Release = {
    v: 1,
    type: 'release',
    id: randomId(),
    at: instantText(now()),
    by: own.id,
    statement,
    signatures: [
      { party: own.id, signature: own.signWord(releaseStatementLabel, text) },
      { party: study.helper.party, signature },
    ],
  };
  const record = own.sign(release);
  await tools.change(of, { release: record });
  return record;
}

const isSignature = (text: string): boolean => /^[A-Za-z0-9_-]{85}[AQgw]$/.test(text);
