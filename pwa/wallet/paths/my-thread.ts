// A thread whose voice is a pairwise key of this wallet: kept before it is sent, like everything that is signed here.

import { CryptoFault } from '../../../crypto/fault.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { PolicyFault } from '../../../policy/fault.ts';
import { instantMs } from '../../../policy/instant.ts';
import { type Party, readParty } from '../../../policy/party.ts';
import { splitRecord } from '../../../policy/record.ts';
import { isTimely } from '../../../policy/thread/standing.ts';
import type { ThreadText } from '../../../policy/thread/text.ts';
import { LinkFault } from '../link/fault.ts';
import { readParties } from '../link/party.ts';
import { postThread, readThreads, type ShownThread } from '../link/thread.ts';
import { change } from '../vault/hold.ts';
import type { KeptThread, KeptThreadAct } from '../vault/kept/thread.ts';
import { heldSignal, threads } from '../vault/open.ts';
import { raiseAlarm } from './alarm.ts';
import { apart, called } from './apart.ts';
import { PathFault } from './fault.ts';
import { requireGrant } from './kept-grant.ts';
import { isInLog, knownLog } from './log.ts';
import { keptParty, readPartyHistory } from './party.ts';
import { requirePartySigned } from './party-signed.ts';
import { putOffReceipts } from './send-receipt.ts';
import { here, type Surroundings } from './surroundings.ts';
import {
  followThread,
  isSent,
  type Later,
  nextAct,
  type Opening,
  openThread,
  type Sides,
  sentAt,
} from './thread.ts';
import { maySign, type Speaker, speakingFor } from './voice.ts';

/** Signed and kept; then sent, where there is a network. Gives the thread's id. */
export async function beginThread(
  speaker: Speaker,
  opening: Opening,
  words: ThreadText,
  around: Surroundings,
): Promise<string> {
  await readySodium();
  const sides = sidesOf(speaker, await freshVersions(speaker.party, around));
  const act = openThread(sides, opening, words, around);
  const { record } = act;
  if (record.act !== 'open') throw new PathFault('thread-unknown', 'thread without opening');
  const { generation } = speaker;
  await change((rows) =>
    rows.put('thread', record.id, { id: record.id, opening: record, generation, at: record.at, acts: [act] }),
  );
  await sendThread(record.id, around);
  return record.id;
}

export interface RightChoice {
  readonly grant: string;
  readonly right: Extract<Opening['reason'], string>;
  readonly words: ThreadText;
}

/** A request under a right, about the processing that an agreement belongs to. */
export function claimRight(
  { grant, right, words }: RightChoice,
  around: Surroundings = here,
): Promise<string> {
  return beginOnGrant(grant, 'rights', right, words, around);
}

/** « Effacer », once an agreement is over. What has ended is proved; what is erased can only be said. */
export function askDeletion(grant: string, words: ThreadText, around: Surroundings = here): Promise<string> {
  const kept = requireGrant(grant);
  const reason = kept.endReason === 'grant-withdrawn' ? 'after-withdrawal' : 'after-end';
  return beginOnGrant(grant, 'deletion', reason, words, around);
}

function beginOnGrant(
  grant: string,
  kind: Opening['kind'],
  reason: Opening['reason'],
  words: ThreadText,
  around: Surroundings,
): Promise<string> {
  const { party, generation, declaration } = requireGrant(grant);
  const target = { what: 'declaration', digest: null, name: null } as const;
  return beginThread({ party, generation }, { kind, declaration, grant, target, reason }, words, around);
}

export async function goOn(id: string, later: Later, around: Surroundings = here): Promise<void> {
  await readySodium();
  const kept = requireThread(id);
  const speaker = { party: kept.opening.party, generation: kept.generation };
  const sides = sidesOf(speaker, await freshVersions(speaker.party, around));
  await change(async (rows) => {
    const now = await rows.get('thread', id);
    if (now === undefined) throw new PathFault('thread-unknown', 'no such thread in this vault');
    rows.put('thread', id, { ...now, acts: [...now.acts, nextAct(sides, now.acts, later, around)] });
  });
  await sendThread(id, around);
}

/** In order, each once the one before has arrived. What the relay refuses for good is taken back and told. */
export async function sendThread(id: string, around: Surroundings = here): Promise<void> {
  for (let waiting = nextUnsent(id); waiting !== undefined; waiting = nextUnsent(id)) {
    const { digest, text, sealed } = waiting;
    called(around);
    try {
      const answer = await postThread(around.reach, { record: text, sealed });
      await changeAct(id, digest, (act) => sentAt(act, answer));
      await tellUntimely(waiting, answer.at, around);
      // A receipt of another mailbox in the same visit would stand beside it in the log.
      await putOffReceipts(waiting.record.by, around);
    } catch (cause) {
      if (cause instanceof LinkFault && cause.isPassing) return;
      await dropAct(id, digest);
      throw cause;
    }
  }
}

/** The relay dates it on a day that cannot be: a deadline would run from there. */
async function tellUntimely(act: KeptThreadAct, at: string, around: Surroundings): Promise<void> {
  if (isTimely({ record: act.record, atMs: instantMs(at) })) return;
  const { party } = requireThread(act.record.thread).opening;
  await raiseAlarm({ code: 'record-altered', party, evidence: { record: act.text, at } }, around);
}

/** What waits for the network, in calls that nothing but their moment could join. */
export async function sendThreads(around: Surroundings): Promise<void> {
  for (const { id, acts } of threads.value.filter(({ acts: all }) => all.some((act) => !isSent(act)))) {
    if (acts.length === 0) continue;
    await apart(around);
    await sendThread(id, around).catch((cause: unknown) => {
      // Taken back already; the next of the queue still has to go.
      if (!(cause instanceof LinkFault)) throw cause;
    });
  }
}

const nextUnsent = (id: string): KeptThreadAct | undefined =>
  heldSignal.value.thread.get(id)?.acts.find((act) => !isSent(act));

async function changeAct(
  id: string,
  digest: string,
  turn: (act: KeptThreadAct) => KeptThreadAct,
): Promise<void> {
  await change(async (rows) => {
    const now = await rows.get('thread', id);
    if (now === undefined) return;
    const acts = now.acts.map((act) => (act.digest === digest ? turn(act) : act));
    rows.put('thread', id, { ...now, acts });
  });
}

async function dropAct(id: string, digest: string): Promise<void> {
  await change(async (rows) => {
    const now = await rows.get('thread', id);
    if (now === undefined) return;
    const acts = now.acts.slice(
      0,
      now.acts.findIndex((act) => act.digest === digest),
    );
    if (acts.length === 0) rows.drop('thread', id);
    else rows.put('thread', id, { ...now, acts });
  });
}

/** Whether an answer has come: all threads of one key, in one call of its own. */
export async function readThread(id: string, around: Surroundings = here): Promise<void> {
  await readySodium();
  called(around);
  const { opening, generation } = requireThread(id);
  await readOf({ party: opening.party, generation }, around);
}

/** Who still has something to hear, by the mailbox whose key speaks. */
export function openSpeakers(): ReadonlyMap<string, Speaker> {
  return new Map(
    threads.value
      .filter(({ acts }) => acts.some(isSent))
      .map(({ opening, generation }) => [opening.by, { party: opening.party, generation }]),
  );
}

/** For the list of all threads: each key that still waits for something, in calls that keep their distance. */
export async function readOpenThreads(around: Surroundings = here): Promise<void> {
  for (const speaker of openSpeakers().values()) {
    await apart(around);
    await readOf(speaker, around).catch((cause: unknown) => {
      if (!(cause instanceof LinkFault)) throw cause;
    });
  }
}

const maxRounds = 20;

/** All threads of one key, in one call. */
export async function readOf(speaker: Speaker, around: Surroundings): Promise<void> {
  const { voice } = sidesOf(speaker, []);
  const seen = new Set<string>();
  // What is sent meanwhile need not be in the answer.
  const expected = sentBy(speaker);
  let after: string | null = null;
  for (let round = 0; round < maxRounds; round++) {
    const { threads: shown, more } = await readThreads(around.reach, voice, after, around.now());
    for (const one of shown) {
      seen.add(one.id);
      await take(one, speaker, around);
    }
    after = shown.at(-1)?.id ?? null;
    if (!more || after === null) {
      await tellMissing(
        expected.filter(({ id }) => !seen.has(id)),
        around,
      );
      return;
    }
  }
}

/** Threads of one key that the relay has taken. */
const sentBy = ({ party, generation }: Speaker): KeptThread[] =>
  threads.value.filter(
    (kept) => kept.opening.party === party && kept.generation === generation && kept.acts.some(isSent),
  );

async function tellMissing(missing: readonly KeptThread[], around: Surroundings): Promise<void> {
  for (const { id, opening, acts } of missing) {
    const evidence = { thread: id, texts: acts.filter(isSent).map(({ text }) => text) };
    await raiseAlarm({ code: 'chain-missing', party: opening.party, evidence }, around);
  }
}

async function take(shown: ShownThread, speaker: Speaker, around: Surroundings): Promise<void> {
  // Opened on another device of the same wallet, or before it was erased here: not a thread of this vault.
  const kept = heldSignal.value.thread.get(shown.id);
  if (kept === undefined || isKnown(kept, shown)) return;
  const sides = sidesOf(speaker, await freshVersions(speaker.party, around));
  const log = await knownLog(around);
  try {
    await change(async (rows) => {
      const now = await rows.get('thread', shown.id);
      if (now === undefined) return;
      const acts = followThread(sides, now.acts, shown.acts).map((act) => ({
        ...act,
        receipt: isInLog(act.text, act.receipt, log) ? act.receipt : null,
      }));
      rows.put('thread', shown.id, { ...now, acts });
    });
  } catch (cause) {
    // An answer that cannot be true is told, and the next look goes on.
    const isUntrue = [PathFault, PolicyFault, CryptoFault].some((fault) => cause instanceof fault);
    if (!isUntrue || !(cause instanceof Error)) throw cause;
    const isForeign = cause instanceof PathFault && cause.code === 'record-foreign';
    const code = isForeign ? 'record-foreign' : 'record-altered';
    const evidence = { thread: shown.id, texts: shown.acts.map(({ text }) => text), why: cause.message };
    await raiseAlarm({ code, party: speaker.party, evidence }, around);
  }
}

/** Act by act the same, and each with its place in the log. */
function isKnown({ acts }: KeptThread, shown: ShownThread): boolean {
  const sent = acts.filter(isSent);
  return (
    sent.length === shown.acts.length &&
    acts.every(({ receipt }) => receipt !== null) &&
    sent.every(({ text, recordedAt }, at) => {
      const there = shown.acts[at];
      return there?.text === text && there.at === recordedAt;
    })
  );
}

function sidesOf(speaker: Speaker, versions: readonly Party[]): Sides {
  const [voice, ...before] = speakingFor(speaker);
  const maySignNow: Sides['maySign'] = (key, receipt) => maySign(speaker, voice.mailbox, key, receipt);
  return { voice, before, maySign: maySignNow, party: speaker.party, versions };
}

/** With the keys of today: the whole directory, as always. Without a network, as this wallet has them. */
async function freshVersions(party: string, around: Surroundings): Promise<readonly Party[]> {
  try {
    const shown = (await readParties(around.reach)).find((entry) => entry.id === party);
    if (shown === undefined) return keptVersions(party);
    const known = readPartyHistory(shown, party);
    requirePartySigned(known, await knownLog(around));
    await change((rows) => rows.put('party', party, keptParty(known, around.now())));
    return known.versions.map((version) => version.party);
  } catch (cause) {
    if (cause instanceof LinkFault) return keptVersions(party);
    throw cause;
  }
}

const keptVersions = (party: string): readonly Party[] =>
  (heldSignal.value.party.get(party)?.texts ?? []).map((text) => readParty(splitRecord(text).body));

function requireThread(id: string): KeptThread {
  const kept = heldSignal.value.thread.get(id);
  if (kept === undefined) throw new PathFault('thread-unknown', 'no such thread in this vault');
  return kept;
}
