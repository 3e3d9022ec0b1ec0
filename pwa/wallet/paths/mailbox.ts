// What the relay says about one mailbox, read and checked. Each grant has a gap-free sequence whose members point at
// the one before: what is missing or altered in the middle shows here. The answer is signed by the log's key, so a relay
// that later shows less has put its name under both.

import { fromBase64url } from '../../../crypto/encode.ts';
import { verifyRecord } from '../../../crypto/verify.ts';
import { answerLabel, readAnswerLine } from '../../../policy/answer.ts';
import { instantMs } from '../../../policy/instant.ts';
import type { Party } from '../../../policy/party.ts';
import { readParty } from '../../../policy/party.ts';
import { labelIn } from '../../../policy/realm.ts';
import { splitRecord } from '../../../policy/record.ts';
import { type MailboxReading, readMailbox } from '../link/mailbox.ts';
import { readParties } from '../link/party.ts';
import { realmHere } from '../realm.ts';
import { type Change, change } from '../vault/hold.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';
import type { KeptAnswer } from '../vault/kept/log.ts';
import { heldSignal } from '../vault/open.ts';
import { type Alarm, raiseAlarm } from './alarm.ts';
import { type Applied, applyGrant } from './chain.ts';
import { findChanges } from './change.ts';
import { PathFault } from './fault.ts';
import { namesUnheard } from './followed.ts';
import { checkHeads } from './heads.ts';
import { type KnownLog, knownLog } from './log.ts';
import { keepMandates, usedUntil } from './mandates.ts';
import { keptParty, readPartyHistory } from './party.ts';
import { requirePartySigned } from './party-signed.ts';
import { keepPauses } from './pauses.ts';
import { namesUnheardClosing, namesUnheardEnd } from './public-end.ts';
import { checkStatements, isSignerKnown, statedUntil } from './statement.ts';
import { here, type Surroundings } from './surroundings.ts';
import { keyGeneration, speakingFor } from './voice.ts';

const maxRounds = 40;
const answerSkewMs = 86_400_000;

/** Reads one mailbox to its end: statuses, readings, results, alarms. */
export async function readMine(mailbox: string, around: Surroundings = here): Promise<void> {
  const log = await knownLog(around);
  for (let round = 0; round < maxRounds; round++) {
    const mine = grantsOf(mailbox);
    const [first] = mine;
    if (first === undefined) return;
    const [voice] = speakingFor(first);
    const after = Object.fromEntries(mine.map(({ id, seq }) => [id, seq - Number(isLastUnplaced(id, seq))]));
    const until = statedUntil(mine, around.now());
    const place = { after, usedUntil: usedUntil(mailbox) };
    const seen = until === undefined ? place : { ...place, statedUntil: until };
    const reading = await readMailbox(around.reach, voice, seen, around.now());
    const before = heldSignal.value.answer.get(mailbox);
    const answer = readAnswer(reading.answer, mailbox, log, around.now());
    const parties = await partiesFor(first.party, reading, log, around);
    if (
      reading.entries.some((entry) => namesUnheard(entry, mine)) ||
      reading.grants.some((shown) => namesUnheardEnd(shown, mine))
    )
      await findChanges(around);
    await keepPauses(reading, mine, log, around);
    await keepMandates(reading, mine, log, around);
    const applied = await apply(
      reading,
      mailbox,
      { log, parties, answer, before, party: first.party, asked: mine },
      around,
    );
    for (const alarm of applied.alarms) await raiseAlarm(alarm, around);
    await checkHeads([answer.checkpoint, ...applied.checkpoints, ...openHeadsOf(mailbox, before)], around);
    if (reading.more) continue;
    await checkStatements(reading.statements, mine, { log, parties, answer: answer.text }, around);
    return;
  }
}

/** A withdrawal is in force without a signer, and gets its place in the log later: then it is asked for once more. */
const isLastUnplaced = (grantId: string, seq: number): boolean =>
  heldSignal.value.member.get(`${grantId}/${seq}`)?.receipt === null;

/**
 * Of this mailbox and no other: the head of the answer before, and those that its receipts stand on. Held beside this
 * answer they join it to nothing that it is not joined to already.
 */
function openHeadsOf(mailbox: string, before: KeptAnswer | undefined): string[] {
  const { member, head } = heldSignal.value;
  const mine = grantsOf(mailbox);
  // A receipt that has just come has no row of its head yet.
  const unkept = mine.flatMap(({ receipt }) =>
    receipt === null || head.has(String(receipt.size)) ? [] : receipt.checkpoint,
  );
  const open = [...head.values()].filter(({ state }) => state === 'open');
  if (open.length === 0) return unkept;
  const ids = new Set(mine.map(({ id }) => id));
  const records = [...mine, ...[...member.values()].filter((kept) => ids.has(kept.grant))];
  const sizes = new Set(records.map(({ receipt }) => receipt?.size));
  const last = before === undefined ? undefined : readAnswerLine(before.text.split('\n')[0] ?? '').checkpoint;
  const earlier = open.filter(({ size, note }) => note === last || sizes.has(size));
  return [...unkept, ...earlier.map(({ note }) => note)];
}

const grantsOf = (mailbox: string): KeptGrant[] =>
  [...heldSignal.value.grant.values()].filter((kept) => kept.mailbox === mailbox);

export interface SignedAnswer {
  readonly text: string;
  readonly at: string;
  readonly checkpoint: string;
  readonly last: ReadonlyMap<string, { readonly seq: number; readonly digest: string }>;
}

/** Signed by the log's key, about this mailbox, of these days; then it is what `policy/answer.ts` says. */
export function readAnswer(text: string, mailbox: string, log: KnownLog, nowMs: number): SignedAnswer {
  const unsigned = (why: string) => new PathFault('answer-unsigned', why);
  const [line1 = '', proof = '', ...rest] = text.split('\n');
  if (rest.length > 0 || !/^ed25519:[A-Za-z0-9_-]{86}$/.test(proof))
    throw unsigned('answer without signature');
  const signature = fromBase64url(proof.slice('ed25519:'.length));
  if (!verifyRecord(labelIn(realmHere(), answerLabel), line1, signature, log.key.publicKey))
    throw unsigned('answer of another key');
  const answer = readAnswerLine(line1);
  if (answer.mailbox !== mailbox) throw unsigned('answer about another mailbox');
  if (!(Math.abs(instantMs(answer.at) - nowMs) <= answerSkewMs)) throw unsigned('answer of another day');
  const { at, checkpoint, last } = answer;
  return { text, at, checkpoint, last: new Map(last.map((member) => [member.grant, member])) };
}

interface Held {
  readonly log: KnownLog;
  readonly parties: readonly Party[];
  readonly answer: SignedAnswer;
  readonly before: KeptAnswer | undefined;
  readonly party: string;
  /** As they stood when the mailbox was asked. */
  readonly asked: readonly KeptGrant[];
}

async function apply(
  reading: MailboxReading,
  mailbox: string,
  held: Held,
  around: Surroundings,
): Promise<Applied> {
  const { answer, before, party } = held;
  return change(async (rows) => {
    const alarms: Alarm[] = [];
    const checkpoints: string[] = [];
    for (const { id } of grantsOf(mailbox)) {
      const kept = await rows.get('grant', id);
      if (kept === undefined) continue;
      const backwards = backwardsAlarm(kept, answer, before);
      if (backwards !== null) {
        alarms.push(backwards);
        continue;
      }
      const applied = await applyGrant(rows, kept, reading, { ...held, around });
      alarms.push(...applied.alarms);
      checkpoints.push(...applied.checkpoints);
      const unheard = reading.more
        ? null
        : await unheardAlarm(rows, held.asked.find((one) => one.id === id) ?? kept, answer);
      if (unheard !== null && applied.alarms.length === 0) alarms.push(unheard);
      const missing = await missingAlarm(rows, kept, answer, reading.more);
      if (missing !== null && applied.alarms.length === 0) alarms.push(missing);
    }
    const seq = Object.fromEntries([...answer.last].map(([grant, last]) => [grant, last.seq]));
    rows.put('answer', mailbox, { mailbox, party, text: answer.text, at: answer.at, seq });
    return { alarms, checkpoints };
  });
}

/** Less than it signed before, or less than this wallet holds. */
function backwardsAlarm(kept: KeptGrant, answer: SignedAnswer, before: KeptAnswer | undefined): Alarm | null {
  const known = Math.max(kept.seq, before?.seq[kept.id] ?? 0);
  if ((answer.last.get(kept.id)?.seq ?? 0) >= known) return null;
  const evidence = { before: before?.text ?? null, now: answer.text };
  return { code: 'answer-backwards', grant: kept.id, party: kept.party, evidence };
}

/** It took a hand-over before it was asked, and shows a sequence without it: then the key before goes on speaking there. */
async function unheardAlarm(rows: Change, kept: KeptGrant, answer: SignedAnswer): Promise<Alarm | null> {
  const now = await rows.get('grant', kept.id);
  if (now === undefined || keyGeneration(kept) <= (now.seenGeneration ?? now.generation)) return null;
  return {
    code: 'chain-missing',
    grant: kept.id,
    party: kept.party,
    evidence: { answer: answer.text, missing: 'handover' },
  };
}

/** It signed that there is more, or something else, than it gave. */
async function missingAlarm(
  rows: Change,
  kept: KeptGrant,
  answer: SignedAnswer,
  more: boolean,
): Promise<Alarm | null> {
  const now = await rows.get('grant', kept.id);
  const last = answer.last.get(kept.id);
  if (more || now === undefined || last === undefined) return null;
  if (now.seq === last.seq && now.last?.digest === last.digest) return null;
  return {
    code: 'chain-missing',
    grant: kept.id,
    party: kept.party,
    evidence: { answer: answer.text, seq: now.seq },
  };
}

/**
 * All versions of the party, for keys that held at the time of a record. Asked for anew, and always the whole
 * directory, only when something came that needs keys this wallet may not have seen.
 */
async function partiesFor(
  party: string,
  reading: MailboxReading,
  log: KnownLog,
  around: Surroundings,
): Promise<readonly Party[]> {
  const kept = heldSignal.value.party.get(party)?.texts ?? [];
  const versions = kept.map((text) => readParty(splitRecord(text).body));
  const isNeeded =
    reading.entries.some(
      (entry) => entry.kind === 'access' && !hasHttpKey(versions, entry.evidence.record),
    ) ||
    reading.statements.some((statement) => !isSignerKnown(statement, versions)) ||
    reading.grants.some((shown) => namesUnheardClosing(shown, party));
  if (!isNeeded) return versions;
  const shown = (await readParties(around.reach)).find((entry) => entry.id === party);
  if (shown === undefined) return versions;
  const known = readPartyHistory(shown, party);
  requirePartySigned(known, log);
  await change((rows) => rows.put('party', party, keptParty(known, around.now())));
  return known.versions.map((version) => version.party);
}

function hasHttpKey(versions: readonly Party[], record: string): boolean {
  const keyId = /"keyId":"([^"]+)"/.exec(record)?.[1];
  return versions.some((party) => party.keys.some((key) => key.use === 'http' && key.id === keyId));
}
