// What a party does with the threads that were opened with it: read them, open what was written, answer.

import { fromBase64url, fromUtf8, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { mailboxOf, recordDigest, sha256 } from '../../crypto/hash.ts';
import type { NoteKey } from '../../crypto/note.ts';
import { openSealed, unpad } from '../../crypto/open.ts';
import { randomId } from '../../crypto/random.ts';
import { padTo, sealTo } from '../../crypto/seal.ts';
import { verifyRecord } from '../../crypto/verify.ts';
import { PolicyFault } from '../../policy/fault.ts';
import { instantMs, instantText } from '../../policy/instant.ts';
import { keysAt, type Party, versionAt } from '../../policy/party.ts';
import { labelIn } from '../../policy/realm.ts';
import type { LogReceipt } from '../../policy/receipt.ts';
import { recordLabel, splitRecord } from '../../policy/record.ts';
import { pathOf } from '../../policy/routes.ts';
import { isTimely, type ThreadMember } from '../../policy/thread/standing.ts';
import { readThreadText, type ThreadText, threadBinding, threadPlain } from '../../policy/thread/text.ts';
import {
  isByOpener,
  type PublicAnswer,
  readThread,
  type Thread,
  type ThreadAnswer,
  type ThreadOpening,
} from '../../policy/thread.ts';
import { callRelay, type Line, postJson, signCall } from './call.ts';
import { KitFault } from './fault.ts';
import { isUnproven } from './history.ts';
import { signLine } from './keys.ts';
import { requireInLog } from './proof.ts';
import type { ReadVoices } from './voice.ts';

export interface PartyThread {
  readonly opening: ThreadOpening;
  /** With the relay's times: `standing` of policy says where it stands and when an answer is due. */
  readonly members: readonly ThreadMember[];
  /** What the person wrote, by record id; `null` where it does not open. */
  readonly texts: ReadonlyMap<string, ThreadText | null>;
  /** Digest of the newest act: the next names it. */
  readonly last: string;
}

/** What the party says. */
export type PartyTurn =
  | { readonly act: 'receive' }
  | {
      readonly act: 'clarify';
      readonly reason: 'identity' | 'detail' | 'document';
      readonly text: ThreadText;
    }
  | { readonly act: 'extend'; readonly reason: 'complex' | 'many-requests'; readonly until: string }
  | ThreadSaid
  | (Said & { readonly act: 'paper'; readonly sentOn: string });

export interface ThreadSaid extends Said {
  readonly act: 'answer';
  readonly public: PublicAnswer | null;
}

type Said = Pick<ThreadAnswer, 'outcome' | 'reason' | 'nextStep'> & { readonly text: ThreadText };

interface ShownThreads {
  threads: { id: string; acts: { text: string; at: string; sealed: string | null }[] }[];
  next: number | null;
}

export interface PartyThreads {
  readonly threads: PartyThread[];
  /** Ids as the relay shows them. Nothing in such a thread is believed, and the others are answered all the same. */
  readonly unproven: string[];
}

/** All that wait for this party, or all there are; each act proven by its signature and its place. */
export async function readPartyThreads(
  line: Line,
  versions: readonly Party[],
  which: 'open' | 'all',
  readVoices: ReadVoices,
): Promise<PartyThreads> {
  const found: PartyThreads = { threads: [], unproven: [] };
  for (let after: number | null = 0; after !== null; ) {
    const body = JSON.stringify({ which, after });
    const path = pathOf('readPartyThreads');
    const { headers } = signCall(line, 'POST', path, body);
    const shown = (await (
      await callRelay(line, path, { method: 'POST', headers, body })
    ).json()) as ShownThreads;
    for (const { id, acts } of shown.threads) {
      try {
        found.threads.push(readOne(line, versions, acts, await keysOfOpener(acts, readVoices)));
      } catch (cause) {
        if (!isNotProven(cause)) throw cause;
        found.unproven.push(id);
      }
    }
    after = shown.next;
  }
  return found;
}

/** By itself, by the history of its grant, or because it is no record at all. */
const isNotProven = (cause: unknown): boolean =>
  isUnproven(cause) ||
  cause instanceof PolicyFault ||
  (cause instanceof KitFault && (cause.code === 'answer-unproven' || cause.code === 'grant-unknown'));

type ShownActs = ShownThreads['threads'][number]['acts'];

/** Keys that took the place of the opener's: asked for only where an act is signed by another than the first. */
async function keysOfOpener(acts: ShownActs, readVoices: ReadVoices): Promise<readonly string[]> {
  const records = acts.map(({ text }) => readThread(splitRecord(text).body));
  const [opening] = records;
  if (opening?.act !== 'open' || opening.grant === null) return [];
  const isHandedOver = records.some(
    (record) => isByOpener(record) && mailboxOf(fromBase64url(record.key)) !== record.by,
  );
  if (!isHandedOver) return [];
  return (await readVoices({ grant: opening.grant, mailbox: opening.by })).map(({ key }) => key);
}

function readOne(
  line: Line,
  versions: readonly Party[],
  acts: ShownActs,
  heirs: readonly string[],
): PartyThread {
  const texts = new Map<string, ThreadText | null>();
  const members: ThreadMember[] = [];
  let last: string | null = null;
  let opening: ThreadOpening | undefined;
  for (const { text, at, sealed } of acts) {
    const record = requireProven(line, versions, text, { opening, heirs });
    if (record.act === 'open') opening = record;
    if (record.previous !== last) throw unproven();
    last = recordDigest(text);
    const member = { record, atMs: instantMs(at) };
    if (!isTimely(member)) throw unproven();
    members.push(member);
    if (isByOpener(record) && 'sealedDigest' in record) texts.set(record.id, openText(line, record, sealed));
  }
  if (opening === undefined || last === null) throw unproven();
  return { opening, members, texts, last };
}

const unproven = () =>
  new KitFault(
    'answer-unproven',
    'expected acts that follow each other, each signed by its side when it was kept',
  );

function requireProven(
  { party, realm }: Pick<Line, 'party' | 'realm'>,
  versions: readonly Party[],
  text: string,
  { opening, heirs }: { readonly opening: ThreadOpening | undefined; readonly heirs: readonly string[] },
): Thread {
  const { line1, proof, type, v, body } = splitRecord(text);
  const record = readThread(body);
  const isOwn = !isByOpener(record);
  if (opening === undefined && record.act !== 'open') throw unproven();
  if (opening !== undefined && record.thread !== opening.thread) throw unproven();
  // Ours are signed by a key of their time: it may have been replaced since.
  const version = versionAt(versions, record.at);
  const ours = version === undefined ? [] : keysAt(version, 'record', record.at).map(({ key }) => key);
  const keys = (isByOpener(record) ? [record.key] : ours).map((key) => fromBase64url(key));
  const isVoice =
    isByOpener(record) && (mailboxOf(fromBase64url(record.key)) === record.by || heirs.includes(record.key));
  const isWho = isOwn ? record.by === party : isVoice;
  const isTheirs = isWho && (isOwn || opening === undefined || record.by === opening.by);
  const label = labelIn(realm, recordLabel(type, v));
  const isGood = keys.some((key) => verifyRecord(label, line1, fromBase64url(proof.value), key));
  if (!isTheirs || !isGood) throw unproven();
  if (record.act === 'open' && record.party !== party) throw unproven();
  return record;
}

/** Null for what was not sealed to us as it should be: the thread still has to be answered. */
function openText(
  line: Line,
  record: Thread & { sealedDigest: string },
  sealed: string | null,
): ThreadText | null {
  if (sealed === null) return null;
  try {
    const bytes = fromBase64url(sealed);
    if (toBase64url(sha256(bytes)) !== record.sealedDigest) return null;
    const binding = threadBinding({ thread: record.thread, id: record.id, party: line.party });
    return readThreadText(fromUtf8(unpad(openSealed(fromBase64url(line.keys.seal), bytes, toUtf8(binding)))));
  } catch {
    return null;
  }
}

export interface KeptTurn {
  readonly record: Thread;
  readonly text: string;
  /** The relay's time of record. */
  readonly at: string;
  /** Its place in the log: against a relay that does not show it to the person, or says in public that nobody answered. */
  readonly receipt: LogReceipt;
}

/** Signs the next act of a thread, seals what it says to the person, and posts it. */
export async function turnThread(
  line: Line,
  log: NoteKey,
  thread: Pick<PartyThread, 'opening' | 'last'>,
  turn: PartyTurn,
): Promise<KeptTurn> {
  const id = randomId();
  const { opening } = thread;
  const said = 'text' in turn ? sealText(opening, id, turn.text) : undefined;
  const record = readThread({
    v: 1,
    type: 'thread',
    id,
    at: instantText(line.now()),
    by: line.party,
    thread: opening.thread,
    previous: thread.last,
    ...bodyOf(turn),
    ...(said === undefined ? {} : { sealedDigest: said.digest }),
  });
  const text = signLine(record, line.keys.record, line.realm);
  const body = said === undefined ? { record: text } : { record: text, sealed: said.sealed };
  const answer = (await postJson(line, pathOf('keepThread'), body)) as { at: string; receipt: unknown };
  const receipt = requireInLog(text, answer.receipt, log);
  if (!isTimely({ record, atMs: instantMs(String(answer.at)) }))
    throw new KitFault('answer-invalid', 'expected a time of record near the time of the act');
  return { record, text, at: answer.at, receipt };
}

function bodyOf(turn: PartyTurn): object {
  if (!('text' in turn)) return turn;
  const { text: _, ...body } = turn;
  return body;
}

function sealText(
  { boxKey, thread, party }: ThreadOpening,
  id: string,
  text: ThreadText,
): { sealed: string; digest: string } {
  const binding = toUtf8(threadBinding({ thread, id, party }));
  const sealed = sealTo(fromBase64url(boxKey), padTo(toUtf8(threadPlain(text))), binding);
  return { sealed: toBase64url(sealed), digest: toBase64url(sha256(sealed)) };
}
