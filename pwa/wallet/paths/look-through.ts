// A look at one mailbox, to its end: what cannot be true is told and does not stop the next look.

import { CryptoFault } from '../../../crypto/fault.ts';
import { PolicyFault } from '../../../policy/fault.ts';
import { LinkFault } from '../link/fault.ts';
import type { AlarmCode } from '../vault/kept/wallet.ts';
import { raiseAlarm } from './alarm.ts';
import { PathFault } from './fault.ts';
import { isKeyTaken, tellTaken } from './key-taken.ts';
import type { Surroundings } from './surroundings.ts';

/** False: the network or the relay was not there, or what came cannot be true. */
export async function lookThrough(
  mailbox: string,
  read: () => Promise<unknown>,
  around: Surroundings,
): Promise<boolean> {
  try {
    await read();
    return true;
  } catch (cause) {
    if (isKeyTaken(cause)) await tellTaken(mailbox, around);
    if (cause instanceof LinkFault) return false;
    const code = alarmOf(cause);
    if (code === null) throw cause;
    await raiseAlarm({ code, evidence: { mailbox, why: (cause as Error).message } }, around);
    return false;
  }
}

/** An answer that cannot be true is told, and the next look goes on: else a relay could end all looking by one lie. */
function alarmOf(cause: unknown): AlarmCode | null {
  if (cause instanceof PathFault) {
    if (cause.code === 'answer-unsigned' || cause.code === 'party-forked') return cause.code;
    return cause.code === 'wallet-locked' ? null : 'record-unproven';
  }
  return cause instanceof PolicyFault || cause instanceof CryptoFault ? 'record-unproven' : null;
}
