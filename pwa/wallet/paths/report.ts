// split → seal. The cell as one 1 among zeros, cut into two halves of which each alone is noise, each sealed to its own
// aggregator. The keys are those of the labels that were verified at the yes: nobody can be given others later.

import { readHpkeConfig } from '../../../crypto/dap/hpke-config.ts';
import { taskOf } from '../../../crypto/dap/task.ts';
import { fromBase64url } from '../../../crypto/encode.ts';
import { prio3MultihotCountVec } from '../../../crypto/prio3/prio3.ts';
import { randomBytes } from '../../../crypto/random.ts';
import { makeReport } from '../../../crypto/report.ts';
import { signingPair } from '../../../crypto/sign.ts';
import { measurementOf } from '../../../policy/contribution.ts';
import { readOperation } from '../../../policy/label.ts';
import { splitRecord } from '../../../policy/record.ts';
import { type Study, taskTermsOf } from '../../../policy/study.ts';
import { canSeal, sealHpke } from '../link/report-seal.ts';
import type { KeptContribution } from '../vault/kept/study.ts';
import { PathFault } from './fault.ts';
import type { Surroundings } from './surroundings.ts';

/** The bytes that leave. Other chance each time: kept before they are sent. */
export async function reportOf(
  { study: digest, operations, cell, keySeed, token }: KeptContribution,
  study: Study,
  around: Surroundings,
): Promise<Uint8Array> {
  if (keySeed === null || token === null)
    throw new PathFault('study-closed', 'contribution has no key any more');
  const [leaderConfig, helperConfig] = operations.map(configOf);
  if (leaderConfig === undefined || helperConfig === undefined)
    throw new PathFault('study-untrue', 'expected the words of two aggregators');
  const { length, maxWeight, chunkLength } = study.vdaf;
  return makeReport({
    task: taskOf({ id: fromBase64url(digest), ...taskTermsOf(study) }),
    vdaf: prio3MultihotCountVec(length, maxWeight, chunkLength),
    measurement: measurementOf(study, cell),
    contributionKey: signingPair(fromBase64url(keySeed)).publicKey,
    token: fromBase64url(token),
    nowMs: around.now(),
    leaderConfig,
    helperConfig,
    chance: randomBytes,
    seal: ({ publicKey }, info, aad, plaintext) => sealHpke(publicKey, info, aad, plaintext),
  });
}

/** Whether this phone can seal at all: asked before a yes is paid for. */
export const canReport = (): Promise<boolean> => canSeal();

const configOf = (text: string) =>
  readHpkeConfig(fromBase64url(readOperation(splitRecord(text).body).hpkeConfig));
