// Taking a contribution out: it is gone here at once; the helper is told, and when it does not answer it is told later.

import { CryptoFault } from '../../crypto/fault.ts';
import { readCanonical } from '../../policy/canonical.ts';
import { PolicyFault } from '../../policy/fault.ts';
import { instantText } from '../../policy/instant.ts';
import {
  readSignedWithdrawn,
  readWithdrawn,
  type SignedWithdrawn,
  withdrawnLabel,
} from '../../policy/withdrawal.ts';
import { HelperAbsent, HelperRefused } from './helper-line.ts';
import type { LeaderStudy, LeaderTools } from './leader-study.ts';
import { isWordOf, keysOf, readHistory } from './party-history.ts';
import {
  contributionIn,
  requireWithdrawal,
  signWithdrawn,
  type WithdrawalCall,
  withdrawalLate,
} from './withdrawal.ts';

/** `pending`: the helper's word is not here yet; asking again brings it. */
export interface Withdrawal {
  readonly withdrawn: readonly SignedWithdrawn[];
  readonly pending: boolean;
}

const batch = 100;

export async function withdraw(
  tools: LeaderTools,
  of: LeaderStudy,
  call: WithdrawalCall,
): Promise<Withdrawal> {
  const { store, own, now } = tools;
  const id = requireWithdrawal(of.task, call, now());
  const word = JSON.stringify(signWithdrawn(own, of.task, call, now()));
  const kept = await store.keepWithdrawal(of.task.digest, id, word, JSON.stringify(call));
  if (kept === undefined) throw withdrawalLate();
  // Whatever the helper says or does, the contribution is out here and is in no job: the wallet is told that one word is missing.
  const peer = kept.peer ?? (await tell(tools, of, id, kept.asked).catch(() => undefined));
  const words = [kept.own, ...(peer === undefined ? [] : [peer])].map(
    (text) => JSON.parse(text) as SignedWithdrawn,
  );
  return { withdrawn: words, pending: peer === undefined };
}

/** Those that the helper has not answered yet. One that it refuses ends nothing; one that it cannot hear ends this round. */
export async function passOn(tools: LeaderTools, of: LeaderStudy): Promise<void> {
  const pending = await tools.store.pendingWithdrawals(of.task.digest, batch);
  for (const { id, asked } of pending)
    await tell(tools, of, id, asked).catch((cause: unknown) => {
      if (!(cause instanceof HelperRefused)) throw cause;
    });
}

async function tell(
  { store, now }: LeaderTools,
  of: LeaderStudy,
  id: Uint8Array,
  asked: string,
): Promise<string> {
  const { digest } = of.task;
  const answer = await of.line.postJson(`/vav/studies/${digest}/withdrawal`, asked, {
    authorization: `Bearer ${of.state.secrets?.bearer ?? ''}`,
  });
  const said = saidBy(of, answer, contributionIn(JSON.parse(asked) as WithdrawalCall), instantText(now()));
  if (said === undefined) throw new HelperAbsent('expected the helper’s signed word on this contribution');
  const word = JSON.stringify(said);
  await store.keepPeerWithdrawal(digest, id, word);
  return word;
}

/** The helper's word, when it is signed and about this very contribution: what is kept is what the wallet will look at. */
function saidBy(
  { task, state }: LeaderStudy,
  answer: unknown,
  contribution: string,
  at: string,
): SignedWithdrawn | undefined {
  const { helper } = task.study;
  try {
    const word = readSignedWithdrawn(answer);
    const said = readWithdrawn(readCanonical(word.statement));
    const isGood =
      word.party === helper.party &&
      said.study === task.digest &&
      said.contribution === contribution &&
      said.by === helper.party &&
      isWordOf(
        keysOf(readHistory(state.parties.helper), 'record', at),
        withdrawnLabel,
        word.statement,
        word.signature,
      );
    return isGood ? word : undefined;
  } catch (cause) {
    if (cause instanceof PolicyFault || cause instanceof CryptoFault) return undefined;
    throw cause;
  }
}
