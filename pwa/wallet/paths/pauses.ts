// The private sequence of one grant: pauses and resumptions, as this wallet signed them and as the relay keeps them. No
// party sees them; that a reading was let through in spite of one is found here.

import { recordDigest } from '../../../crypto/hash.ts';
import { PolicyFault } from '../../../policy/fault.ts';
import { instantMs } from '../../../policy/instant.ts';
import { readPause } from '../../../policy/pause.ts';
import type { LogReceipt } from '../../../policy/receipt.ts';
import { splitRecord } from '../../../policy/record.ts';
import type { MailboxReading, ShownEntry, ShownPause } from '../link/mailbox.ts';
import { change } from '../vault/hold.ts';
import type { KeptGrant, KeptPause } from '../vault/kept/grant.ts';
import { heldSignal } from '../vault/open.ts';
import { raiseAlarm } from './alarm.ts';
import { PathFault } from './fault.ts';
import { isInLog, type KnownLog } from './log.ts';
import { requireType } from './party.ts';
import { isSigned } from './party-signed.ts';
import type { Surroundings } from './surroundings.ts';
import { maySign } from './voice.ts';

/** Oldest first. */
export const pausesOf = (grantId: string): KeptPause[] =>
  [...heldSignal.value.pause.values()]
    .filter(({ grant }) => grant === grantId)
    .sort((left, right) => left.n - right.n);

/** On at this instant: neither ended by a record nor by the time that it names. */
const isOn = (pause: KeptPause | undefined, atMs: number): boolean =>
  pause?.act === 'pause' && (pause.until === undefined || atMs < instantMs(pause.until));

export const isPaused = (grantId: string, nowMs: number): boolean => isOn(pausesOf(grantId).at(-1), nowMs);

/** By the order of the log, which nobody can change afterwards: was the newest pause before this place still on? */
export function wasPausedAt(grantId: string, receipt: LogReceipt | null, at: string): boolean {
  if (receipt === null) return false;
  const before = pausesOf(grantId).filter(
    (pause) => pause.receipt !== null && pause.receipt.index < receipt.index,
  );
  return isOn(before.at(-1), instantMs(at));
}

/** Those signed on another device of this wallet, and the places of those signed here. Whatever fits no key is told. */
export async function keepPauses(
  { pauses: shown, entries }: Pick<MailboxReading, 'pauses' | 'entries'>,
  grants: readonly KeptGrant[],
  log: KnownLog,
  around: Surroundings,
): Promise<void> {
  for (const one of shown) {
    const kept = grants.find(({ id }) => id === one.grant);
    if (kept === undefined || isKnown(one)) continue;
    try {
      const row = checkedPause(one, kept, entries, log);
      await change((rows) => rows.put('pause', `${kept.id}/${row.n}`, row));
    } catch (cause) {
      if (!(cause instanceof PathFault || cause instanceof PolicyFault)) throw cause;
      const evidence = { pause: one.text, why: cause.message };
      await raiseAlarm({ code: 'record-foreign', grant: kept.id, party: kept.party, evidence }, around);
    }
  }
}

const isKnown = ({ grant, text }: ShownPause): boolean =>
  pausesOf(grant).some((pause) => pause.text === text && pause.receipt !== null);

function checkedPause(
  { text, receipt }: ShownPause,
  kept: KeptGrant,
  entries: readonly ShownEntry[],
  log: KnownLog,
): KeptPause {
  const split = requireType(splitRecord(text), 'pause');
  const { key, grant, n, act, at, until } = readPause(split.body);
  if (grant !== kept.id || !maySign(kept, kept.mailbox, key, receipt, entries) || !isSigned(split, [key]))
    throw new PathFault('record-foreign', 'pause that is not the resident’s');
  if (receipt !== null && !isInLog(text, receipt, log))
    throw new PathFault('receipt-unproven', `pause \`${recordDigest(text)}\` is not in the log`);
  return { grant, n, act, at, text, receipt, ...(until === undefined ? {} : { until }) };
}
