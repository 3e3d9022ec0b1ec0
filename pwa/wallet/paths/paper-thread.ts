// A thread without an account: its keys come from a code on paper, so that whoever holds the paper comes back from any
// device, and nothing else leads there. Nothing is kept here and no vault is needed.

import { codeBytes, readThreadCode, writeThreadCode } from '../../../crypto/kit-code.ts';
import { randomBytes } from '../../../crypto/random.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { dearBits, findStamp, usualBits } from '../../../crypto/stamp.ts';
import { threadKeys } from '../../../crypto/thread-key.ts';
import { splitRecord } from '../../../policy/record.ts';
import type { ThreadText } from '../../../policy/thread/text.ts';
import { readThread, type ThreadOpening } from '../../../policy/thread.ts';
import { LinkFault } from '../link/fault.ts';
import { readParties } from '../link/party.ts';
import { fetchPartyPage } from '../link/party-page.ts';
import { postThread, readThreads } from '../link/thread.ts';
import type { KeptThreadAct } from '../vault/kept/thread.ts';
import { PathFault } from './fault.ts';
import { isInLog, knownLog } from './log.ts';
import { type KnownParty, readPartyHistory } from './party.ts';
import { requirePartySigned } from './party-signed.ts';
import { here, type Surroundings } from './surroundings.ts';
import {
  followThread,
  type Later,
  nextAct,
  type Opening,
  openingOf,
  openThread,
  type Sides,
  sentAt,
} from './thread.ts';

export interface PaperThread {
  /** As it stands on the paper. */
  readonly code: string;
  readonly party: KnownParty;
  /** Days of the declaration that it is about, where the party's page names it. */
  readonly promisedDays: number | null;
  readonly acts: readonly KeptThreadAct[];
}

export const newThreadCode = (): string => writeThreadCode(randomBytes(codeBytes));

/** For the QR code; what stands behind `#` never travels. */
export const comeBackLink = (code: string, around: Surroundings = here): string =>
  `${around.reach.origin}/retrouver#${code}`;

/** Signed under the code and sealed to the party; not sent yet. */
export async function writeThread(
  partyId: string,
  opening: Opening,
  words: ThreadText,
  around: Surroundings = here,
): Promise<PaperThread> {
  await readySodium();
  const party = await readKnown(partyId, around);
  if (party.current.status !== 'open') throw new PathFault('party-closed', 'party is closed');
  const code = newThreadCode();
  return {
    code,
    party,
    promisedDays: null,
    acts: [openThread(sidesOf(code, party), opening, words, around)],
  };
}

/** Idempotent: what has arrived once is told again. */
export async function sendPaperThread(
  thread: PaperThread,
  around: Surroundings = here,
): Promise<PaperThread> {
  const acts = [...thread.acts];
  for (const [place, act] of acts.entries()) {
    if (act.recordedAt !== null) continue;
    const isFirst = act.record.act === 'open';
    acts[place] = sentAt(
      act,
      isFirst ? await postStamped(act, around) : await postThread(around.reach, sent(act)),
    );
  }
  return { ...thread, acts };
}

const sent = ({ text, sealed }: KeptThreadAct) => ({ record: text, sealed });

async function postStamped(act: KeptThreadAct, around: Surroundings) {
  const post = async (bits: number) =>
    postThread(around.reach, { ...sent(act), stamp: await stampFor(act.digest, bits, around) });
  try {
    return await post(usualBits);
  } catch (cause) {
    if (!(cause instanceof LinkFault) || cause.problem?.code !== 'rate-exceeded') throw cause;
    // So many write to this party that the usual lane is full.
    return post(dearBits);
  }
}

const triesAtOnce = 2_000;

/** In slices: the screen stays awake. */
async function stampFor(digest: string, bits: number, around: Surroundings): Promise<string> {
  for (let from = 0; ; from += triesAtOnce) {
    const stamp = findStamp(digest, bits, from, triesAtOnce);
    if (stamp !== undefined) return stamp;
    await around.pause(0);
  }
}

export const readCode = (text: string): string =>
  writeThreadCode(readThreadCode(decoded(text.replace(/^#/, ''))));

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Back with the code alone. Our own words were sealed to the party: only it can read them again. */
export async function comeBack(typed: string, around: Surroundings = here): Promise<PaperThread> {
  const code = readCode(typed);
  await readySodium();
  const voice = threadKeys(readThreadCode(code));
  const { threads } = await readThreads(around.reach, voice, null, around.now());
  const [shown] = threads;
  if (shown === undefined) throw new PathFault('thread-unknown', 'nothing was opened with this code');
  // Which party it is stands in the opening; the signature over it is checked with the rest.
  const party = await readKnown(partyIn(shown.acts[0]?.text ?? ''), around);
  const acts = followThread(sidesOf(code, party), [], shown.acts);
  const promisedDays = await promisedFor(openingOf(acts), around);
  return { code, party, promisedDays, acts: await proven(acts, around) };
}

function partyIn(text: string): string {
  const opening = readThread(splitRecord(text).body);
  if (opening.act !== 'open') throw new PathFault('thread-altered', 'thread does not begin with its opening');
  return opening.party;
}

/** The shorter of law and promise counts; a page that does not come leaves the law. */
async function promisedFor(
  { party, declaration }: ThreadOpening,
  around: Surroundings,
): Promise<number | null> {
  if (declaration === null) return null;
  try {
    const { promises } = await fetchPartyPage(around.reach, party);
    return promises.find((promise) => promise.declaration === declaration)?.answersWithin ?? null;
  } catch (cause) {
    if (cause instanceof LinkFault) return null;
    throw cause;
  }
}

async function proven(
  acts: readonly KeptThreadAct[],
  around: Surroundings,
): Promise<readonly KeptThreadAct[]> {
  const log = await knownLog(around);
  return acts.map((act) => ({ ...act, receipt: isInLog(act.text, act.receipt, log) ? act.receipt : null }));
}

export async function goOnWithCode(
  thread: PaperThread,
  later: Later,
  around: Surroundings = here,
): Promise<PaperThread> {
  await readySodium();
  const act = nextAct(sidesOf(thread.code, thread.party), thread.acts, later, around);
  return sendPaperThread({ ...thread, acts: [...thread.acts, act] }, around);
}

const sidesOf = (code: string, party: KnownParty): Sides => ({
  voice: threadKeys(readThreadCode(code)),
  party: party.id,
  versions: party.versions.map((version) => version.party),
});

/** By its first record, out of the whole directory. */
async function readKnown(id: string, around: Surroundings): Promise<KnownParty> {
  const shown = (await readParties(around.reach)).find((entry) => entry.id === id);
  if (shown === undefined) throw new PathFault('party-invalid', 'party is not in the directory');
  const known = readPartyHistory(shown, id);
  requirePartySigned(known, await knownLog(around));
  return known;
}
