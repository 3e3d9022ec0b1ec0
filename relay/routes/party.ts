import { recordDigest } from '../../crypto/hash.ts';
import { mayFollow, readParty } from '../../policy/party.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { readJson, requireRecord } from '../middleware/body.ts';
import type { KnownParty } from '../middleware/directory.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import {
  partySkewMs,
  readSigned,
  requireReachable,
  requireRecent,
  requireSignature,
  walletSkewMs,
} from '../middleware/signed.ts';
import type { LogEntry } from '../store/contract.ts';
import { keepPublic } from './keep-public.ts';

/** Of those whom nobody has admitted yet, all together: their records stay in the log and on the disk. */
const newcomers = { perSecond: 0.1, burst: 200 };

/** A party makes itself known, or gives its next version. Its identity key signs; admission is another act. */
export async function keepParty(house: House, request: Request): Promise<Response> {
  const nowMs = house.now();
  const record = requireRecord(await readJson(request, { bytes: routes.keepParty.limitBytes }));
  const split = readSigned(record, 'party');
  const party = readParty(split.body);
  // The identity key is kept offline: a day may lie between its signature and the post.
  requireRecent(party.at, nowMs, { pastMs: walletSkewMs, futureMs: partySkewMs });
  requireSignature(split, [party.identityKey], house.realm);
  requireReachable(party.url, house.realm);
  const text = record as string;
  const digest = recordDigest(text);
  await house.directory.refresh(nowMs);
  const id = party.by === 'self' ? digest : party.by;
  const known = house.directory.party(id);
  if (known?.versions.some((version) => version.digest === digest)) {
    throw new DoorFault('record-exists', 'this version is known already');
  }
  if (party.by === 'self') {
    if (party.role === 'regie')
      throw new DoorFault('role-reserved', 'expected another role: the régie is the relay');
  } else {
    requireSuccessor(known, party, id);
  }
  if (known === undefined || known.labels.length === 0) house.limits.take('parties unadmitted', newcomers);
  return house.directory.follow(party.previousHash, async () => {
    // First, as with a version of a declaration: no reading stands after the closing in the log.
    if (party.status === 'closed') await suspendAll(house, id);
    return keepPublic(house, { type: 'party', party: id, text });
  });
}

async function suspendAll(house: House, party: string): Promise<void> {
  for (const { digest } of house.directory.declarationsOf(party)) await house.store.suspendGrants(digest);
}

function requireSuccessor(
  known: KnownParty | undefined,
  party: ReturnType<typeof readParty>,
  id: string,
): void {
  if (known === undefined) throw new DoorFault('party-unknown', 'expected the id of a party of this relay');
  if (known.current.status === 'closed') throw new DoorFault('party-closed', 'expected an open party');
  const last = known.versions.at(-1);
  // A second successor of one version would be two histories of one party: only the newest may be followed.
  if (last === undefined || !mayFollow(last, party, id) || party.role !== known.current.role) {
    throw new DoorFault(
      'record-conflict',
      'expected the successor of the newest version, by the same identity key',
    );
  }
}

/**
 * Whoever was ever admitted: no other party can have a grant. Anybody may make a party known, and the page of the stop
 * card reads this whole list: strangers must not be able to make it too long.
 */
export async function listParties(house: House): Promise<Response> {
  const nowMs = house.now();
  await house.directory.refresh(nowMs);
  const listed = house.directory
    .list()
    .filter((known) => known.labels.length > 0 || known.id === house.regie);
  const parties = await Promise.all(listed.map((known) => publicParty(house, known)));
  return answerJson({ parties }, { headers: { 'cache-control': 'no-cache' } });
}

export async function readOneParty(house: House, id: string): Promise<Response> {
  await house.directory.refresh(house.now());
  const known = house.directory.party(id);
  if (known === undefined) throw new DoorFault('party-unknown', 'expected the id of a party of this relay');
  return answerJson(await publicParty(house, known), { headers: { 'cache-control': 'no-cache' } });
}

/** All versions as received, each with its place in the log, and the labels: a wallet checks the whole history. */
export async function publicParty(house: House, known: KnownParty) {
  const entries = known.versions.map((version) => version.kept);
  const labels = known.labels.map((label) => label.kept);
  const receiptOf = (kept: LogEntry) => house.store.receiptOf(kept);
  return {
    id: known.id,
    texts: entries.map((kept) => kept.text),
    receipts: await Promise.all(entries.map(receiptOf)),
    labels: labels.map((kept) => kept.text),
    labelReceipts: await Promise.all(labels.map(receiptOf)),
    admitted: isAdmittedNow(house, known.id),
  };
}

function isAdmittedNow(house: House, id: string): boolean {
  try {
    house.directory.requireAdmitted(id, house.now());
    return true;
  } catch {
    return false;
  }
}
