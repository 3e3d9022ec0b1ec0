/**
 * A contribution on the wire: a DAP report whose id is no chance but the name of its own key towards this study. The key
 * is what the token was given for, so one token makes one report, and what the key signs can take it out again.
 */
import { type HpkeCiphertext, type HpkeConfig, isOurSuite } from './dap/hpke-config.ts';
import {
  type Aggregator,
  type Extension,
  inputShareAad,
  inputShareInfo,
  type Report,
  type ReportMetadata,
  writeInputShare,
  writeReport,
} from './dap/report.ts';
import { type Task, taskTime } from './dap/task.ts';
import { concat, toUtf8 } from './encode.ts';
import { CryptoFault } from './fault.ts';
import { type Sha256, sha256 } from './hash.ts';
import type { Prio3 } from './prio3/prio3.ts';
import { tokenBytes } from './token.ts';

/** HPKE base mode, one shot: @hpke/core on a phone, node:crypto where wallets are simulated. */
export type Seal = (
  config: HpkeConfig,
  info: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
) => Promise<{ readonly enc: Uint8Array; readonly payload: Uint8Array }>;

/** Public report extension of ours: contribution key (32) ‖ token (354). */
export const contributionExtension = 0xff56;
const keyBytes = 32;

const idLabel = toUtf8('vav/report-id/1\n');

/** 16 bytes: two reports of one key in one study have one id, so the second is a replay. */
export const reportIdOf = (
  contributionKey: Uint8Array,
  taskId: Uint8Array,
  hash: Sha256 = sha256,
): Uint8Array => hash(concat(idLabel, requireKey(contributionKey), taskId)).slice(0, 16);

function requireKey(key: Uint8Array): Uint8Array {
  if (key.length !== keyBytes)
    throw new CryptoFault('key-invalid', `contribution key of \`${key.length}\` bytes, expected ${keyBytes}`);
  return key;
}

export interface Contributor {
  readonly contributionKey: Uint8Array;
  readonly token: Uint8Array;
}

export function writeContributor({ contributionKey, token }: Contributor): Extension {
  if (token.length !== tokenBytes)
    throw new CryptoFault('size-invalid', `token of \`${token.length}\` bytes, expected ${tokenBytes}`);
  return { type: contributionExtension, data: concat(requireKey(contributionKey), token) };
}

/** Undefined unless there is exactly this one extension, of its size: any other is unknown here (DAP §4.5.3.4). */
export function readContributor(extensions: readonly Extension[]): Contributor | undefined {
  const [only, ...more] = extensions;
  if (only?.type !== contributionExtension || more.length > 0 || only.data.length !== keyBytes + tokenBytes)
    return undefined;
  return { contributionKey: only.data.subarray(0, keyBytes), token: only.data.subarray(keyBytes) };
}

export interface NewReport extends Contributor {
  readonly task: Task;
  readonly vdaf: Pick<Prio3<readonly boolean[]>, 'shard' | 'randBytes'>;
  /** `measurementOf(study, cell)`. */
  readonly measurement: readonly boolean[];
  /** When it is made; only the multiple of the task's precision below it is told. */
  readonly nowMs: number;
  readonly leaderConfig: HpkeConfig;
  readonly helperConfig: HpkeConfig;
  /** So many bytes that nobody can guess. */
  readonly chance: (length: number) => Uint8Array;
  readonly seal: Seal;
}

/** `Report`, encoded: the body of an upload. */
export async function makeReport(made: NewReport): Promise<Uint8Array<ArrayBuffer>> {
  const { task, vdaf, measurement, chance, seal, leaderConfig, helperConfig } = made;
  const metadata: ReportMetadata = {
    id: reportIdOf(made.contributionKey, task.id),
    time: taskTime(task, made.nowMs),
    publicExtensions: [writeContributor(made)],
  };
  const { publicShare, inputShares } = vdaf.shard(task.ctx, measurement, metadata.id, chance(vdaf.randBytes));
  const aad = inputShareAad(task, metadata, publicShare);
  const sealFor = async (role: Aggregator, config: HpkeConfig, at: 0 | 1): Promise<HpkeCiphertext> => {
    if (!isOurSuite(config))
      throw new CryptoFault('key-invalid', 'expected X25519, HKDF-SHA256, AES-128-GCM');
    const plain = writeInputShare({ privateExtensions: [], payload: inputShares[at] as Uint8Array });
    return { configId: config.id, ...(await seal(config, inputShareInfo[role], aad, plain)) };
  };
  const report: Report = {
    metadata,
    publicShare,
    leaderShare: await sealFor('leader', leaderConfig, 0),
    helperShare: await sealFor('helper', helperConfig, 1),
  };
  return writeReport(report);
}
