// account: keep the key → wait for silence → open → token, or code → person. The account is what the issuer counts by: one
// token a study, a budget a year, one person a code. It names no mailbox, and its calls keep 10 minutes from theirs. Each
// step is kept before the next, so that a page that closes anywhere goes on with the same bytes.

import { enrolmentContext, openingBits, openingDigest, openingLabel } from '../../../crypto/account.ts';
import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { readEnrolmentCode, writeEnrolmentCode } from '../../../crypto/enrolment-code.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { randomBytes } from '../../../crypto/random.ts';
import { type SigningPair, signingPair } from '../../../crypto/sign.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { findStamp } from '../../../crypto/stamp.ts';
import { challengeDigestFor, tokenInput, tokenKeyIdOf, tokenNonceOf } from '../../../crypto/token.ts';
import { PolicyFault } from '../../../policy/fault.ts';
import { instantMs, minuteText, yearOf } from '../../../policy/instant.ts';
import { type Enrolment, readLabel } from '../../../policy/label.ts';
import { hourMs } from '../../../policy/period.ts';
import { labelIn } from '../../../policy/realm.ts';
import { splitRecord } from '../../../policy/record.ts';
import type { Study } from '../../../policy/study.ts';
import {
  fetchBudget,
  openAccount,
  postEnrolment,
  postPerson,
  postToken,
  readEnrolments,
  type ShownBudget,
} from '../link/account.ts';
import { LinkFault } from '../link/fault.ts';
import { readParties } from '../link/party.ts';
import { realmHere } from '../realm.ts';
import { type Change, change } from '../vault/hold.ts';
import type { KeptAccount, KeptEnrolment, KeptToken } from '../vault/kept/study.ts';
import { account, heldSignal, lockState } from '../vault/open.ts';
import { raiseAlarm } from './alarm.ts';
import { farApart } from './apart.ts';
import { PathFault } from './fault.ts';
import { knownLog, requireProven } from './log.ts';
import { keysOf, readPartyHistory, requireType, versionBefore } from './party.ts';
import { requirePartySigned, requireSigned } from './party-signed.ts';
import { here, type Surroundings } from './surroundings.ts';

/** What a token is asked for: a study, under the key that the log names for it, bound to one contribution's own key. */
export interface TokenAsk {
  readonly study: string;
  /** SubjectPublicKeyInfo, base64url: of the leader's `operates` label. */
  readonly tokenKey: string;
  /** Of the contribution. */
  readonly publicKey: Uint8Array;
}

/**
 * The token of a study, for this account, once. May wait 10 minutes for its moment, or longer while mailboxes are used: the
 * page may close, and the same call goes on where it was. Asked again it gives the same token, until `forgetToken`.
 */
export async function takeToken(ask: TokenAsk, around: Surroundings = here): Promise<Uint8Array> {
  await readySodium();
  await keepAccount(around);
  const kept = heldSignal.value.token.get(ask.study) ?? (await keepBlinding(ask, around));
  if (kept.token !== null) return fromBase64url(kept.token);
  const { study, blinded, inverse } = kept;
  if (inverse === null) throw new PathFault('study-untrue', 'token without its blind');
  const answer = await callAs(
    (signing) => postToken(around.reach, signing, { study, blinded }, around.now()),
    around,
  );
  const { finishToken } = await import('../link/token.ts');
  const opened = { inverse: fromBase64url(inverse) };
  const token = await finishToken(fromBase64url(kept.tokenKey), fromBase64url(kept.input), opened, answer);
  await change(async (rows) => {
    const now = await rows.get('token', study);
    if (now !== undefined) rows.put('token', study, { ...now, inverse: null, token: toBase64url(token) });
  });
  return token;
}

/** In the change that keeps the token elsewhere, or that gives the contribution up. */
export function forgetToken(rows: Change, study: string): void {
  rows.drop('token', study);
}

/** Two tabs, one blinding: the first one written is the one that both send. */
async function keepBlinding(ask: TokenAsk, around: Surroundings): Promise<KeptToken> {
  const tokenKey = fromBase64url(ask.tokenKey);
  const challenge = challengeDigestFor(issuerName(around), fromBase64url(ask.study));
  const input = tokenInput(tokenNonceOf(ask.publicKey), challenge, tokenKeyIdOf(tokenKey));
  const { blindInput } = await import('../link/token.ts');
  const { blinded, inverse } = await blindInput(tokenKey, input);
  return change(async (rows) => {
    const before = await rows.get('token', ask.study);
    if (before !== undefined) return before;
    const kept: KeptToken = {
      study: ask.study,
      tokenKey: ask.tokenKey,
      input: toBase64url(input),
      blinded: toBase64url(blinded),
      inverse: toBase64url(inverse),
      token: null,
    };
    rows.put('token', ask.study, kept);
    return kept;
  });
}

const issuerName = ({ reach }: Surroundings): string => new URL(reach.origin).host;

/** What the issuer has counted for this account. Asks nobody while there is no account. */
export async function readBudget(around: Surroundings = here): Promise<ShownBudget> {
  await readySodium();
  if (account.value?.isOpen !== true) return nothingSpent(around);
  return callAs((signing) => fetchBudget(around.reach, signing, around.now()), around);
}

const nothingSpent = (around: Surroundings): ShownBudget => ({
  year: yearOf(around.now()),
  spent: [],
  destroyedMillionths: 0,
  personYears: [],
});

/**
 * Whether a study that demands one person, once, can be joined: with the enrolment of the year in which it opens, so that
 * a study over New Year's Eve has one contribution of a person too.
 */
export function enrolmentFor({
  enrolment,
  window,
}: Pick<Study, 'enrolment' | 'window'>): 'none-needed' | 'here' | 'under-way' | 'missing' {
  if (enrolment === 'account') return 'none-needed';
  const kept = account.value;
  const year = yearOf(instantMs(window.opens));
  if (kept?.personYears.includes(year) === true) return 'here';
  const underWay = kept?.enrolment ?? null;
  if (underWay === null || underWay.refusal !== null) return 'missing';
  const known = underWay.token?.year ?? underWay.blinding?.year ?? year;
  return known === year ? 'under-way' : 'missing';
}

/**
 * A code from a counter, a workshop or a letter. A wrong character is told at once; the rest goes on by itself: see
 * `account.enrolment`, and `refusal` there.
 */
export async function enrol(code: string, around: Surroundings = here): Promise<void> {
  await readySodium();
  const written = writeEnrolmentCode(readEnrolmentCode(code));
  await keepAccount(around);
  await change(async (rows) => {
    const kept = await rows.get('account', 'account');
    if (kept === undefined) throw new PathFault('wallet-locked', 'no account to enrol');
    const before = kept.enrolment;
    // A code that is on its way, or a token in hand, is not thrown away for another.
    if (before !== null && before.refusal === null) return;
    const enrolment: KeptEnrolment = {
      code: written,
      at: minuteText(around.now()),
      blinding: null,
      token: null,
      refusal: null,
    };
    rows.put('account', 'account', { ...kept, enrolment });
  });
  await goOnEnrolling(around);
}

/** At opening, and now and then while the wallet is open. What the network lost is tried again with the same bytes. */
export async function goOnEnrolling(around: Surroundings = here): Promise<void> {
  if (lockState.value !== 'open') return;
  const enrolment = account.value?.enrolment ?? null;
  if (enrolment === null || enrolment.refusal !== null) return;
  await readySodium();
  try {
    if (enrolment.token === null) await farApart(() => exchangeCode(around), around);
    else if (instantMs(enrolment.token.spendAt) <= around.now()) await spendEnrolment(around);
  } catch (cause) {
    const refusal = refusalOf(cause);
    if (refusal === null || lockState.value !== 'open') throw cause;
    if (refusal === 'later') return;
    await changeEnrolment((kept) => ({ ...kept, refusal, blinding: null, token: null }));
  }
}

/** What is told to whoever brought the code: the relay's no, or that its answer was not true. */
function refusalOf(cause: unknown): string | null {
  if (cause instanceof LinkFault) return cause.isPassing ? 'later' : (cause.problem?.code ?? cause.code);
  const isUntrue = [PathFault, PolicyFault, CryptoFault].some((fault) => cause instanceof fault);
  return isUntrue ? (cause as PathFault).code : null;
}

/**
 * Code → blind signature → token, on calls that name no account. A code tells its year to the issuer alone: where it is of
 * none of the newest year, the one before is tried, and what was refused is not spent.
 */
async function exchangeCode(around: Surroundings): Promise<void> {
  const kept = account.value?.enrolment ?? null;
  if (kept === null) return;
  const first = kept.blinding?.year;
  const known = (await shownEnrolments(around)).toSorted(
    (left, right) => Number(right.year === first) - Number(left.year === first) || right.year - left.year,
  );
  for (const [at, enrolment] of known.entries()) {
    const blinding = await blindingFor(enrolment, around);
    if (blinding === null) return;
    const { year, blinded } = blinding;
    try {
      const answer = await postEnrolment(around.reach, { code: kept.code, year, blinded });
      return await keepEnrolmentToken(blinding, answer, around);
    } catch (cause) {
      const isOfAnother = cause instanceof LinkFault && cause.problem?.code === 'code-unknown';
      if (!isOfAnother || at + 1 === known.length) throw cause;
      await changeEnrolment((row) => ({ ...row, blinding: null }));
    }
  }
  await changeEnrolment((row) => ({ ...row, refusal: 'enrolment-closed' }));
}

async function blindingFor(
  { year, tokenKey }: Enrolment,
  around: Surroundings,
): Promise<KeptEnrolment['blinding']> {
  const before = account.value?.enrolment?.blinding ?? null;
  if (before?.year === year && before.tokenKey === tokenKey) return before;
  const key = fromBase64url(tokenKey);
  const challenge = challengeDigestFor(issuerName(around), enrolmentContext(year));
  const input = tokenInput(randomBytes(32), challenge, tokenKeyIdOf(key));
  const { blindInput } = await import('../link/token.ts');
  const { blinded, inverse } = await blindInput(key, input);
  const made = {
    year,
    tokenKey,
    input: toBase64url(input),
    blinded: toBase64url(blinded),
    inverse: toBase64url(inverse),
  };
  await changeEnrolment((kept) => ({ ...kept, blinding: made }));
  return account.value?.enrolment?.blinding ?? null;
}

async function keepEnrolmentToken(
  blinding: NonNullable<KeptEnrolment['blinding']>,
  answer: Uint8Array,
  around: Surroundings,
): Promise<void> {
  const { finishToken } = await import('../link/token.ts');
  const { year, tokenKey, input, inverse } = blinding;
  const opened = { inverse: fromBase64url(inverse) };
  const token = await finishToken(fromBase64url(tokenKey), fromBase64url(input), opened, answer);
  // Hours between the two, or their moments would join the code to the account (as a backup leaves: protocol §4).
  const spendAt = minuteText(around.now() + hourMs + around.chance() * 23 * hourMs);
  await changeEnrolment((kept) => ({
    ...kept,
    blinding: null,
    token: { year, token: toBase64url(token), spendAt },
  }));
}

async function spendEnrolment(around: Surroundings): Promise<void> {
  const { token: spent } = account.value?.enrolment ?? {};
  if (spent === null || spent === undefined) return;
  const { year, token } = spent;
  await callAs((signing) => postPerson(around.reach, signing, { year, token }, around.now()), around);
  await change(async (rows) => {
    const kept = await rows.get('account', 'account');
    if (kept === undefined) return;
    const personYears = [...new Set([...kept.personYears, year])];
    rows.put('account', 'account', { ...kept, personYears, enrolment: null });
  });
}

/**
 * The régie's own signed words, in the log for all to see: under a key made for one code the issuer could tell which person
 * an account is.
 */
async function shownEnrolments(around: Surroundings): Promise<readonly Enrolment[]> {
  const log = await knownLog(around);
  const shown = (await readParties(around.reach)).find(({ id }) => id === log.regie);
  if (shown === undefined) throw new PathFault('party-invalid', 'no régie in the directory');
  const regie = readPartyHistory(shown, log.regie);
  requirePartySigned(regie, log);
  const found: Enrolment[] = [];
  const records = new Map<number, string[]>();
  for (const { record, receipt } of await readEnrolments(around.reach)) {
    const split = requireType(splitRecord(record), 'label');
    const label = readLabel(split.body);
    if (label.kind !== 'enrols' || label.by !== regie.id)
      throw new PathFault('party-invalid', 'expected the régie’s word on enrolment');
    requireSigned(split, keysOf(versionBefore(regie, receipt.index), 'record', label.at), 'party-invalid');
    requireProven(record, receipt, log, true);
    found.push(label);
    records.set(label.year, [...(records.get(label.year) ?? []), record]);
  }
  for (const [year, of] of records) {
    if (of.length === 1) continue;
    // Both signed, both in the log: the issuer could tell persons apart by the key that each was shown.
    await raiseAlarm({ code: 'party-forked', party: regie.id, evidence: { year, records: of } }, around);
    throw new PathFault('party-forked', `two keys of enrolment for \`${year}\``);
  }
  return found;
}

async function changeEnrolment(turned: (kept: KeptEnrolment) => KeptEnrolment): Promise<void> {
  await change(async (rows) => {
    const kept = await rows.get('account', 'account');
    if (kept === undefined || kept.enrolment === null) return;
    rows.put('account', 'account', { ...kept, enrolment: turned(kept.enrolment) });
  });
}

/** The seed is made when something first asks for an account; the relay hears of it with the first call. */
export async function keepAccount(around: Surroundings): Promise<void> {
  if (lockState.value !== 'open') throw new PathFault('wallet-locked', 'an account needs an open vault');
  await change(async (rows) => {
    if ((await rows.get('account', 'account')) !== undefined) return;
    rows.put('account', 'account', newAccount(around));
  });
}

export const newAccount = (around: Surroundings): KeptAccount => ({
  seed: toBase64url(randomBytes(32)),
  isOpen: false,
  personYears: [],
  enrolment: null,
  calledMs: null,
  // Whatever left before was not written down: as if it had been just now.
  mailboxMs: around.now(),
});

/** A call by the account, which is opened first where the relay does not know it, or no longer. */
function callAs<T>(act: (signing: SigningPair) => Promise<T>, around: Surroundings): Promise<T> {
  return farApart(async () => {
    if (account.value?.isOpen !== true) await openHere(around);
    try {
      return await act(signingKey());
    } catch (cause) {
      if (!(cause instanceof LinkFault) || cause.problem?.code !== 'account-unknown') throw cause;
      await openHere(around);
      return act(signingKey());
    }
  }, around);
}

function signingKey(): SigningPair {
  const { seed } = account.value ?? {};
  if (seed === undefined) throw new PathFault('wallet-locked', 'no account in this vault');
  return signingPair(fromBase64url(seed));
}

/** Some ten milliseconds in slices, so that the screen stays awake. */
const sliceTries = 2_000;

async function openHere(around: Surroundings): Promise<void> {
  const { publicKey } = signingKey();
  const at = minuteText(around.now());
  const digest = openingDigest(publicKey, at, sha256, labelIn(realmHere(), openingLabel));
  let stamp: string | undefined;
  for (let from = 0; stamp === undefined; from += sliceTries) {
    stamp = findStamp(digest, openingBits, from, sliceTries);
    if (stamp === undefined) await around.pause(0);
  }
  await openAccount(around.reach, { key: toBase64url(publicKey), at, stamp });
  await change(async (rows) => {
    const kept = await rows.get('account', 'account');
    if (kept !== undefined) rows.put('account', 'account', { ...kept, isOpen: true });
  });
}
