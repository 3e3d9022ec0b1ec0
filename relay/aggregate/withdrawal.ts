import { fromBase64url } from '../../crypto/encode.ts';
import { canonicalText } from '../../policy/canonical.ts';
import { minuteText } from '../../policy/instant.ts';
import {
  readWithdrawal,
  type SignedWithdrawn,
  type Withdrawal,
  withdrawnLabel,
} from '../../policy/withdrawal.ts';
import { DoorFault } from '../middleware/fault.ts';
import { readSigned, requireRecent, requireSignature, walletSkewMs } from '../middleware/signed.ts';
import type { OwnParty } from '../own-party.ts';
import { reportIdFor, tokenRejection } from './contribution.ts';
import { requireFields } from './take-on.ts';
import type { StudyTask } from './task.ts';

/** What a wallet posts, and what the leader passes on as it came. */
export interface WithdrawalCall {
  readonly record: string;
  readonly token: string;
}

const isText = (value: unknown): boolean => typeof value === 'string';

export const readWithdrawalCall = (body: unknown): WithdrawalCall =>
  requireFields(body, { record: isText, token: isText }) as unknown as WithdrawalCall;

/**
 * Signed by the contribution's own key, for this study, while it is open, with the token in hand: so nobody takes out what
 * is not theirs, and nobody fills the list with keys that no token was given for. The report itself need not have come yet.
 */
export function requireWithdrawal(
  of: StudyTask,
  { record, token }: WithdrawalCall,
  nowMs: number,
): Uint8Array {
  const split = readSigned(record, 'withdrawal');
  const withdrawal: Withdrawal = readWithdrawal(split.body);
  if (withdrawal.study !== of.digest)
    throw new DoorFault('record-invalid', 'expected a withdrawal from the study of this address');
  // An exercise carries no studies.
  requireSignature(split, [withdrawal.by], 'real');
  if (nowMs < of.opensMs) throw new DoorFault('study-early', 'expected a study that is open');
  if (nowMs >= of.closesMs) throw withdrawalLate();
  requireRecent(withdrawal.at, nowMs, { pastMs: walletSkewMs, futureMs: walletSkewMs });
  const contributionKey = fromBase64url(withdrawal.by);
  if (tokenRejection(of, { contributionKey, token: fromBase64url(token) }) !== undefined)
    throw new DoorFault('token-invalid', 'expected the token of this contribution');
  return reportIdFor(of, withdrawal.by);
}

/** Also when it is counted already, whatever the clock says now. */
export const withdrawalLate = (): DoorFault =>
  new DoorFault('withdrawal-late', 'expected a study that is open');

/** The key of the contribution that is taken out. */
export const contributionIn = ({ record }: WithdrawalCall): string =>
  readWithdrawal(readSigned(record, 'withdrawal').body).by;

/** Canonical, so that everybody who reads it signs and checks the same bytes. */
export function signWithdrawn(
  own: OwnParty,
  of: StudyTask,
  call: WithdrawalCall,
  nowMs: number,
): SignedWithdrawn {
  const statement = canonicalText({
    study: of.digest,
    contribution: contributionIn(call),
    by: own.id,
    at: minuteText(nowMs),
  });
  return { statement, signature: own.signWord(withdrawnLabel, statement), party: own.id };
}
