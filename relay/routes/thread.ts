import { fromBase64url } from '../../crypto/encode.ts';
import { sealTo } from '../../crypto/seal.ts';
import { dearBits, stampBits, usualBits } from '../../crypto/stamp.ts';
import { instantText } from '../../policy/instant.ts';
import { routes } from '../../policy/routes.ts';
import { standing, type ThreadMember } from '../../policy/thread/standing.ts';
import { refuseTurn } from '../../policy/thread/turn.ts';
import { isAnswer, isByOpener, readThread, type Thread, type ThreadOpening } from '../../policy/thread.ts';
import type { House } from '../house.ts';
import { readJson, requireObject } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { requireRecordSigner } from '../middleware/mailbox-signer.ts';
import { readSealed } from '../middleware/sealed.ts';
import {
  partySkewMs,
  readSigned,
  requireFirstKey,
  requireRecent,
  requireSignature,
  walletSkewMs,
} from '../middleware/signed.ts';
import { membersOf, procedureFor } from '../middleware/thread-members.ts';
import { bytesDigest, fastSha256, textDigest } from '../proof/hash.ts';
import type { KeptTurn } from '../store/thread-contract.ts';
import { requireTarget } from './thread-target.ts';

/** Under a grant, by party. What one mailbox may have waiting, the store bounds. */
const underGrant = { perSecond: 1, burst: 500 };
/** Without one, by party and lane (docs/decisions/0021). */
const withStamp = { perSecond: 0.02, burst: 200 };
/** The same text again and again, before the first is kept: one stamp buys one place. */
const again = { perSecond: 0.01, burst: 3 };
/** Later acts, by party: its own, those under a grant, those without one. */
const turns = {
  party: { perSecond: 20, burst: 1000 },
  grant: { perSecond: 1, burst: 500 },
  code: { perSecond: 0.1, burst: 200 },
} as const;
/** And by thread, of its opener: one that sends without end takes the others' places in the lane for a moment only. */
const ofThread = { perSecond: 1 / 1800, burst: 12 };
/** Sealed text of somebody without a grant: a longer one would fill the disk at nobody's cost. */
const stampedBytes = 17_600;
interface Posted {
  text: string;
  record: Thread;
  sealed: Uint8Array | undefined;
  stamp: string | undefined;
}

/** Any act of a thread, by whichever side signs it. The same text again is the same place. */
export async function keepThread(house: House, request: Request): Promise<Response> {
  const posted = await readPosted(house, request);
  const { record } = posted;
  const turn = record.act === 'open' ? await open(house, posted, record) : await follow(house, posted);
  return answerJson(
    { thread: record.thread, at: instantText(turn.atMs), receipt: await house.store.receiptOf(turn.kept) },
    { status: 201 },
  );
}

async function readPosted(house: House, request: Request): Promise<Posted> {
  const {
    record: text,
    sealed,
    stamp,
    ...rest
  } = requireObject(await readJson(request, { bytes: routes.keepThread.limitBytes }));
  const areTexts = [sealed, stamp].every((value) => value === undefined || typeof value === 'string');
  if (!areTexts || Object.keys(rest).length > 0)
    throw new DoorFault('body-invalid', 'expected record, sealed, stamp and nothing else');
  const split = readSigned(text, 'thread');
  const record = readThread(split.body);
  const nowMs = house.now();
  await house.directory.refresh(nowMs);
  if (isByOpener(record)) {
    await requireRecordSigner(house, split, record);
    requireRecent(record.at, nowMs, { pastMs: walletSkewMs, futureMs: walletSkewMs });
  } else {
    // A party that has closed still owes its answers.
    const party = house.directory.requireKnown(record.by);
    const keys = house.directory.keysNow(party, 'record', nowMs).map((entry) => entry.key);
    requireSignature(split, keys, house.realm);
    requireRecent(record.at, nowMs, { pastMs: partySkewMs, futureMs: partySkewMs });
  }
  return {
    text: text as string,
    record,
    sealed: requireSealed(record, sealed as string | undefined),
    stamp: stamp as string | undefined,
  };
}

function requireSealed(record: Thread, sealed: string | undefined): Uint8Array | undefined {
  const named = 'sealedDigest' in record ? record.sealedDigest : undefined;
  if (named === undefined && sealed !== undefined)
    throw new DoorFault('body-invalid', 'expected no sealed text beside such an act');
  if (named === undefined) return undefined;
  if (sealed === undefined) {
    const code = isAnswer(record) ? 'answer-incomplete' : 'body-invalid';
    throw new DoorFault(code, 'expected the sealed text that `sealedDigest` names');
  }
  const bytes = readSealed(sealed, 'vav/seal/1');
  if (bytesDigest(bytes) !== named)
    throw new DoorFault('digest-invalid', 'expected `sealedDigest` to be the SHA-256 of the sealed bytes');
  return bytes;
}

async function open(house: House, posted: Posted, opening: ThreadOpening): Promise<KeptTurn> {
  const { text, sealed, stamp } = posted;
  const known = await house.store.readThread(opening.id);
  if (known?.acts[0]?.text !== text) {
    const party = house.directory.party(opening.party);
    // Only one that was ever admitted can have concerned anybody.
    if (party === undefined || (party.labels.length === 0 && party.id !== house.regie))
      throw new DoorFault('party-unknown', 'expected a party that was admitted here');
    if (!party.versions.some((version) => version.party.keys.some(({ use }) => use === 'seal')))
      throw new DoorFault('key-unknown', 'expected a party that can open what is sealed to it');
    if (known !== undefined) throw new DoorFault('record-exists', 'another thread has this id');
    if (opening.grant === null) {
      requireFirstKey(opening);
      requireShort(sealed);
    }
    const lane = opening.grant === null ? stampedLane(textDigest(text), stamp) : undefined;
    await requireTarget(house, opening);
    requireBoxKey(opening.boxKey);
    // Last: what is refused takes nobody's place.
    if (lane === undefined) house.limits.take(`thread ${opening.party}`, underGrant);
    else {
      house.limits.take(`thread again ${textDigest(text)}`, again);
      house.limits.take(`thread ${lane} ${opening.party}`, withStamp);
    }
  }
  return house.store.openThread({
    id: opening.id,
    mailbox: opening.by,
    party: opening.party,
    grant: opening.grant,
    text,
    isByOpener: true,
    atMs: house.now(),
    sealed,
    isAwaiting: true,
  });
}

/** Nobody is counted: the cost is in the record, the limit is the party's. */
function stampedLane(digest: string, stamp: string | undefined): 'usual' | 'dear' {
  const bits = stamp === undefined ? 0 : stampBits(digest, stamp, fastSha256);
  if (bits < usualBits) throw new DoorFault('stamp-short', `expected a stamp of ${usualBits} bits`);
  return bits >= dearBits ? 'dear' : 'usual';
}

function requireShort(sealed: Uint8Array | undefined): void {
  if (sealed !== undefined && sealed.length > stampedBytes)
    throw new DoorFault('body-oversize', 'expected at most 16 KiB of sealed text without a grant');
}

const laneOf = ([first]: readonly ThreadMember[]): 'grant' | 'code' =>
  first?.record.act === 'open' && first.record.grant !== null ? 'grant' : 'code';

/** A key that nothing can be sealed to would leave the party without an answer to give. */
function requireBoxKey(boxKey: string): void {
  sealTo(fromBase64url(boxKey), new Uint8Array(1), new Uint8Array(0));
}

async function follow(house: House, { text, record, sealed }: Posted): Promise<KeptTurn> {
  const { id, previous, thread } = record;
  const kept = await house.store.readThread(thread);
  const isByOpenerNow = isByOpener(record);
  const side = isByOpenerNow ? kept?.mailbox : kept?.party;
  // Somebody else's thread is none.
  if (kept === undefined || side !== record.by || previous === null)
    throw new DoorFault('thread-unknown', 'expected a thread of this side');
  const nowMs = house.now();
  const members = membersOf(kept);
  const procedure = procedureFor(house.directory, members);
  if (!kept.acts.some((act) => act.text === text)) {
    const lane = isByOpenerNow ? laneOf(members) : 'party';
    if (lane === 'code' && isByOpener(record)) {
      requireFirstKey(record);
      requireShort(sealed);
    }
    const refusal = refuseTurn(members, record, procedure, nowMs);
    if (refusal !== null) throw new DoorFault(refusal, 'expected an act that fits where the thread stands');
    if (textDigest(kept.acts.at(-1)?.text ?? '') !== previous)
      throw new DoorFault('record-conflict', 'expected the digest of the newest act');
    // Last: what is refused takes nobody's place.
    if (isByOpenerNow) house.limits.take(`turn of ${thread}`, ofThread);
    house.limits.take(`turn ${lane} ${kept.party}`, turns[lane]);
  }
  const after: ThreadMember[] = [...members, { record, atMs: nowMs }];
  return house.store.keepTurn({
    id,
    thread,
    previous,
    text,
    isByOpener: isByOpenerNow,
    atMs: nowMs,
    sealed,
    isAwaiting: standing(after, procedure, nowMs).awaits === 'party',
  });
}
