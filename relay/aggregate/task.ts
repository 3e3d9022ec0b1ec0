import { type Task, taskOf } from '../../crypto/dap/task.ts';
import { fromBase64url } from '../../crypto/encode.ts';
import { type Prio3, prio3MultihotCountVec } from '../../crypto/prio3/prio3.ts';
import { challengeDigestFor, tokenKeyIdOf } from '../../crypto/token.ts';
import { instantMs } from '../../policy/instant.ts';
import { splitRecord } from '../../policy/record.ts';
import { readStudy, type Study, taskTermsOf } from '../../policy/study.ts';
import { openTokenKey } from '../proof/blind-rsa.ts';
import { fastSha256, textDigest } from '../proof/hash.ts';

/** A study as both aggregators work on it: all of it follows from the manifest and the token key that the leader names. */
export interface StudyTask {
  readonly digest: string;
  readonly text: string;
  readonly study: Study;
  readonly task: Task;
  readonly vdaf: Prio3<readonly boolean[]>;
  readonly tokenKey: ReturnType<typeof openTokenKey>;
  readonly tokenKeyId: Uint8Array;
  readonly challengeDigest: Uint8Array;
  readonly opensMs: number;
  readonly closesMs: number;
  readonly destroyMs: number;
}

export function openStudyTask(text: string, tokenKey: string): StudyTask {
  const study = readStudy(splitRecord(text).body);
  const digest = textDigest(text);
  const task = taskOf({ id: fromBase64url(digest), ...taskTermsOf(study) });
  const { length, maxWeight, chunkLength } = study.vdaf;
  const spki = fromBase64url(tokenKey);
  return {
    digest,
    text,
    study,
    task,
    vdaf: prio3MultihotCountVec(length, maxWeight, chunkLength),
    tokenKey: openTokenKey(spki),
    tokenKeyId: tokenKeyIdOf(spki, fastSha256),
    challengeDigest: challengeDigestFor(new URL(study.issuer.url).host, task.id, fastSha256),
    opensMs: instantMs(study.window.opens),
    closesMs: instantMs(study.window.closes),
    destroyMs: instantMs(study.destroyAt),
  };
}
