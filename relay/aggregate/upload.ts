// What wallets send (DAP §4.4.2). A report that is taken is on the disk before the answer leaves; its shares are opened and
// proved only after the window is closed, when nothing can be taken out any more.

import {
  type Report,
  type ReportError,
  type ReportUploadStatus,
  readUpload,
  writeUploadErrors,
} from '../../crypto/dap/report.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import type { RejectionReason } from '../../policy/release.ts';
import { DapFault } from '../middleware/dap-problem.ts';
import { rejectionOf } from './contribution.ts';
import type { LeaderStudy, LeaderTools } from './leader-study.ts';
import type { StudyTask } from './task.ts';

/** Reports in one request. A wallet sends one. */
const maxReports = 64;

/** `UploadErrors`, encoded; undefined when all were taken. */
export interface Taken {
  readonly errors: Uint8Array | undefined;
}

export async function takeIn(tools: LeaderTools, of: LeaderStudy, body: Uint8Array): Promise<Taken> {
  const reports = requireReports(body);
  const ends = await Promise.all(reports.map(({ report, bytes }) => takeOne(tools, of, report, bytes)));
  const failed = ends.flatMap((error, at): ReportUploadStatus[] =>
    error === undefined ? [] : [{ id: (reports[at] as { report: Report }).report.metadata.id, error }],
  );
  return { errors: failed.length === 0 ? undefined : writeUploadErrors(failed) };
}

function requireReports(body: Uint8Array): ReturnType<typeof readUpload> {
  try {
    const reports = readUpload(body, maxReports);
    if (reports.length > 0) return reports;
  } catch (cause) {
    if (!(cause instanceof CryptoFault)) throw cause;
  }
  throw new DapFault('invalidMessage', `expected 1 to ${maxReports} reports`);
}

async function takeOne(
  { store, key, now }: LeaderTools,
  { task }: LeaderStudy,
  report: Report,
  bytes: Uint8Array,
): Promise<ReportError | undefined> {
  const refuse = async (reason: RejectionReason, error: ReportError): Promise<ReportError> => {
    await store.rejectReport(task.digest, bytes, reason);
    return error;
  };
  const nowMs = now();
  const { metadata, leaderShare } = report;
  const rejection = rejectionOf(task, metadata, nowMs);
  // DAP §4.4.2: at upload a report outside of the window is dropped.
  if (rejection !== undefined) return refuse(rejection.reason, atUpload[rejection.error] ?? rejection.error);
  if (nowMs < task.opensMs) return refuse('early', 'report_too_early');
  if (nowMs >= task.closesMs) {
    return (await store.hasReport(task.digest, metadata.id, bytes))
      ? undefined
      : refuse('late', 'report_dropped');
  }
  if (key(leaderShare.configId) === undefined) return refuse('unreadable', 'outdated_config');
  if (!isSized(task, report)) return refuse('unreadable', 'invalid_message');
  const intake = await store.keepReport(task.digest, { id: metadata.id, bytes });
  if (intake === 'duplicate') return refuse('duplicate', 'report_replayed');
  // Counted among those that were taken out.
  return intake === 'withdrawn' ? 'report_dropped' : undefined;
}

/** X25519's encapsulated key; AES-GCM's tag; of `PlaintextInputShare` the two lengths, of no extension and of the share. */
const encBytes = 32;
const sealedMore = 16 + 2 + 4;

/** To the byte what a contribution to this study is: one token buys no more of the disk than that. */
function isSized({ vdaf }: StudyTask, { publicShare, leaderShare, helperShare }: Report): boolean {
  return (
    publicShare.length === vdaf.publicShareBytes &&
    [leaderShare, helperShare].every(
      ({ enc, payload }, at) =>
        enc.length === encBytes && payload.length === (vdaf.inputShareBytes[at] as number) + sealedMore,
    )
  );
}

const atUpload: Partial<Record<ReportError, ReportError>> = {
  task_expired: 'report_dropped',
  task_not_started: 'report_dropped',
};
