// What a study published, checked: both aggregators signed the same statement, and it stands in the log. The table and the
// own cell in it are worked out here; which cell it is, only this phone knows.

import { fromBase64url } from '../../../crypto/encode.ts';
import { verifyRecord } from '../../../crypto/verify.ts';
import { splitRecord } from '../../../policy/record.ts';
import { type ReleaseTable, tableOf } from '../../../policy/release/table.ts';
import { releaseGaps } from '../../../policy/release/verify.ts';
import { type Release, readRelease } from '../../../policy/release.ts';
import { fetchRelease, type ShownRecord } from '../link/study.ts';
import { lockState } from '../vault/open.ts';
import { raiseAlarm } from './alarm.ts';
import { PathFault } from './fault.ts';
import { type KnownLog, knownLog, requireProven } from './log.ts';
import { type KnownParty, keysOf, requireType, versionBefore } from './party.ts';
import { isSigned } from './party-signed.ts';
import { isUntrue, type KnownStudy } from './study.ts';
import { here, type Surroundings } from './surroundings.ts';

export interface KnownRelease {
  readonly release: Release;
  readonly table: ReleaseTable;
}

/** Asked for when the page of a study is opened, by whoever opens it: it tells nothing of who took part. Null before. */
export async function readReleaseOf(
  known: KnownStudy,
  around: Surroundings = here,
): Promise<KnownRelease | null> {
  const [log, shown] = await Promise.all([knownLog(around), fetchRelease(around.reach, known.digest)]);
  if (shown === null) return null;
  try {
    return verifyRelease(known, shown, log);
  } catch (cause) {
    if (isUntrue(cause) && lockState.value === 'open')
      await raiseAlarm(
        { code: 'study-untrue', evidence: { record: shown.record, why: cause.message } },
        around,
      );
    throw cause;
  }
}

function verifyRelease(
  { digest, study, leader, helper }: KnownStudy,
  { record, receipt }: ShownRecord,
  log: KnownLog,
): KnownRelease {
  const split = requireType(splitRecord(record), 'release');
  const release = readRelease(split.body);
  const recorder = versionBefore(leader.party, receipt.index);
  if (release.by !== leader.party.id || !isSigned(split, keysOf(recorder, 'record', release.at)))
    throw new PathFault('study-untrue', 'release is not signed by its leader');
  requireProven(record, receipt, log, true);
  const versions = ({ versions: all }: KnownParty) => all.map(({ party }) => party);
  const gaps = releaseGaps(
    release,
    { study, digest },
    { leader: versions(leader.party), helper: versions(helper.party) },
    (label, text, signature, key) => verifyRecord(label, text, fromBase64url(signature), fromBase64url(key)),
  );
  if (gaps.length > 0) throw new PathFault('study-untrue', `release does not hold: ${gaps.join(', ')}`);
  return { release, table: tableOf(study, release.statement) };
}
