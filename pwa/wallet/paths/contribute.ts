// decide → keep → token → wait → split → seal → send. A yes to a study: no agreement, no mailbox, no record of the person.
// What is kept here goes on by itself while the wallet is open: a token that names nobody, some hours of chance so that
// nothing joins the two, then the two sealed halves. Each step is written down before the next begins, so that a phone
// that dies anywhere goes on from there and counts nothing twice.

import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { randomBytes } from '../../../crypto/random.ts';
import { signingPair } from '../../../crypto/sign.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { type OwnCell, ownCell } from '../../../policy/contribution.ts';
import { instantMs, minuteText, yearOf } from '../../../policy/instant.ts';
import { readOperation } from '../../../policy/label.ts';
import { hourMs } from '../../../policy/period.ts';
import { splitRecord } from '../../../policy/record.ts';
import { cellCount, readStudy, type Study } from '../../../policy/study.ts';
import { LinkFault } from '../link/fault.ts';
import { postReport } from '../link/report.ts';
import { type Change, change } from '../vault/hold.ts';
import type { ContributionState, KeptContribution } from '../vault/kept/study.ts';
import { conditions, contributions, facts, heldSignal, lockState } from '../vault/open.ts';
import { inOneTab } from '../vault/tabs.ts';
import { enrolmentFor, forgetToken, goOnEnrolling, takeToken } from './account.ts';
import { raiseAlarm } from './alarm.ts';
import { apart } from './apart.ts';
import { mayJoin } from './budget.ts';
import { PathFault } from './fault.ts';
import { keptParty } from './party.ts';
import { isJoinable, isUntrue, type KnownStudy } from './study.ts';
import { here, type Surroundings } from './surroundings.ts';
import { sendWithdrawal } from './withdraw.ts';

const minuteMs = 60_000;
/** A report that arrives after the close is refused: none is planned for the last quarter of an hour. */
const marginMs = 15 * minuteMs;

/** The cell that the facts of this moment give. Reads signals: a fact typed on the screen counts at once. */
export const cellNow = (study: Study): OwnCell => ownCell(study, [...facts.value.values()]);

/** What the screen showed at the yes. */
export interface ShownCell {
  readonly cell: number;
  /** « Je préfère ne pas le dire »: counted among those who took part, in no cell of the question. */
  readonly isSilent: boolean;
}

/** What leaves for a shown cell: the last bucket where she says nothing or has nothing to say. */
const bucketOf = (study: Study, { cell, isSilent }: ShownCell): number =>
  isSilent ? cellCount(study.dimensions) : cell;

/**
 * The yes. Shown = kept = sent: the cell that stood on the screen is the one that leaves, hours later, whatever the facts
 * say by then; `recount` puts another one in its place. Twice is once.
 */
export async function sayYesToStudy(
  known: KnownStudy,
  shown: ShownCell,
  around: Surroundings = here,
): Promise<void> {
  const { study, digest } = known;
  if (lockState.value !== 'open') throw new PathFault('wallet-locked', 'a yes needs an open vault');
  if (!isJoinable(known) || leavesBefore(study) <= around.now())
    throw new PathFault('study-closed', 'study cannot be joined now');
  requireAsShown(study, shown);
  if (!mayJoin(digest, study, around)) throw new PathFault('budget-short', 'budget of the year cannot pay');
  const { canReport } = await import('./report.ts');
  if (!(await canReport())) throw new PathFault('phone-too-old', 'browser has no X25519');
  await readySodium();
  await change(async (rows) => {
    const before = await rows.get('contribution', digest);
    if (before === undefined || before.state === 'declined')
      rows.put('contribution', digest, firstYes(known, shown, around));
    else if (isOpenAgain(before)) rows.put('contribution', digest, yesAgain(before, study, shown));
    // Who asks and who counts, as verified now: without a network the screens still say their names.
    for (const party of [known.asker, known.leader.party, known.helper.party])
      rows.put('party', party.id, keptParty(party, around.now()));
  });
  wake();
}

/** « Non »: kept here so that it is not shown as a question again. Nothing is sent, and a yes stays possible. */
export async function sayNoToStudy(known: KnownStudy, around: Surroundings = here): Promise<void> {
  await change(async (rows) => {
    const before = await rows.get('contribution', known.digest);
    if (before !== undefined) return;
    const shown = { cell: cellCount(known.study.dimensions), isSilent: true };
    const no = { state: 'declined', keySeed: null, endedAt: minuteText(around.now()) } as const;
    rows.put('contribution', known.digest, { ...firstYes(known, shown, around), ...no });
  });
}

/** Taken back before anything left: what was paid for is still good. */
export const isOpenAgain = ({ state, sentAt, keySeed }: KeptContribution): boolean =>
  state === 'withdrawn' && sentAt === null && keySeed !== null;

function firstYes(known: KnownStudy, shown: ShownCell, around: Surroundings): KeptContribution {
  const nowMs = around.now();
  const { study } = known;
  return {
    study: known.digest,
    text: known.text,
    operations: [known.leader.text, known.helper.text],
    at: minuteText(nowMs),
    state: 'kept',
    cell: bucketOf(study, shown),
    isSilent: shown.isSilent,
    costMillionths: study.costMillionths,
    year: yearOf(nowMs),
    paidAt: null,
    keySeed: toBase64url(randomBytes(32)),
    token: null,
    leavesAt: null,
    report: null,
    sentAt: null,
    withdrawal: null,
    refusal: null,
    endedAt: null,
  };
}

/** Taken back before anything left: the same key and token go on, and nothing is paid twice. */
function yesAgain(before: KeptContribution, study: Study, shown: ShownCell): KeptContribution {
  return {
    ...before,
    state: before.token === null ? 'kept' : 'waiting',
    cell: bucketOf(study, shown),
    isSilent: shown.isSilent,
    endedAt: null,
  };
}

/** She has changed a fact since her yes, or would rather say nothing, and nothing has left: another tap puts it right. */
export async function recount(digest: string, shown: ShownCell): Promise<void> {
  await change(async (rows) => {
    const kept = await rows.get('contribution', digest);
    if (kept === undefined || !isChangeable(kept))
      throw new PathFault('study-closed', 'contribution has left');
    const study = manifestOf(kept);
    requireAsShown(study, shown);
    rows.put('contribution', digest, { ...kept, cell: bucketOf(study, shown), isSilent: shown.isSilent });
  });
}

function requireAsShown(study: Study, { cell }: ShownCell): void {
  if (cellNow(study).cell !== cell)
    throw new PathFault('view-differs', 'facts changed since they were shown');
}

/** Once the report is made it may have arrived, answer or no answer. */
export const isChangeable = ({ state, report }: KeptContribution): boolean =>
  report === null && (state === 'kept' || state === 'waiting');

export const manifestOf = ({ text }: KeptContribution): Study => readStudy(splitRecord(text).body);

const closesMs = ({ window }: Pick<Study, 'window'>): number => instantMs(window.closes);
const leavesBefore = (study: Study): number => closesMs(study) - marginMs;

/**
 * When it leaves: by chance between 1 and 24 hours from now. Where the window closes sooner, over what is left, from at
 * once on: a late one would not be counted at all.
 */
export function leaveAt(study: Study, around: Surroundings): number {
  const nowMs = around.now();
  const latest = leavesBefore(study);
  const from = latest - nowMs > 2 * hourMs ? nowMs + hourMs : nowMs;
  const until = Math.max(from, Math.min(latest, nowMs + 24 * hourMs));
  return from + around.chance() * (until - from);
}

let turn: Promise<void> = Promise.resolve();

/** Everything whose moment has come, one after the other. At opening, and now and then while the wallet is open. */
export function goOnContributing(around: Surroundings = here): Promise<void> {
  const mine = turn.then(
    () => goOnAll(around),
    () => goOnAll(around),
  );
  turn = mine.catch(() => undefined);
  return mine;
}

async function goOnAll(around: Surroundings): Promise<void> {
  await readySodium();
  await endClosed(around);
  await goOnEnrolling(around);
  if (conditions.value.length > 0) await (await import('./condition-go.ts')).goOnConditions(around);
  for (const step of steps) {
    for (const { study } of contributions.value.toReversed()) {
      if (lockState.value !== 'open') return;
      const kept = heldSignal.value.contribution.get(study);
      if (kept?.state === step.state) await goOn(kept, step.act, around);
    }
  }
}

type Act = (kept: KeptContribution, around: Surroundings) => Promise<void>;

/** What takes something back goes first; a token may wait some minutes for its moment, so tokens come last. */
const steps: readonly { readonly state: ContributionState; readonly act: Act }[] = [
  { state: 'withdrawing', act: ({ study }, around) => sendWithdrawal(study, around) },
  { state: 'waiting', act: sendIfDue },
  { state: 'kept', act: fetchToken },
];

async function goOn(kept: KeptContribution, act: Act, around: Surroundings): Promise<void> {
  try {
    await act(kept, around);
  } catch (cause) {
    // No network, or the relay is not well: it is tried again later, with the same bytes.
    if (cause instanceof LinkFault && cause.isPassing) return;
    if (cause instanceof LinkFault) return refuse(kept.study, cause.problem?.code ?? cause.code, around);
    if (!isUntrue(cause)) throw cause;
    await raiseAlarm({ code: 'study-untrue', evidence: { study: kept.study, why: cause.message } }, around);
    // A word that is false ends what is on its way; what has left can still be taken back.
    if (kept.state !== 'withdrawing') await refuse(kept.study, 'study-untrue', around);
  }
}

async function fetchToken(waiting: KeptContribution, around: Surroundings): Promise<void> {
  const { study, operations } = waiting;
  // A code takes its hours until this account may speak for a person: the yes waits for it.
  if (!['here', 'none-needed'].includes(enrolmentFor(manifestOf(waiting)))) return;
  const { tokenKey } = readOperation(splitRecord(operations[0]).body);
  const { keySeed } = heldSignal.value.contribution.get(study) ?? {};
  if (tokenKey === undefined || keySeed == null) throw new PathFault('study-untrue', 'no key for a token');
  const { publicKey } = signingPair(fromBase64url(keySeed));
  const token = await takeToken({ study, tokenKey, publicKey }, around);
  await changeOne(study, (kept, rows) => {
    forgetToken(rows, study);
    const paid = { token: toBase64url(token), paidAt: minuteText(around.now()), year: yearOf(around.now()) };
    // Taken back while the token was on its way: it is paid, and it stays for another yes.
    if (kept.state !== 'kept') return { ...kept, ...paid };
    const leavesAt = minuteText(leaveAt(manifestOf(kept), around));
    return { ...kept, ...paid, state: 'waiting', leavesAt };
  });
}

async function sendIfDue(due: KeptContribution, around: Surroundings): Promise<void> {
  if (due.leavesAt === null || instantMs(due.leavesAt) > around.now()) return;
  // Away from calls about mailboxes: nothing but its moment could join it to them.
  await apart(around);
  const report = await keepReport(due.study, around);
  if (report === null) return;
  const error = await postReport(around.reach, due.study, fromBase64url(report));
  // This phone's clock is ahead of the leader's: the same bytes are good a little later.
  if (error === 'report_too_early' || error === 'task_not_started') return;
  if (error !== null) return refuse(due.study, error, around);
  await changeOne(due.study, (kept) => ({
    ...kept,
    // Taken back while it was on its way: then it is there, and has to be taken out.
    state: kept.state === 'waiting' ? 'sent' : kept.state,
    report: null,
    sentAt: minuteText(around.now()),
  }));
}

/** Made once and kept before it leaves: every try sends the same bytes, and the aggregators count one. */
async function keepReport(digest: string, around: Surroundings): Promise<string | null> {
  const kept = heldSignal.value.contribution.get(digest);
  if (kept?.state !== 'waiting') return null;
  if (kept.report !== null) return kept.report;
  const { reportOf } = await import('./report.ts');
  const report = toBase64url(await reportOf(kept, manifestOf(kept), around));
  return change(async (rows) => {
    const now = await rows.get('contribution', digest);
    // Changed, taken back, or made in another tab while this one was splitting.
    if (now?.state !== 'waiting') return null;
    if (now.report !== null) return now.report;
    if (now.cell !== kept.cell) return null;
    rows.put('contribution', digest, { ...now, report });
    return report;
  });
}

/** Over, because time is: what had not left stays here, and of what was sent the key goes. */
async function endClosed(around: Surroundings): Promise<void> {
  const nowMs = around.now();
  for (const { study } of contributions.value.filter((kept) => isOverdue(kept, nowMs)))
    await changeOne(study, (kept, rows) => {
      if (!isOverdue(kept, nowMs)) return kept;
      forgetToken(rows, study);
      const isMissed = kept.state === 'kept' || kept.state === 'waiting';
      const { window } = manifestOf(kept);
      return { ...withoutKey(kept), ...(isMissed ? { state: 'missed', endedAt: window.closes } : {}) };
    });
}

/** What may have arrived without an answer is asked about once more, until the relay says which it was. */
function isOverdue(kept: KeptContribution, nowMs: number): boolean {
  if (kept.keySeed === null || kept.report !== null || kept.state === 'withdrawing') return false;
  return closesMs(manifestOf(kept)) <= nowMs;
}

/** With the key goes all that could ever join this phone to a contribution. */
export const withoutKey = (kept: KeptContribution): KeptContribution => ({
  ...kept,
  keySeed: null,
  token: null,
  report: null,
});

/**
 * A no of the relay is its unsigned word. What was sent may be there all the same: until the close by this phone's own clock
 * its key and token stay, so that it can be taken back.
 */
async function refuse(digest: string, code: string, around: Surroundings): Promise<void> {
  await changeOne(digest, (kept, rows) => {
    forgetToken(rows, digest);
    const isClosed = closesMs(manifestOf(kept)) <= around.now();
    const state = isClosed && lateCodes.has(code) ? 'missed' : 'refused';
    const mayBeThere = kept.report !== null && !isClosed;
    const held = mayBeThere ? { ...kept, report: null } : withoutKey(kept);
    return { ...held, state, refusal: code, endedAt: minuteText(around.now()) };
  });
}

const lateCodes: ReadonlySet<string> = new Set([
  'study-closed',
  'task_expired',
  'report_dropped',
  'batch_collected',
]);

async function changeOne(
  digest: string,
  turnTo: (kept: KeptContribution, rows: Change) => KeptContribution,
): Promise<void> {
  await change(async (rows) => {
    const kept = await rows.get('contribution', digest);
    if (kept !== undefined) rows.put('contribution', digest, turnTo(kept, rows));
  });
}

const betweenMs = 5 * minuteMs;

let wake = (): void => {};

/** While the wallet is open, and in one tab of it only. Gives the function that ends it. */
export function startContributing(around: Surroundings = here): () => void {
  const over = new AbortController();
  void inOneTab('study', over.signal, () => keepContributing(over.signal, around));
  return () => over.abort();
}

async function keepContributing(over: AbortSignal, around: Surroundings): Promise<void> {
  const isOver = new Promise<void>((resolve) => over.addEventListener('abort', () => resolve()));
  while (!over.aborted && lockState.value === 'open') {
    try {
      await goOnContributing(around);
    } catch (cause) {
      // Locked in the middle: whatever was under way ends with it.
      if (lockState.value === 'open') throw cause;
    }
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    await Promise.race([isOver, woken, around.pause(betweenMs * (1 + around.chance()))]);
  }
}
