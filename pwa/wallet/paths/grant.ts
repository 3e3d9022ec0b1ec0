// understand → decide → sign → keep → send → receipt. The resident's yes. What the screen showed, what is signed and
// what is sent are one thing: the screen is drawn from a view, the grant carries the view's salted digest, and the bytes
// that leave are opened once more and compared before anything is kept.

import { areEqual, fromBase64url, toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { recordDigest, sha256, stopHashOf } from '../../../crypto/hash.ts';
import type { Pairwise } from '../../../crypto/keys.ts';
import { randomBytes, randomId } from '../../../crypto/random.ts';
import { sealTo } from '../../../crypto/seal.ts';
import { stopSecret } from '../../../crypto/stop-card.ts';
import { wrappedKeyBinding } from '../../../policy/envelope.ts';
import { coarsen, type Fact, isAtMost } from '../../../policy/fact.ts';
import { beyondRequest, type Grant, readGrant } from '../../../policy/grant.ts';
import { instantText, minuteText } from '../../../policy/instant.ts';
import { keysAt } from '../../../policy/party.ts';
import type { Period } from '../../../policy/period.ts';
import { splitRecord } from '../../../policy/record.ts';
import type { GrantedFact } from '../../../policy/scope.ts';
import { readView, type ShownLang, type View, viewDigest, viewText } from '../../../policy/view.ts';
import { type Change, change } from '../vault/hold.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';
import type { KeptKeys } from '../vault/kept/wallet.ts';
import { facts, lockState } from '../vault/open.ts';
import { type Ask, requireReady } from './ask.ts';
import { walletKeys } from './card.ts';
import { PathFault } from './fault.ts';
import { type KnownLog, keptLog, knownLog } from './log.ts';
import { keptParty } from './party.ts';
import { isOffered } from './propose.ts';
import { requireSealed, type Shown, sealEnvelope } from './seal-envelope.ts';
import { type SentGrant, sendGrant } from './send.ts';
import { signText } from './sign-text.ts';
import { stopGeneration } from './stop.ts';
import { here, type Surroundings } from './surroundings.ts';
import { toldText } from './told-text.ts';
import { pairOf } from './voice.ts';

/** What a yes answers: a request that was scanned, or a condition that was met (paths/condition-go.ts). */
export type Asked = Pick<
  Ask,
  'partyId' | 'party' | 'known' | 'declarationDigest' | 'declaration' | 'requestDigest' | 'detail'
> & { readonly shown: Pick<Ask['shown'], 'declaration'> };

/** How it gets to the relay, but for the envelope. */
type Way = Omit<NonNullable<KeptGrant['unsent']>, 'envelope'>;

export interface Choice {
  readonly facts: readonly GrantedFact[];
  readonly period: Period;
  readonly lang: ShownLang;
  readonly level?: 'simple';
  /** The resident takes no part in the experiments that run: said in the first envelope already. */
  readonly experiment?: 'left';
}

/** What the screen is drawn from, and nothing else: the values that would be sent, at the chosen precision. */
export function viewOf(ask: Asked, choice: Choice): View {
  const chosen = ask.detail.facts.flatMap(({ key, necessity, precision: asked }) => {
    const given = choice.facts.find((entry) => entry.key === key);
    if (given === undefined) {
      if (necessity === 'required') throw new PathFault('choice-incomplete', `\`${key}\` is required`);
      return [];
    }
    if (!isAtMost(key, given.precision, asked))
      throw new PathFault('choice-wider', `\`${key}\` is finer than asked`);
    return [{ key, precision: given.precision }];
  });
  if (chosen.length === 0 || choice.facts.length !== chosen.length)
    throw new PathFault('choice-wider', 'expected facts of the request');
  if (!isOffered(ask, choice.period)) throw new PathFault('period-too-long', 'expected an offered period');
  return readView({
    v: 1,
    declaration: ask.declarationDigest,
    template: 1,
    lang: choice.lang,
    level: choice.level ?? 'plain',
    scope: { purpose: ask.detail.purpose, facts: chosen, actions: ['read'] },
    period: choice.period,
    values: chosen.map(({ key, precision }) => sentFact(key, precision)),
  });
}

function sentFact(key: Fact['key'], precision: string): Fact {
  const fact = facts.value.get(key);
  if (fact === undefined) throw new PathFault('fact-missing', `\`${key}\` is not kept`);
  return { ...fact, value: coarsen(key, fact.value, precision) };
}

/**
 * `shown` is the view that stands on the screen. The yes is kept before it is sent: when the way is interrupted it is
 * there, marked unsent, and can be sent again.
 */
export async function sayYes(
  ask: Ask,
  choice: Choice,
  shown: View,
  around: Surroundings = here,
  automatic = false,
): Promise<SentGrant> {
  requireReady(ask, around);
  const way = {
    handle: ask.handle,
    claim: ask.claim,
    sameBrowser: !ask.isCrossDevice,
    expiresAtMs: ask.expiresAtMs,
  };
  return signAndSend(ask, choice, shown, { wayOf: () => way, automatic }, around);
}

/**
 * `wayOf` is given the grant as signed. `keepWith` runs inside the change that keeps the yes: when it throws nothing is kept,
 * and nothing leaves.
 */
export async function signAndSend(
  ask: Asked,
  choice: Choice,
  shown: View,
  {
    wayOf,
    automatic,
    keepWith,
  }: {
    readonly wayOf: (text: string) => Way;
    readonly automatic: boolean;
    readonly keepWith?: (rows: Change, grantId: string) => Promise<void>;
  },
  around: Surroundings,
): Promise<SentGrant> {
  if (lockState.value !== 'open') throw new PathFault('wallet-locked', 'a yes needs an open vault');
  const view = viewOf(ask, choice);
  if (viewText(view) !== viewText(shown))
    throw new PathFault('view-differs', 'values changed since they were shown');
  const log = await knownLog(around);
  const chosen = { view, ...(choice.experiment === undefined ? {} : { experiment: choice.experiment }) };
  const signed = signYes(ask, chosen, walletKeys(), around.now());
  requireSame(signed, chosen, ask);
  const way = wayOf(signed.text);
  await keepYes(ask, signed, { log, automatic, way, around, ...(keepWith && { keepWith }) });
  return sendGrant(signed.grant.id, around);
}

interface SignedYes {
  readonly grant: Grant;
  readonly text: string;
  readonly pair: Pairwise;
  readonly generation: number;
  readonly epochKey: Uint8Array;
  readonly viewSalt: Uint8Array;
  readonly asOf: string;
  readonly shown: Shown;
  /** Sealed bytes as they will be sent. */
  readonly envelope: string;
}

function signYes(ask: Asked, shown: Shown, keys: KeptKeys, nowMs: number): SignedYes {
  const { view } = shown;
  const { generation } = keys;
  const pair = pairOf(keys, ask.partyId, generation);
  const sealKey = keysAt(ask.party, 'seal', instantText(nowMs)).at(-1);
  if (sealKey === undefined) throw new PathFault('party-invalid', 'party has no key to seal to');
  const epochKey = randomBytes(32);
  const viewSalt = randomBytes(32);
  const id = randomId();
  const binding = wrappedKeyBinding({ id, by: pair.mailbox, party: ask.partyId, epoch: 1 });
  const grant: Grant = {
    v: 1,
    type: 'grant',
    id,
    at: minuteText(nowMs),
    by: pair.mailbox,
    key: toBase64url(pair.signing.publicKey),
    boxKey: toBase64url(pair.box.publicKey),
    party: ask.partyId,
    declaration: ask.declarationDigest,
    requestDigest: ask.requestDigest,
    scope: view.scope,
    period: view.period,
    viewDigest: toBase64url(viewDigest(view, viewSalt, sha256)),
    stopHash: stopHashOf(stopSecret(fromBase64url(keys.stopSeed), ask.partyId, stopGeneration(generation))),
    epoch: 1,
    wrappedKey: toBase64url(sealTo(fromBase64url(sealKey.key), epochKey, toUtf8(binding))),
    sealKeyId: sealKey.id,
    version: 1,
    previous: null,
  };
  const asOf = minuteText(nowMs);
  const envelope = sealEnvelope(grant, 1, epochKey, { ...shown, viewSalt, asOf });
  const text = signText(grant, pair);
  return { grant, text, pair, generation, epochKey, viewSalt, asOf, shown, envelope: toBase64url(envelope) };
}

/** Displayed = signed = sent: looks at the texts that will leave, not at what they were made from. */
function requireSame(signed: SignedYes, shown: Shown, ask: Asked): void {
  const differs = (what: string) => new PathFault('view-differs', `${what} is not what was shown`);
  const grant = readGrant(splitRecord(signed.text).body);
  const request = { party: ask.partyId, digest: ask.requestDigest };
  if (beyondRequest(grant, ask.detail, request).length > 0) throw differs('grant');
  const content = requireSealed(grant, 1, signed.epochKey, fromBase64url(signed.envelope), shown);
  const digest = viewDigest(content.view, fromBase64url(content.viewSalt), sha256);
  if (!areEqual(digest, fromBase64url(grant.viewDigest))) throw differs('digest');
}

async function keepYes(
  ask: Asked,
  signed: SignedYes,
  more: {
    readonly log: KnownLog;
    readonly automatic: boolean;
    readonly way: Way;
    readonly around: Surroundings;
    readonly keepWith?: (rows: Change, grantId: string) => Promise<void>;
  },
): Promise<void> {
  const { grant } = signed;
  const { log, automatic, way, around, keepWith } = more;
  const nowMs = around.now();
  await change(async (rows) => {
    await keepWith?.(rows, grant.id);
    rows.put('grant', grant.id, keptGrant(ask, signed, way, automatic));
    rows.put('envelope', `${grant.id}/1`, {
      grant: grant.id,
      epoch: 1,
      n: 1,
      asOf: signed.asOf,
      facts: [...signed.shown.view.values],
      ...signed.shown,
      viewSalt: toBase64url(signed.viewSalt),
      digest: toBase64url(sha256(fromBase64url(signed.envelope))),
    });
    rows.put('party', ask.partyId, keptParty(ask.known, nowMs));
    const { declarationDigest: digest, partyId: party, declaration } = ask;
    rows.put('declaration', digest, {
      digest,
      party,
      text: ask.shown.declaration.record,
      title: declaration.title,
    });
    if ((await rows.get('log', 'log')) === undefined) rows.put('log', 'log', keptLog(log, nowMs));
    if (automatic) {
      const id = randomId();
      rows.put('event', id, { id, at: grant.at, what: 'answered-yes-alone', party, grant: grant.id });
    }
  });
}

function keptGrant(ask: Asked, signed: SignedYes, way: Way, automatic: boolean): KeptGrant {
  const { grant, text } = signed;
  const digest = recordDigest(text);
  return {
    id: grant.id,
    party: grant.party,
    mailbox: grant.by,
    generation: signed.generation,
    declaration: grant.declaration,
    text,
    digest,
    grant,
    scope: grant.scope,
    period: grant.period,
    status: 'unsent',
    endReason: null,
    at: grant.at,
    recordedAt: null,
    until: null,
    endedAt: null,
    epochKey: toBase64url(signed.epochKey),
    confirm: null,
    redirect: null,
    unsent: { ...way, envelope: signed.envelope },
    receipt: null,
    seq: 0,
    last: null,
    lastLookAt: null,
    automatic,
    told: toldText(ask.declaration, signed.shown.view.lang === 'en' ? 'en' : 'fr'),
  };
}
