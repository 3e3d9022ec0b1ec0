// Which calculations nobody has said to have received: the party tells those people by another way.

import { recordDigest } from '../../crypto/hash.ts';
import { readCalculation } from '../../policy/calculation.ts';
import { deliveryOf } from '../../policy/delivery.ts';
import { instantMs, instantText } from '../../policy/instant.ts';
import { readReceipt } from '../../policy/receipt.ts';
import { splitRecord } from '../../policy/record.ts';
import type { History } from '../../policy/symmetry.ts';

export interface Undelivered {
  readonly grant: string;
  readonly mailbox: string;
  /** Digest of the record; the party finds the person in its own file of it. */
  readonly calculation: string;
  readonly depositedAt: string;
  /** The time to contest runs from here, or from the day the person is told, if that is later. */
  readonly since: string;
}

/** The history is checked already: a receipt in it is the mailbox's own. */
export function undeliveredIn({ grant, mailbox, members }: History, nowMs: number): Undelivered[] {
  const texts = (type: 'calculation' | 'receipt'): string[] =>
    members.flatMap((member) => (member.kind === 'signed' && member.type === type ? [member.text] : []));
  const received = new Map(
    texts('receipt').map((text) => {
      const { calculation, at } = readReceipt(splitRecord(text).body);
      return [calculation, instantMs(at)];
    }),
  );
  return texts('calculation').flatMap((text) => {
    const { at } = readCalculation(splitRecord(text).body);
    const calculation = recordDigest(text);
    const receivedMs = received.get(calculation) ?? null;
    const { state, tellMs } = deliveryOf({ depositedMs: instantMs(at), receivedMs, nowMs });
    if (state !== 'to-tell') return [];
    return [{ grant, mailbox, calculation, depositedAt: at, since: instantText(tellMs) }];
  });
}
