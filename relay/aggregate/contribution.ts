// What both aggregators look at before they open anything, each by itself: the contribution is of this study, of its
// window, made by the key that the token was given for. And how a no is written in DAP's words and in ours.

import type { ReportError, ReportMetadata } from '../../crypto/dap/report.ts';
import { isInside } from '../../crypto/dap/task.ts';
import { areEqual, fromBase64url } from '../../crypto/encode.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import { type Contributor, readContributor, reportIdOf } from '../../crypto/report.ts';
import { readToken, tokenNonceOf } from '../../crypto/token.ts';
import type { RejectionReason } from '../../policy/release.ts';
import { verifyToken } from '../proof/blind-rsa.ts';
import { fastSha256 } from '../proof/hash.ts';
import type { StudyTask } from './task.ts';

export interface Rejection {
  readonly reason: RejectionReason;
  readonly error: ReportError;
}

const rejection = (reason: RejectionReason, error: ReportError): Rejection => ({ reason, error });

const unreadable = rejection('unreadable', 'invalid_message');

/** A wallet's clock may run ahead by so much (DAP §4.4.2: « a few minutes »). */
const aheadMs = 5 * 60_000;

/** The first reason that is found; undefined when there is none. */
export function rejectionOf(of: StudyTask, metadata: ReportMetadata, nowMs: number): Rejection | undefined {
  const contributor = readContributor(metadata.publicExtensions);
  if (contributor === undefined) return unreadable;
  return (
    timeRejection(of, metadata.time, nowMs) ??
    tokenRejection(of, contributor) ??
    (areEqual(reportIdOf(contributor.contributionKey, of.task.id, fastSha256), metadata.id)
      ? undefined
      : rejection('forged', 'invalid_message'))
  );
}

function timeRejection({ task }: StudyTask, time: number, nowMs: number): Rejection | undefined {
  if (!isInside(time, task.interval))
    return time < task.interval.start
      ? rejection('early', 'task_not_started')
      : rejection('late', 'task_expired');
  if (time * task.precisionSeconds * 1000 > nowMs + aheadMs) return rejection('early', 'report_too_early');
  return undefined;
}

/** Also for a withdrawal, which shows the same token again. */
export function tokenRejection(
  of: StudyTask,
  { contributionKey, token }: Contributor,
): Rejection | undefined {
  const read = tokenOf(token);
  if (read === undefined) return rejection('token', 'invalid_message');
  if (!areEqual(read.challengeDigest, of.challengeDigest)) return rejection('other-study', 'invalid_message');
  const isGood =
    areEqual(read.tokenKeyId, of.tokenKeyId) &&
    areEqual(read.nonce, tokenNonceOf(contributionKey, fastSha256)) &&
    verifyToken(of.tokenKey, token);
  return isGood ? undefined : rejection('token', 'invalid_message');
}

function tokenOf(bytes: Uint8Array): ReturnType<typeof readToken> | undefined {
  try {
    return readToken(bytes);
  } catch (cause) {
    if (cause instanceof CryptoFault) return undefined;
    throw cause;
  }
}

/** What was thrown while a share was opened, read or proved; a fault that is our own is thrown on. */
export function rejectionFor(cause: unknown): Rejection {
  if (!(cause instanceof CryptoFault)) throw cause;
  if (cause.code === 'open-failed') return rejection('unreadable', 'hpke_decrypt_error');
  if (cause.code === 'contribution-invalid') return rejection('forged', 'vdaf_verify_error');
  return unreadable;
}

const reasons: Record<ReportError, RejectionReason> = {
  batch_collected: 'late',
  report_replayed: 'duplicate',
  report_dropped: 'late',
  hpke_unknown_config_id: 'unreadable',
  hpke_decrypt_error: 'unreadable',
  vdaf_verify_error: 'forged',
  task_expired: 'late',
  invalid_message: 'unreadable',
  report_too_early: 'early',
  task_not_started: 'early',
  outdated_config: 'unreadable',
};

/** Under which word the other aggregator's no is counted, the same in both houses. */
export const reasonOf = (error: ReportError): RejectionReason => reasons[error];

export const reportIdFor = (of: StudyTask, contributionKey: string): Uint8Array =>
  reportIdOf(fromBase64url(contributionKey), of.task.id, fastSha256);
