// What a yes to a condition does by itself while the wallet is open: its token is taken, spent some hours later, and when the
// régie has signed that X was reached, the agreement leaves at a moment of chance: the one that was shown at the yes, or none.

import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { recordDigest } from '../../../crypto/hash.ts';
import { signingPair, signRecord } from '../../../crypto/sign.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { readCanonical } from '../../../policy/canonical.ts';
import {
  conditionGrantLabel,
  conditionGrantText,
  graceMs,
  takesGrant,
  takesYes,
} from '../../../policy/condition.ts';
import { instantMs, minuteText } from '../../../policy/instant.ts';
import { readCounting } from '../../../policy/label.ts';
import { hourMs } from '../../../policy/period.ts';
import { labelIn } from '../../../policy/realm.ts';
import { splitRecord } from '../../../policy/record.ts';
import { readView, type View, viewText } from '../../../policy/view.ts';
import { postYes } from '../link/condition.ts';
import { LinkFault } from '../link/fault.ts';
import { realmHere } from '../realm.ts';
import type { Change } from '../vault/hold.ts';
import type { ConditionStep, KeptCondition } from '../vault/kept/condition.ts';
import { conditions, grants, heldSignal, lockState } from '../vault/open.ts';
import { enrolmentFor, forgetToken, takeToken } from './account.ts';
import { apart } from './apart.ts';
import { type KnownCondition, listConditions } from './condition.ts';
import { changeCondition, conditionOf, endCondition, sendYesWithdrawal } from './condition-yes.ts';
import { PathFault } from './fault.ts';
import { type Choice, signAndSend, viewOf } from './grant.ts';
import { isQuietNow, quietIn } from './pause-all.ts';
import type { SentGrant } from './send.ts';
import { isUntrue } from './study.ts';
import { here, type Surroundings } from './surroundings.ts';

/** A yes that arrives after the end is refused: none is planned for the last quarter of an hour. */
const marginMs = 15 * 60_000;
/** Over so long the agreements of a district leave, each at its own moment. */
const spreadMs = 6 * hourMs;

/** The public list is looked at so often while something waits for it. */
const lookEveryMs = hourMs;
let lookedMs = Number.NEGATIVE_INFINITY;

/** For tests and for a device that was erased. */
export function forgetConditionLook(): void {
  lookedMs = Number.NEGATIVE_INFINITY;
}

/** At opening, and now and then while the wallet is open. */
export async function goOnConditions(around: Surroundings = here): Promise<void> {
  if (conditions.value.every(({ step }) => isSettled(step))) return;
  await readySodium();
  await each('leaving', (row) => sendYesWithdrawal(row.condition, around), around);
  await look(around);
  await each('due', (row) => sendAgreement(row, around), around);
  await each('waiting', (row) => countIfDue(row, around), around);
  await each('kept', (row) => fetchToken(row, around), around);
}

const settled: readonly ConditionStep[] = ['back', 'asking', 'agreed', 'over', 'refused', 'declined'];
const isSettled = (step: ConditionStep): boolean => settled.includes(step);

async function each(
  step: ConditionStep,
  act: (row: KeptCondition) => Promise<void>,
  around: Surroundings,
): Promise<void> {
  for (const { condition } of conditions.value.toReversed()) {
    if (lockState.value !== 'open') return;
    const row = heldSignal.value.condition.get(condition);
    if (row?.step !== step) continue;
    try {
      await act(row);
    } catch (cause) {
      // No network, or the relay is not well: it is tried again later.
      if (cause instanceof LinkFault && cause.isPassing) continue;
      if (!(cause instanceof LinkFault) && !isUntrue(cause)) throw cause;
      const code =
        cause instanceof LinkFault ? (cause.problem?.code ?? cause.code) : (cause as PathFault).code;
      await changeCondition(condition, (now, rows) => ({
        ...endCondition(now, rows, code === 'condition-closed' ? 'over' : 'refused', around),
        grant: null,
        why: code,
      }));
    }
  }
}

async function fetchToken(row: KeptCondition, around: Surroundings): Promise<void> {
  const condition = conditionOf(row);
  if (!takesYes(condition, around.now() + marginMs)) return;
  const window = { opens: condition.at, closes: condition.end };
  // A code takes its hours until this account may speak for a person: the yes waits for it.
  if (!['here', 'none-needed'].includes(enrolmentFor({ enrolment: condition.enrolment, window }))) return;
  const { tokenKey } = readCounting(splitRecord(row.counting).body);
  const { publicKey } = signingPair(fromBase64url(row.keySeed ?? ''));
  const token = await takeToken({ study: row.condition, tokenKey, publicKey }, around);
  await changeCondition(row.condition, (now, rows) => {
    forgetToken(rows, row.condition);
    const held = { ...now, token: toBase64url(token), leavesAt: minuteText(leaveAt(condition.end, around)) };
    // Taken back while the token was on its way: it stays for another yes.
    return now.step === 'kept' ? { ...held, step: 'waiting' } : held;
  });
}

/** By chance between 1 and 24 hours from now; where it ends sooner, over what is left. */
function leaveAt(end: string, around: Surroundings): number {
  const nowMs = around.now();
  const latest = instantMs(end) - marginMs;
  const from = latest - nowMs > 2 * hourMs ? nowMs + hourMs : nowMs;
  const until = Math.max(from, Math.min(latest, nowMs + 24 * hourMs));
  return from + around.chance() * (until - from);
}

async function countIfDue(row: KeptCondition, around: Surroundings): Promise<void> {
  if (row.leavesAt === null || row.token === null || instantMs(row.leavesAt) > around.now()) return;
  // Away from calls about mailboxes: nothing but its moment could join it to them.
  await apart(around);
  // Written down before it leaves: from here on taking back has to tell the relay.
  await changeCondition(row.condition, (now) => ({ ...now, sentAt: now.sentAt ?? minuteText(around.now()) }));
  if (heldSignal.value.condition.get(row.condition)?.step !== 'waiting') return;
  await postYes(around.reach, row.condition, row.token);
  await changeCondition(row.condition, (now) => (now.step === 'waiting' ? { ...now, step: 'sent' } : now));
}

/** What became of those that wait, by the public list and the signed word in it. */
async function look(around: Surroundings): Promise<void> {
  const waiting = conditions.value.filter(({ step }) => !isSettled(step));
  const nowMs = around.now();
  if (waiting.length === 0 || (nowMs - lookedMs < lookEveryMs && nowMs >= lookedMs)) return;
  let known: readonly KnownCondition[];
  try {
    known = await listConditions(around);
  } catch (cause) {
    if (cause instanceof LinkFault && cause.isPassing) return;
    throw cause;
  }
  lookedMs = nowMs;
  for (const { condition } of waiting) {
    const shown = known.find(({ digest }) => digest === condition);
    await changeCondition(condition, (row, rows) => {
      if (row.step === 'sent' && shown?.state === 'met')
        return { ...row, step: 'due', grantAt: minuteText(nowMs + around.chance() * spreadMs) };
      const isUnmet = shown?.state === 'ended' || nowMs >= instantMs(conditionOf(row).end) + graceMs;
      // The relay looks at the count a few seconds after the end: until it has said so a yes waits.
      const isLost = isUnmet && (row.step !== 'sent' || nowMs >= instantMs(conditionOf(row).end) + hourMs);
      return isLost && row.step !== 'due' && row.step !== 'leaving'
        ? endCondition(row, rows, 'over', around)
        : row;
    });
  }
}

async function sendAgreement(row: KeptCondition, around: Surroundings): Promise<void> {
  if (row.grantAt === null || instantMs(row.grantAt) > around.now()) return;
  // She is not to be looked at just now: it leaves when that is over.
  if (isQuietNow(around.now())) return;
  if (!takesGrant(conditionOf(row), around.now()))
    return changeCondition(row.condition, (now, rows) => endCondition(now, rows, 'over', around));
  // Signed on another device of this wallet: its yes came with the copy.
  const signed = grants.value.find(({ grant }) => grant.requestDigest === row.condition);
  if (signed !== undefined)
    return changeCondition(row.condition, (now, rows) => ({
      ...endCondition(now, rows, 'agreed', around),
      grant: signed.id,
    }));
  const known = (await listConditions(around)).find(({ digest }) => digest === row.condition);
  if (known?.state !== 'met') return;
  const view = readView(readCanonical(row.view));
  const choice = choiceOf(row, view);
  const why = changedSince(known, choice, row.view);
  if (why !== null) return changeCondition(row.condition, (now) => ({ ...now, step: 'asking', why }));
  await apart(around);
  try {
    await agree(known, row, choice, view, around);
  } catch (cause) {
    // Taken back, or not to be looked at, since it was read: nothing was signed that stays.
    if (!(cause instanceof PathFault) || cause.code !== 'condition-over') throw cause;
  }
}

const choiceOf = ({ facts, period, experiment }: KeptCondition, view: View): Choice => ({
  facts,
  period,
  lang: view.lang,
  ...(experiment === undefined ? {} : { experiment }),
  ...(view.level === 'simple' ? { level: 'simple' as const } : {}),
});

/** Why she has to be asked again; null where what would leave is what she saw. */
function changedSince(known: KnownCondition, choice: Choice, view: string): string | null {
  if (!known.isAskable) return 'declaration';
  try {
    return viewText(viewOf(known, choice)) === view ? null : 'facts';
  } catch (cause) {
    if (!(cause instanceof PathFault)) throw cause;
    return cause.code === 'period-too-long' ? 'period' : 'facts';
  }
}

async function agree(
  known: KnownCondition,
  row: KeptCondition,
  choice: Choice,
  view: View,
  around: Surroundings,
): Promise<SentGrant> {
  const { publicKey, secretKey } = signingPair(fromBase64url(row.keySeed ?? ''));
  const wayOf = (text: string) => ({
    handle: '',
    claim: '',
    sameBrowser: false,
    expiresAtMs: instantMs(known.condition.end) + graceMs,
    condition: {
      digest: known.digest,
      key: toBase64url(publicKey),
      signature: toBase64url(
        signRecord(
          labelIn(realmHere(), conditionGrantLabel),
          conditionGrantText(known.digest, recordDigest(text)),
          secretKey,
        ),
      ),
    },
  });
  const keepWith = async (rows: Change, grant: string) => {
    const now = await rows.get('condition', row.condition);
    const settings = await rows.get('setting', 'wallet');
    const isQuiet = row.step === 'due' && quietIn(settings ?? {}, around.now()) !== null;
    if (now?.step !== row.step || isQuiet)
      throw new PathFault('condition-over', 'condition waits for no agreement any more');
    rows.put('condition', row.condition, { ...endCondition(now, rows, 'agreed', around), grant });
  };
  return signAndSend(known, choice, view, { wayOf, automatic: false, keepWith }, around);
}

/** Her second yes, where something changed: it leaves at once, with what stands on the screen now. */
export async function sayYesNow(
  known: KnownCondition,
  choice: Choice,
  shown: View,
  around: Surroundings = here,
): Promise<SentGrant> {
  const row = heldSignal.value.condition.get(known.digest);
  if (row?.step !== 'asking' || known.state !== 'met' || !known.isAskable)
    throw new PathFault('condition-over', 'condition waits for no answer');
  await readySodium();
  return agree(known, row, choice, shown, around);
}
