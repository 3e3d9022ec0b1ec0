// After a wallet was found again: its mailbox at every party of the directory, under every generation that it knows, is asked
// for what is newer than the backup. One mailbox a call, in random order, seconds apart, over minutes: nothing but timing
// could join them, and a party to which nothing was ever given is asked like the others. It begins ten minutes after the backup
// was read, and a page that closes goes on when the wallet is opened next.

import { signal } from '@preact/signals';
import { toBase64url } from '../../../crypto/encode.ts';
import { recordDigest } from '../../../crypto/hash.ts';
import type { Pairwise } from '../../../crypto/keys.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { readDeclaration } from '../../../policy/declaration.ts';
import { readGrant } from '../../../policy/grant.ts';
import { splitRecord } from '../../../policy/record.ts';
import { readDeclarationText } from '../link/declaration.ts';
import { type MailboxReading, readMailbox, type ShownGrant } from '../link/mailbox.ts';
import { readParties, type ShownParty } from '../link/party.ts';
import { type Change, change } from '../vault/hold.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';
import type { KeptDeclaration } from '../vault/kept/party.ts';
import { heldSignal, lockState } from '../vault/open.ts';
import { apart, clearMs } from './apart.ts';
import { walletKeys } from './card.ts';
import { isKeyTaken } from './key-taken.ts';
import { knownLog } from './log.ts';
import { lookThrough } from './look-through.ts';
import { readMine } from './mailbox.ts';
import { keptParty, readPartyHistory } from './party.ts';
import { isSigned, requirePartySigned } from './party-signed.ts';
import { here, type Surroundings, shuffled } from './surroundings.ts';
import { pairOf } from './voice.ts';

export interface Seeking {
  /** When the first one is asked, while that is still to come. */
  readonly startsMs: number | null;
  readonly asked: number;
  readonly of: number;
  /** Agreements that were not in the backup. */
  readonly found: number;
  /** Mailboxes that did not answer: their agreements, if there are any, end by the stop card or by time. */
  readonly unheard: number;
  readonly isOver: boolean;
}

/** For the screen; undefined while nothing is being sought. */
export const seeking = signal<Seeking | undefined>(undefined);

interface Place {
  readonly party: ShownParty;
  readonly pair: Pairwise;
  readonly generation: number;
}

let running: Promise<void> | undefined;

/** The screen that waits for it and the wallet that goes on with it have one between them. */
export function seekNewer(around: Surroundings = here): Promise<void> {
  running ??= seekEverywhere(around).finally(() => {
    running = undefined;
  });
  return running;
}

async function seekEverywhere(around: Surroundings): Promise<void> {
  await readySodium();
  const log = await knownLog(around);
  const parties = await readParties(around.reach);
  const keys = walletKeys();
  const places = shuffled(
    parties.flatMap((party) =>
      Array.from({ length: keys.generation + 1 }, (_, generation): Place => {
        return { party, generation, pair: pairOf(keys, party.id, generation) };
      }),
    ),
    around,
  );
  const startsMs = clearMs();
  const so: { -readonly [K in keyof Seeking]: Seeking[K] } = {
    startsMs: startsMs > around.now() ? startsMs : null,
    asked: 0,
    of: places.length,
    found: 0,
    unheard: 0,
    isOver: false,
  };
  const tell = () => {
    seeking.value = { ...so };
  };
  tell();
  for (const place of places) {
    await apart(around);
    if (lockState.value !== 'open') break;
    so.startsMs = null;
    let found = 0;
    const isHeard = await lookThrough(
      place.pair.mailbox,
      async () => {
        found = await seekAt(place, log, around);
      },
      around,
    ).catch((cause: unknown) => {
      if (lockState.value === 'open') throw cause;
      return false;
    });
    if (lockState.value !== 'open') break;
    so.found += found;
    if (!isHeard) so.unheard += 1;
    so.asked += 1;
    tell();
  }
  so.isOver = true;
  tell();
  // Without network nobody was heard: then it is all still to be done.
  const isHeard = so.of === 0 || so.unheard < so.of;
  if (lockState.value === 'open' && so.asked === so.of && isHeard) await change(endSeeking);
}

async function endSeeking(rows: Change): Promise<void> {
  const device = await rows.get('device', 'device');
  if (device === undefined) return;
  const { isSeeking: _, ...rest } = device;
  rows.put('device', 'device', rest);
}

type Log = Awaited<ReturnType<typeof knownLog>>;

/** How many agreements were found that this vault did not hold. */
async function seekAt({ party, pair, generation }: Place, log: Log, around: Surroundings): Promise<number> {
  const known = () => [...heldSignal.value.grant.values()].some(({ mailbox }) => mailbox === pair.mailbox);
  if (known()) {
    await readMine(pair.mailbox, around);
    return 0;
  }
  const { reading, speaking } = await readOwn({ party, pair, generation }, around);
  const own = reading.grants.filter((shown) => isOwn(shown, party.id, pair));
  if (own.length === 0) return 0;
  const declarations = new Map<string, KeptDeclaration>();
  for (const shown of own) {
    const { declaration: digest } = grantIn(shown);
    if (declarations.has(digest) || heldSignal.value.declaration.has(digest)) continue;
    // The agreement is signed by our own key and names this digest: these are the bytes that were agreed to.
    const { record } = await readDeclarationText(around.reach, digest);
    const { title } = readDeclaration(splitRecord(record).body);
    declarations.set(digest, { digest, party: party.id, text: record, title });
  }
  const history = readPartyHistory(party, party.id);
  requirePartySigned(history, log);
  await change((rows) => {
    rows.put('party', party.id, keptParty(history, around.now()));
    for (const [digest, declaration] of declarations) rows.put('declaration', digest, declaration);
    for (const shown of own) rows.put('grant', shown.id, foundGrant(shown, generation, speaking));
  });
  // Now it is read like any other: its whole sequence, each member checked.
  await readMine(pair.mailbox, around);
  return own.length;
}

/** By the key that named the mailbox; where it was handed over since, by the first of the later ones that speaks for it. */
async function readOwn(
  { party, pair, generation }: Place,
  around: Surroundings,
): Promise<{ readonly reading: MailboxReading; readonly speaking: number }> {
  const keys = walletKeys();
  for (let speaking = generation; ; speaking += 1) {
    const voice = { ...pairOf(keys, party.id, speaking), mailbox: pair.mailbox };
    try {
      const reading = await readMailbox(around.reach, voice, { after: {} }, around.now());
      return { reading, speaking };
    } catch (cause) {
      if (!isKeyTaken(cause) || speaking >= keys.generation) throw cause;
    }
  }
}

const grantIn = ({ text }: ShownGrant) => readGrant(splitRecord(text).body);

/** Signed by the key that this vault has for this party and generation: nobody else can have made it. */
function isOwn(shown: ShownGrant, party: string, { signing, mailbox }: Pairwise): boolean {
  const split = splitRecord(shown.text);
  const grant = readGrant(split.body);
  const isNamed = grant.id === shown.id && grant.by === mailbox && grant.party === party;
  return isNamed && isSigned(split, [toBase64url(signing.publicKey)]);
}

/** Without the key of its envelopes, which was on the lost device only: it can be stopped, and nothing new can be sealed. */
function foundGrant(shown: ShownGrant, generation: number, speaking: number): KeptGrant {
  const grant = grantIn(shown);
  return {
    id: grant.id,
    party: grant.party,
    mailbox: grant.by,
    generation,
    ...(speaking === generation ? {} : { keyGeneration: speaking }),
    declaration: grant.declaration,
    text: shown.text,
    digest: recordDigest(shown.text),
    grant,
    scope: grant.scope,
    period: grant.period,
    status: 'active',
    endReason: null,
    at: grant.at,
    recordedAt: null,
    until: null,
    endedAt: null,
    epochKey: null,
    confirm: null,
    redirect: null,
    unsent: null,
    receipt: null,
    seq: 0,
    last: null,
    lastLookAt: null,
    automatic: false,
  };
}
