import type { HpkeCiphertext } from '../../crypto/dap/hpke-config.ts';
import {
  type Aggregator,
  inputShareAad,
  inputShareInfo,
  type ReportMetadata,
  readInputShare,
} from '../../crypto/dap/report.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import { type HpkeKey, openHpke } from '../proof/hpke.ts';
import type { StudyTask } from './task.ts';

/** One aggregator's half of a contribution, opened. Throws a CryptoFault that `rejectionFor` reads. */
export function openShare(
  { task }: StudyTask,
  role: Aggregator,
  key: HpkeKey | undefined,
  metadata: ReportMetadata,
  publicShare: Uint8Array,
  sealed: HpkeCiphertext,
): Uint8Array {
  if (key === undefined) throw new CryptoFault('open-failed', 'no key of this configuration');
  const aad = inputShareAad(task, metadata, publicShare);
  const plain = openHpke(key, sealed.enc, inputShareInfo[role], aad, sealed.payload);
  const { privateExtensions, payload } = readInputShare(plain);
  // DAP §4.5.3.4: unknown extensions are rejected, and we know no private one.
  if (privateExtensions.length > 0)
    throw new CryptoFault('encoding-invalid', 'expected no private extension');
  return payload;
}
