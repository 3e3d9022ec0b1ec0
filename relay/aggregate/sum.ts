import type { Vector } from '../../crypto/prio3/field.ts';
import { fastSha256 } from '../proof/hash.ts';
import type { Total } from '../store/aggregate-contract.ts';
import type { StudyTask } from './task.ts';

export interface Proved {
  readonly id: Uint8Array;
  readonly outShare: Vector;
}

/** DAP §4.5.4.3: share, count and checksum of a batch with these added. */
export function added({ vdaf }: StudyTask, total: Total, proved: readonly Proved[]): Total {
  if (proved.length === 0) return total;
  const before = total.share === undefined ? vdaf.aggregateInit() : vdaf.decodeAggregateShare(total.share);
  const share = proved.reduce((sum, { outShare }) => vdaf.aggregateUpdate(sum, outShare), before);
  const checksum = Uint8Array.from(total.checksum);
  for (const { id } of proved) {
    const digest = fastSha256(id);
    for (let at = 0; at < checksum.length; at += 1)
      checksum[at] = (checksum[at] as number) ^ (digest[at] as number);
  }
  return { share: vdaf.encodeAggregateShare(share), count: total.count + proved.length, checksum };
}
