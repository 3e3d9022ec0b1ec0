// Taking a contribution back, as easily as it was given. Before it left it is dropped here and nobody hears of it. After
// that a record signed by the contribution's own key goes to the leader, and through it to the helper: it is out when both
// have signed that it is. Once the window is closed nobody can find it in the sum: then it is only for the next time.

import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { randomId } from '../../../crypto/random.ts';
import { signingPair } from '../../../crypto/sign.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { verifyRecord } from '../../../crypto/verify.ts';
import { readCanonical } from '../../../policy/canonical.ts';
import { PolicyFault } from '../../../policy/fault.ts';
import { instantMs, minuteText } from '../../../policy/instant.ts';
import { readOperation } from '../../../policy/label.ts';
import { splitRecord } from '../../../policy/record.ts';
import { readStudy } from '../../../policy/study.ts';
import {
  readWithdrawn,
  type SignedWithdrawn,
  type Withdrawal,
  withdrawnLabel,
} from '../../../policy/withdrawal.ts';
import { LinkFault } from '../link/fault.ts';
import { readParties } from '../link/party.ts';
import { postWithdrawal } from '../link/report.ts';
import { change } from '../vault/hold.ts';
import type { KeptContribution } from '../vault/kept/study.ts';
import { heldSignal } from '../vault/open.ts';
import { raiseAlarm } from './alarm.ts';
import { PathFault } from './fault.ts';
import { knownLog } from './log.ts';
import { keysOf, readPartyHistory } from './party.ts';
import { requirePartySigned } from './party-signed.ts';
import { signText } from './sign-text.ts';
import { here, type Surroundings } from './surroundings.ts';

/** One tap. What it leads to stands in the state of the contribution. */
export async function withdraw(digest: string, around: Surroundings = here): Promise<void> {
  await readySodium();
  const nowMs = around.now();
  await change(async (rows) => {
    const kept = await rows.get('contribution', digest);
    if (kept === undefined) throw new PathFault('study-unknown', 'no such contribution in this vault');
    if (kept.state === 'withdrawing' || kept.state === 'withdrawn') return;
    if (isClosed(kept, nowMs)) throw new PathFault('study-closed', 'window is closed');
    // Refused after it was sent: the relay says that it is not there, and only its signature would show that.
    const hasLeft = kept.state === 'sent' || kept.report !== null || isRefusedWithKey(kept);
    if (hasLeft) rows.put('contribution', digest, withdrawing(kept, nowMs));
    // Nobody was asked for anything yet: nothing is left of it.
    else if (kept.token === null && kept.paidAt === null && (await rows.get('token', digest)) === undefined)
      rows.drop('contribution', digest);
    // A token is here or on its way: it stays good for another yes, and is paid once.
    else rows.put('contribution', digest, { ...kept, state: 'withdrawn', endedAt: minuteText(nowMs) });
  });
  await sendWithdrawal(digest, around).catch((cause: unknown) => {
    // It waits for the network and goes first then.
    if (!(cause instanceof LinkFault && cause.isPassing)) throw cause;
  });
}

/** Sent, refused without a signature, and the window is open: it can be taken back as if it were there. */
export const isRefusedWithKey = ({ state, keySeed, token }: KeptContribution): boolean =>
  state === 'refused' && keySeed !== null && token !== null;

export const isClosed = ({ text }: Pick<KeptContribution, 'text'>, nowMs: number): boolean =>
  instantMs(readStudy(splitRecord(text).body).window.closes) <= nowMs;

function withdrawing(kept: KeptContribution, nowMs: number): KeptContribution {
  if (kept.keySeed === null) throw new PathFault('study-closed', 'contribution has no key any more');
  const signing = signingPair(fromBase64url(kept.keySeed));
  const record: Withdrawal = {
    v: 1,
    type: 'withdrawal',
    id: randomId(),
    at: minuteText(nowMs),
    by: toBase64url(signing.publicKey),
    study: kept.study,
  };
  return {
    ...kept,
    state: 'withdrawing',
    withdrawal: { text: signText(record, { signing }), withdrawn: [] },
  };
}

/** The same record until both have confirmed. Taking back never waits for its distance to other calls. */
export async function sendWithdrawal(digest: string, around: Surroundings = here): Promise<void> {
  const kept = heldSignal.value.contribution.get(digest);
  if (kept?.state !== 'withdrawing' || kept.withdrawal === null || kept.token === null) return;
  try {
    const answer = await postWithdrawal(around.reach, digest, {
      record: kept.withdrawal.text,
      token: kept.token,
    });
    await keepConfirmed(digest, await confirmed(kept, answer.withdrawn, around), around);
  } catch (cause) {
    const code = cause instanceof LinkFault ? cause.problem?.code : undefined;
    if (code !== 'withdrawal-late' && code !== 'study-closed') throw cause;
    // Believed by this phone's own clock alone: then it stays in the sum, and the screen says so. Before, it is asked again,
    // and a relay that has signed that it is out contradicts itself.
    if (isClosed(kept, around.now())) await keepTooLate(digest, around);
    else if (kept.withdrawal.withdrawn.length > 0)
      await raiseAlarm(
        {
          code: 'study-untrue',
          evidence: {
            study: digest,
            withdrawn: kept.withdrawal.withdrawn.map((word) => ({ ...word })),
            why: code,
          },
        },
        around,
      );
  }
}

/** Words that are really theirs: about this contribution, signed by the aggregators of this study. */
async function confirmed(
  kept: KeptContribution,
  shown: readonly SignedWithdrawn[],
  around: Surroundings,
): Promise<SignedWithdrawn[]> {
  const log = await knownLog(around);
  const parties = await readParties(around.reach);
  const operators = kept.operations.map((text) => readOperation(splitRecord(text).body).by);
  const contribution = toBase64url(signingPair(fromBase64url(kept.keySeed ?? '')).publicKey);
  return shown.filter(({ party, statement, signature }) => {
    const known = parties.find(({ id }) => id === party);
    if (known === undefined || !operators.includes(party)) return false;
    try {
      const said = readWithdrawn(readCanonical(statement));
      if (said.study !== kept.study || said.contribution !== contribution || said.by !== party) return false;
      const history = readPartyHistory(known, party);
      requirePartySigned(history, log);
      return keysOf(history.current, 'record', said.at).some((key) =>
        verifyRecord(withdrawnLabel, statement, fromBase64url(signature), fromBase64url(key)),
      );
    } catch (cause) {
      if (cause instanceof PolicyFault || cause instanceof PathFault) return false;
      throw cause;
    }
  });
}

async function keepConfirmed(
  digest: string,
  said: readonly SignedWithdrawn[],
  around: Surroundings,
): Promise<void> {
  await change(async (rows) => {
    const kept = await rows.get('contribution', digest);
    if (kept?.state !== 'withdrawing' || kept.withdrawal === null) return;
    const before = kept.withdrawal.withdrawn;
    const isNew = ({ party }: SignedWithdrawn) => !before.some((entry) => entry.party === party);
    const withdrawal = { ...kept.withdrawal, withdrawn: [...before, ...said.filter(isNew)] };
    const parties = new Set(withdrawal.withdrawn.map(({ party }) => party));
    rows.put(
      'contribution',
      digest,
      parties.size < 2
        ? { ...kept, withdrawal }
        : {
            ...kept,
            withdrawal,
            ...overAt(around),
            state: 'withdrawn',
            sentAt: kept.sentAt ?? kept.at,
          },
    );
  });
}

/** With the key goes all that could ever join this phone to a contribution. */
const overAt = (around: Surroundings) => ({
  keySeed: null,
  token: null,
  report: null,
  endedAt: minuteText(around.now()),
});

async function keepTooLate(digest: string, around: Surroundings): Promise<void> {
  await change(async (rows) => {
    const kept = await rows.get('contribution', digest);
    if (kept?.state !== 'withdrawing') return;
    const late = { state: 'sent', refusal: 'withdrawal-late', sentAt: kept.sentAt ?? kept.at } as const;
    rows.put('contribution', digest, { ...kept, ...overAt(around), ...late });
  });
}
