// An exchange with a party: each act is sealed to the other side, signed, kept, sent; what comes back is believed only
// when its party signed it and it follows the act before. Two voices speak the same way: the pairwise key of a grant, and
// a key made from a code on paper.

import { fromBase64url, fromUtf8, toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { recordDigest, sha256 } from '../../../crypto/hash.ts';
import type { Pairwise } from '../../../crypto/keys.ts';
import { unpad } from '../../../crypto/open.ts';
import { randomId } from '../../../crypto/random.ts';
import { padTo, sealTo } from '../../../crypto/seal.ts';
import { PolicyFault } from '../../../policy/fault.ts';
import { instantMs, instantText, minuteText } from '../../../policy/instant.ts';
import { keysAt, type Party, versionAt } from '../../../policy/party.ts';
import type { LogReceipt } from '../../../policy/receipt.ts';
import { splitRecord } from '../../../policy/record.ts';
import { isTimely } from '../../../policy/thread/standing.ts';
import { readThreadText, type ThreadText, threadBinding, threadPlain } from '../../../policy/thread/text.ts';
import { isByOpener, readThread, type Thread, type ThreadOpening } from '../../../policy/thread.ts';
import type { ShownAct } from '../link/thread.ts';
import type { KeptThreadAct } from '../vault/kept/thread.ts';
import { PathFault } from './fault.ts';
import { keysOf } from './party.ts';
import { isSigned } from './party-signed.ts';
import { signText } from './sign-text.ts';
import type { Surroundings } from './surroundings.ts';
import { openByAny } from './voice.ts';

/** Who speaks, and to whom. */
export interface Sides {
  readonly voice: Pairwise;
  /** Those that spoke before it for the same mailbox: after a hand-over. */
  readonly before?: readonly Pairwise[];
  /** Absent: the voice alone. */
  readonly maySign?: (key: string, receipt: LogReceipt | null) => boolean;
  readonly party: string;
  /** All versions of the party, oldest first. */
  readonly versions: readonly Party[];
}

export type Opening = Pick<ThreadOpening, 'kind' | 'declaration' | 'grant' | 'target' | 'reason'>;

export function openThread(
  sides: Sides,
  opening: Opening,
  words: ThreadText,
  around: Surroundings,
): KeptThreadAct {
  const id = randomId();
  const sealed = sealWords(sides, { thread: id, id }, words, around);
  const record: ThreadOpening = {
    ...headOf(sides, id, id, around),
    previous: null,
    act: 'open',
    ...opening,
    party: sides.party,
    boxKey: toBase64url(sides.voice.box.publicKey),
    sealedDigest: sealed.digest,
  };
  return signedAct(record, sides, words, sealed.text);
}

/** What the opener may still do; each names the act before it. */
export type Later =
  | { readonly act: 'reply'; readonly words: ThreadText }
  | { readonly act: 'classify'; readonly outcome: 'settled' | 'not-settled' }
  | { readonly act: 'withdraw' };

export function nextAct(
  sides: Sides,
  acts: readonly KeptThreadAct[],
  later: Later,
  around: Surroundings,
): KeptThreadAct {
  const [first] = acts;
  const last = acts.at(-1);
  if (first === undefined || last === undefined) throw new PathFault('thread-unknown', 'thread without acts');
  const id = randomId();
  const head = { ...headOf(sides, id, first.record.thread, around), previous: last.digest };
  if (later.act !== 'reply') return signedAct({ ...head, ...later }, sides, null, null);
  const sealed = sealWords(sides, { thread: head.thread, id }, later.words, around);
  const record: Thread = { ...head, act: 'reply', sealedDigest: sealed.digest };
  return signedAct(record, sides, later.words, sealed.text);
}

const headOf = ({ voice }: Sides, id: string, thread: string, around: Surroundings) => ({
  v: 1 as const,
  type: 'thread' as const,
  id,
  at: minuteText(around.now()),
  by: voice.mailbox,
  key: toBase64url(voice.signing.publicKey),
  thread,
});

function sealWords(
  { party, versions }: Sides,
  named: { readonly thread: string; readonly id: string },
  words: ThreadText,
  around: Surroundings,
): { readonly text: string; readonly digest: string } {
  const now = versions.at(-1);
  const key = now && keysAt(now, 'seal', instantText(around.now())).at(-1);
  if (key === undefined) throw new PathFault('party-invalid', 'party has no key to seal to');
  const binding = toUtf8(threadBinding({ ...named, party }));
  const sealed = sealTo(fromBase64url(key.key), padTo(toUtf8(threadPlain(words))), binding);
  return { text: toBase64url(sealed), digest: toBase64url(sha256(sealed)) };
}

function signedAct(
  record: Thread,
  { voice }: Sides,
  words: ThreadText | null,
  sealed: string | null,
): KeptThreadAct {
  // Read as the relay will read it: what it would refuse is not signed.
  const text = signText(readThread(record), voice);
  return { digest: recordDigest(text), text, record, words, sealed, receipt: null, recordedAt: null };
}

/**
 * What the relay shows of one thread, held against what is kept: the same acts in their places, each later one following
 * the one before and signed by the side that says it. What is still to be sent stays only where it follows what came.
 */
export function followThread(
  sides: Sides,
  kept: readonly KeptThreadAct[],
  shown: readonly ShownAct[],
): readonly KeptThreadAct[] {
  const acts: KeptThreadAct[] = [];
  for (const entry of shown) {
    const digest = recordDigest(entry.text);
    // Kept already; or it arrived, and the answer about it was lost.
    const ours = kept.find((act) => act.digest === digest);
    const act =
      ours === undefined
        ? readShown(sides, entry, digest)
        : { ...ours, sealed: null, receipt: entry.receipt ?? ours.receipt, recordedAt: entry.at };
    requireNext(act.record, entry.at, acts.at(-1));
    acts.push(act);
  }
  if (kept.filter(isSent).some(({ digest }, at) => acts[at]?.digest !== digest))
    throw new PathFault('thread-altered', 'an act that was shown is gone or another');
  const last = acts.at(-1)?.digest ?? null;
  const isNew = ({ digest }: KeptThreadAct) => !acts.some((act) => act.digest === digest);
  return [...acts, ...kept.filter((act) => isNew(act) && act.record.previous === last)];
}

export const isSent = ({ recordedAt }: KeptThreadAct): boolean => recordedAt !== null;

/** Also of an act that is kept: the same one shown twice would undo what came between. */
function requireNext(record: Thread, at: string, before: KeptThreadAct | undefined): void {
  if (record.previous !== (before?.digest ?? null))
    throw new PathFault('thread-altered', 'act does not follow');
  if (before !== undefined && record.thread !== before.record.thread)
    throw new PathFault('thread-altered', 'act of another thread');
  if (!isTimely({ record, atMs: instantMs(at) }))
    throw new PathFault('thread-altered', 'act is dated by the relay on another day than by its side');
}

/** The relay's time of record, where it can be true; its own, where it cannot. */
export function sentAt(
  act: KeptThreadAct,
  { at, receipt }: { readonly at: string; readonly receipt: KeptThreadAct['receipt'] },
): KeptThreadAct {
  const { record } = act;
  const recordedAt = isTimely({ record, atMs: instantMs(at) }) ? at : record.at;
  return { ...act, sealed: null, receipt, recordedAt };
}

function readShown(sides: Sides, { text, sealed, receipt, at }: ShownAct, digest: string): KeptThreadAct {
  const split = splitRecord(text);
  const record = readThread(split.body);
  if (isByOpener(record)) {
    const { voice, maySign = (key) => key === toBase64url(voice.signing.publicKey) } = sides;
    const isOurs = record.by === voice.mailbox && maySign(record.key, receipt);
    if (!isOurs || !isSigned(split, [record.key]))
      throw new PathFault('record-foreign', 'act in our name by another key');
  } else {
    const signer = versionAt(sides.versions, record.at);
    if (
      record.by !== sides.party ||
      signer === undefined ||
      !isSigned(split, keysOf(signer, 'record', record.at))
    )
      throw new PathFault('record-foreign', 'act is not signed by its party');
  }
  const words = sealed === null ? null : openWords(sides, record, sealed);
  return { digest, text, record, words, sealed: null, receipt, recordedAt: at };
}

/** Null where it does not open: the record still says what it says. Our own words are sealed to the party alone. */
function openWords(sides: Sides, record: Thread, sealed: string): ThreadText | null {
  const { voice, before = [], party } = sides;
  try {
    const bytes = fromBase64url(sealed);
    const isNamed = 'sealedDigest' in record && toBase64url(sha256(bytes)) === record.sealedDigest;
    if (!isNamed || isByOpener(record)) return null;
    const binding = toUtf8(threadBinding({ thread: record.thread, id: record.id, party }));
    // Answers are sealed to the key that opened the thread, whoever speaks since.
    return readThreadText(fromUtf8(unpad(openByAny([voice, ...before], bytes, binding))));
  } catch (cause) {
    if (cause instanceof CryptoFault || cause instanceof PolicyFault) return null;
    throw cause;
  }
}

export function openingOf(acts: readonly KeptThreadAct[]): ThreadOpening {
  const [first] = acts;
  if (first === undefined || first.record.act !== 'open')
    throw new PathFault('thread-altered', 'thread does not begin with its opening');
  return first.record;
}
