// The helper's side: keys that somebody handed over → look, one mailbox after the other → stop, when asked to. Each look
// stands in the other person's history, signed by this device. What is over is wiped.

import { fromBase64url, fromUtf8, toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { mailboxOf, sha256 } from '../../../crypto/hash.ts';
import { randomId } from '../../../crypto/random.ts';
import { type SigningPair, signingPair } from '../../../crypto/sign.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { type Grant, readGrant } from '../../../policy/grant.ts';
import { readHelp } from '../../../policy/help.ts';
import { minuteText } from '../../../policy/instant.ts';
import { readMandate } from '../../../policy/mandate.ts';
import { spokenText } from '../../../policy/mandate-text.ts';
import type { Party } from '../../../policy/party.ts';
import { splitRecord } from '../../../policy/record.ts';
import type { Revocation } from '../../../policy/revocation.ts';
import { LinkFault } from '../link/fault.ts';
import { type MailboxReading, readMailbox, type ShownGrant } from '../link/mailbox.ts';
import { readParties } from '../link/party.ts';
import { postRevocation } from '../link/revoke.ts';
import { change } from '../vault/hold.ts';
import type { HelpedAccess, HelpedGrant, KeptHelped } from '../vault/kept/mandate.ts';
import { heldSignal } from '../vault/open.ts';
import { checkAccess } from './access.ts';
import { apart, called, clearOfAccount } from './apart.ts';
import { PathFault } from './fault.ts';
import { isOver, untilOf } from './help-standing.ts';
import { type KnownLog, knownLog } from './log.ts';
import { readAnswer } from './mailbox.ts';
import { readPartyHistory, requireType } from './party.ts';
import { isSigned, requirePartySigned } from './party-signed.ts';
import { signText } from './sign-text.ts';
import { here, type Surroundings, shuffled } from './surroundings.ts';

type HelpedKey = KeptHelped['keys'][number];

/** What the meeting brought, each record checked: it names this very key, and says what was read aloud. */
export async function takeHelp(content: Uint8Array, nickname: string): Promise<string> {
  await readySodium();
  const help = readHelp(fromUtf8(content));
  const keys = help.mandates.map(({ text, party, seed, titles }): HelpedKey => {
    const split = requireType(splitRecord(text), 'mandate');
    const given = readMandate(split.body);
    const key = toBase64url(signingPair(fromBase64url(seed)).publicKey);
    if (given.act !== 'give' || given.key === undefined || given.helper.key !== key)
      throw new PathFault('record-foreign', 'mandate of another key');
    const heard = toBase64url(sha256(toUtf8(spokenText(given, given.text.lang))));
    if (!isSigned(split, [given.key]) || given.text.digest !== heard)
      throw new PathFault('record-foreign', 'mandate that is not signed as it was read');
    const { by: mailbox, id: mandate, warrant = null } = given;
    return { mailbox, party, mandate, warrant, titles, seed };
  });
  const id = randomId();
  const { kind, acts, at, days, names } = help;
  const until = untilOf({ at, days });
  await change((rows) =>
    rows.put('helped', id, {
      id,
      nickname,
      kind,
      acts,
      at,
      until,
      names,
      keys,
      grants: [],
      looks: [],
      lookedAt: null,
    }),
  );
  return id;
}

const requireHelped = (id: string): KeptHelped => {
  const kept = heldSignal.value.helped.get(id);
  if (kept === undefined) throw new PathFault('record-foreign', 'nobody of this name is helped here');
  return kept;
};

/** `step` is called before each mailbox: a look over several takes its time. */
export async function lookFor(
  id: string,
  around: Surroundings = here,
  step: (done: number, all: number) => void = () => undefined,
): Promise<void> {
  await readySodium();
  const kept = requireHelped(id);
  if (!kept.acts.includes('see')) return;
  const log = await knownLog(around);
  const versions = await partyVersions(kept, log, around);
  const live = shuffled(
    kept.keys.filter(({ seed }) => seed !== null),
    around,
  );
  for (const [at, key] of live.entries()) {
    step(at, live.length);
    if (at > 0) await apart(around);
    else {
      await clearOfAccount(around);
      called(around);
    }
    await lookAtKey(id, key, { log, versions: versions.get(key.party) ?? [] }, around);
  }
  step(live.length, live.length);
  await wipeOver(id, around);
}

interface Known {
  readonly log: KnownLog;
  readonly versions: readonly Party[];
}

async function lookAtKey(id: string, key: HelpedKey, known: Known, around: Surroundings): Promise<void> {
  try {
    const { grants, looks } = await readHelped(key, known, around);
    await turn(id, (row) => ({
      ...without(row, key),
      grants: [...without(row, key).grants, ...grants],
      looks: [...without(row, key).looks, ...looks],
      lookedAt: minuteText(around.now()),
    }));
  } catch (cause) {
    await dropWhereOver(id, key, cause);
  }
}

/** Ended by the person, or its time is over: the key is destroyed and what it showed is forgotten. */
async function dropWhereOver(id: string, key: HelpedKey, cause: unknown): Promise<void> {
  // Not known yet: the person's phone sends its mandates one after the other.
  if (cause instanceof LinkFault && cause.problem?.code === 'mandate-unknown') return;
  if (!(cause instanceof LinkFault) || cause.problem?.code !== 'mandate-over') throw cause;
  await turn(id, (row) => ({
    ...without(row, key),
    keys: row.keys.map((one) => (one.mandate === key.mandate ? { ...one, seed: null } : one)),
  }));
}

/** What one mailbox showed is taken out: to be shown anew, or never again. */
function without(row: KeptHelped, { mailbox: of }: HelpedKey): KeptHelped {
  const gone = new Set(row.grants.filter(({ mailbox }) => mailbox === of).map(({ id }) => id));
  const grants = row.grants.filter(({ id }) => !gone.has(id));
  return { ...row, grants, looks: row.looks.filter(({ grant }) => !gone.has(grant)) };
}

async function wipeOver(id: string, around: Surroundings): Promise<void> {
  const row = heldSignal.value.helped.get(id);
  if (row === undefined || !isOver(row, around.now())) return;
  const keys = row.keys.map((one) => ({ ...one, seed: null, titles: {} }));
  await turn(id, (now) => ({ ...now, keys, names: {}, grants: [], looks: [] }));
}

/** All whose time has passed: called when the screen opens. */
export async function wipeAllOver(around: Surroundings = here): Promise<void> {
  for (const id of heldSignal.value.helped.keys()) await wipeOver(id, around);
}

const maxRounds = 20;

async function readHelped(
  key: HelpedKey,
  { log, versions }: Known,
  around: Surroundings,
): Promise<{ grants: HelpedGrant[]; looks: HelpedAccess[] }> {
  const looks: HelpedAccess[] = [];
  let after: Record<string, number> = {};
  for (let round = 0; ; round += 1) {
    const { mailbox, mandate } = key;
    const seen = { after };
    const voice = { signing: pairOf(key), mailbox, mandate };
    const reading = await readMailbox(around.reach, voice, seen, around.now());
    readAnswer(reading.answer, mailbox, log, around.now());
    const given = new Map(reading.grants.map((shown) => [shown.id, requireGrantOf(shown, key)]));
    looks.push(...looksIn(reading, given, key, { log, versions }));
    after = Object.fromEntries(reading.grants.map(({ id }) => [id, lastSeq(reading, id, after[id] ?? 0)]));
    if (!reading.more || round >= maxRounds)
      return { grants: reading.grants.map((shown) => helpedGrant(shown, given, key)), looks };
  }
}

const pairOf = ({ seed }: HelpedKey): SigningPair => {
  if (seed === null) throw new PathFault('record-foreign', 'this help is over');
  return signingPair(fromBase64url(seed));
};

const lastSeq = (reading: MailboxReading, grant: string, before: number): number =>
  reading.entries.reduce((last, entry) => (entry.grant === grant ? Math.max(last, entry.seq) : last), before);

/** Signed by the mailbox's own first key: the relay cannot make up an agreement. */
function requireGrantOf({ id, text }: ShownGrant, { mailbox, party }: HelpedKey): Grant {
  const split = requireType(splitRecord(text), 'grant');
  const grant = readGrant(split.body);
  const isTheirs = grant.id === id && grant.by === mailbox && grant.party === party;
  if (!isTheirs || mailboxOf(fromBase64url(grant.key)) !== mailbox || !isSigned(split, [grant.key]))
    throw new PathFault('record-foreign', 'agreement of another mailbox');
  return grant;
}

const helpedGrant = (
  { id, status, until }: ShownGrant,
  given: ReadonlyMap<string, Grant>,
  { mailbox, party, titles }: HelpedKey,
): HelpedGrant => ({
  id,
  mailbox,
  party,
  title: titles[id] ?? null,
  facts: given.get(id)?.scope.facts.map(({ key }) => key) ?? [],
  status,
  until,
});

function looksIn(
  reading: MailboxReading,
  given: ReadonlyMap<string, Grant>,
  { mailbox, party }: HelpedKey,
  { log, versions }: Known,
): HelpedAccess[] {
  return reading.entries.flatMap((entry) => {
    if (entry.kind !== 'access' || !given.has(entry.grant)) return [];
    const { access } = checkAccess(entry, { id: entry.grant, party, mailbox }, versions, log);
    const { grant, at, act, decision, facts, isProven } = access;
    return [{ grant, party, at, act, decision, facts, isProven }];
  });
}

async function partyVersions(
  { keys }: KeptHelped,
  log: KnownLog,
  around: Surroundings,
): Promise<Map<string, readonly Party[]>> {
  const wanted = new Set(keys.map(({ party }) => party));
  const shown = (await readParties(around.reach)).filter(({ id }) => wanted.has(id));
  return new Map(
    shown.map((one) => {
      const known = readPartyHistory(one, one.id);
      requirePartySigned(known, log);
      return [one.id, known.versions.map(({ party }) => party)];
    }),
  );
}

/** Never without having asked: the screen asks twice. True when the relay has ended it. */
export async function stopFor(id: string, grantId: string, around: Surroundings = here): Promise<void> {
  await readySodium();
  const kept = requireHelped(id);
  const grant = kept.grants.find((one) => one.id === grantId);
  const key = kept.keys.find(({ mailbox }) => mailbox === grant?.mailbox);
  if (key === undefined || key.warrant === null)
    throw new PathFault('grant-unknown', 'no agreement that may be stopped here');
  const pair = pairOf(key);
  const revocation: Revocation = {
    v: 1,
    type: 'revocation',
    id: randomId(),
    at: minuteText(around.now()),
    by: key.mailbox,
    key: toBase64url(pair.publicKey),
    grant: grantId,
    mandate: { id: key.mandate, warrant: key.warrant },
  };
  called(around);
  try {
    await postRevocation(around.reach, signText(revocation, { signing: pair }));
  } catch (cause) {
    await dropWhereOver(id, key, cause);
    throw cause;
  }
  await turn(id, (row) => ({
    ...row,
    grants: row.grants.map((one) => (one.id === grantId ? { ...one, status: 'ended' as const } : one)),
  }));
}

/** The helper's own no: the keys are destroyed here. The mandate lives on at the relay, and nobody can use it. */
export const leaveHelped = (id: string): Promise<void> => change((rows) => rows.drop('helped', id));

async function turn(id: string, turned: (row: KeptHelped) => KeptHelped): Promise<void> {
  await change(async (rows) => {
    const row = await rows.get('helped', id);
    if (row !== undefined) rows.put('helped', id, turned(row));
  });
}
