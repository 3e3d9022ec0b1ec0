// decide → keep → token → wait → count. A yes that counts only if others say yes too. No agreement is made and no mailbox
// named: a token that names nobody leaves some hours later, signed for by a key of this yes alone, with which it can be taken
// back until X is reached. What happens then: condition-go.ts.

import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { randomBytes, randomId } from '../../../crypto/random.ts';
import { signingPair } from '../../../crypto/sign.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { type Condition, readCondition, takesYes } from '../../../policy/condition.ts';
import { minuteText } from '../../../policy/instant.ts';
import { splitRecord } from '../../../policy/record.ts';
import { type View, viewText } from '../../../policy/view.ts';
import type { Withdrawal } from '../../../policy/withdrawal.ts';
import { postYesWithdrawal } from '../link/condition.ts';
import { LinkFault } from '../link/fault.ts';
import { type Change, change } from '../vault/hold.ts';
import type { ConditionStep, KeptCondition } from '../vault/kept/condition.ts';
import { heldSignal, lockState } from '../vault/open.ts';
import { forgetToken } from './account.ts';
import { isOpen, type KnownCondition } from './condition.ts';
import { PathFault } from './fault.ts';
import { type Choice, viewOf } from './grant.ts';
import { keptParty } from './party.ts';
import { signText } from './sign-text.ts';
import { here, type Surroundings } from './surroundings.ts';

/** `shown` is the view that stands on the screen: at X this leaves, or she is asked again. Twice is once. */
export async function sayYesToCondition(
  known: KnownCondition,
  choice: Choice,
  shown: View,
  around: Surroundings = here,
): Promise<void> {
  if (lockState.value !== 'open') throw new PathFault('wallet-locked', 'a yes needs an open vault');
  if (!isOpen(known) || !takesYes(known.condition, around.now()))
    throw new PathFault('condition-over', 'condition takes no yes now');
  const view = viewText(viewOf(known, choice));
  if (view !== viewText(shown)) throw new PathFault('view-differs', 'values changed since they were shown');
  await readySodium();
  await change(async (rows) => {
    const before = await rows.get('condition', known.digest);
    const again =
      before !== undefined && before.step === 'back' && before.keySeed !== null ? before : undefined;
    if (before !== undefined && again === undefined && before.step !== 'declined') return;
    rows.put('condition', known.digest, {
      ...firstYes(known, choice, view, around),
      ...(again && kept(again)),
    });
    rows.put('party', known.partyId, keptParty(known.known, around.now()));
  });
}

/** The token that was given for it is the only one that this account gets: it goes on with the same key. */
const kept = ({ keySeed, token, leavesAt }: KeptCondition) => ({
  keySeed,
  token,
  leavesAt,
  step: token === null ? ('kept' as const) : ('waiting' as const),
});

function firstYes(known: KnownCondition, choice: Choice, view: string, around: Surroundings): KeptCondition {
  return {
    condition: known.digest,
    text: known.text,
    counting: known.counting,
    title: known.declaration.title,
    at: minuteText(around.now()),
    step: 'kept',
    facts: choice.facts,
    period: choice.period,
    ...(choice.experiment === undefined ? {} : { experiment: choice.experiment }),
    view,
    keySeed: toBase64url(randomBytes(32)),
    token: null,
    leavesAt: null,
    sentAt: null,
    grantAt: null,
    grant: null,
    why: null,
    endedAt: null,
  };
}

/** « Non »: kept here so that it is not shown as a question again. Nothing is sent, and a yes stays possible. */
export async function sayNoToCondition(known: KnownCondition, around: Surroundings = here): Promise<void> {
  await change(async (rows) => {
    if ((await rows.get('condition', known.digest)) !== undefined) return;
    const no = {
      step: 'declined',
      keySeed: null,
      facts: [],
      view: '',
      endedAt: minuteText(around.now()),
    } as const;
    const choice: Choice = { facts: [], period: { once: true }, lang: 'fr' };
    rows.put('condition', known.digest, { ...firstYes(known, choice, '', around), ...no });
  });
}

export const conditionOf = ({ text }: Pick<KeptCondition, 'text'>): Condition =>
  readCondition(splitRecord(text).body);

/** Before anything of hers is with the party: until the agreement is made. */
const withdrawable: readonly ConditionStep[] = ['kept', 'waiting', 'sent', 'due', 'asking'];
export const isWithdrawable = ({ step }: KeptCondition): boolean => withdrawable.includes(step);

/** One tap. What was counted is taken out at the relay; once X is reached it is simply not sent. */
export async function withdrawYes(digest: string, around: Surroundings = here): Promise<void> {
  await readySodium();
  await changeCondition(digest, (row) => {
    if (!isWithdrawable(row)) return row;
    // Sent, or perhaps sent without an answer: the relay is told.
    if (row.step === 'sent' || (row.step === 'waiting' && row.sentAt !== null))
      return { ...row, step: 'leaving' };
    return { ...row, ...nothingSaid, step: 'back', endedAt: minuteText(around.now()) };
  });
  await sendYesWithdrawal(digest, around).catch((cause: unknown) => {
    // It waits for the network and goes first then.
    if (!(cause instanceof LinkFault && cause.isPassing)) throw cause;
  });
}

/** Taking back never waits for its distance to other calls. */
export async function sendYesWithdrawal(digest: string, around: Surroundings): Promise<void> {
  const row = heldSignal.value.condition.get(digest);
  if (row?.step !== 'leaving' || row.keySeed === null) return;
  const signing = signingPair(fromBase64url(row.keySeed));
  const record: Withdrawal = {
    v: 1,
    type: 'withdrawal',
    id: randomId(),
    at: minuteText(around.now()),
    by: toBase64url(signing.publicKey),
    study: digest,
  };
  try {
    await postYesWithdrawal(around.reach, digest, signText(record, { signing }));
  } catch (cause) {
    // X was reached, or it is over: nothing of hers is there that could lead to an agreement without this phone.
    if (!(cause instanceof LinkFault) || cause.isPassing) throw cause;
  }
  await changeCondition(digest, (now) =>
    now.step === 'leaving'
      ? { ...now, ...nothingSaid, step: 'back', endedAt: minuteText(around.now()) }
      : now,
  );
}

export async function changeCondition(
  digest: string,
  turned: (row: KeptCondition, rows: Change) => KeptCondition,
): Promise<void> {
  await change(async (rows) => {
    const row = await rows.get('condition', digest);
    if (row !== undefined) rows.put('condition', digest, turned(row, rows));
  });
}

/** What she would have said is of no use once the yes is over: an agreement keeps its own. */
const nothingSaid = { facts: [], view: '' } as const;

/** With the key goes all that could ever join this phone to a yes. */
export function endCondition(
  row: KeptCondition,
  rows: Change,
  step: ConditionStep,
  around: Surroundings,
): KeptCondition {
  forgetToken(rows, row.condition);
  return { ...row, ...nothingSaid, step, keySeed: null, token: null, endedAt: minuteText(around.now()) };
}
