// The relay from a party's side, typed: make oneself known, publish, ask, read, answer with a calculation. Nothing here
// but what the public doors give to anyone who signs; docs/examples use this file and no other of the house.

import { fromBase64url, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { mailboxOf, recordDigest, sha256 } from '../../crypto/hash.ts';
import { randomBytes, randomId } from '../../crypto/random.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { verifyRecord } from '../../crypto/verify.ts';
import type { RuleCase } from '../../policy/cases.ts';
import type { Declaration } from '../../policy/declaration.ts';
import type { ChangeReport } from '../../policy/gain.ts';
import { type Grant, readGrant } from '../../policy/grant.ts';
import type { Voice } from '../../policy/handover.ts';
import { instantText } from '../../policy/instant.ts';
import type { FollowUp } from '../../policy/label.ts';
import { labelIn, type Realm } from '../../policy/realm.ts';
import type { LogReceipt } from '../../policy/receipt.ts';
import { recordLabel, splitRecord } from '../../policy/record.ts';
import type { AskedFact, AuthorizationDetail, Request } from '../../policy/request.ts';
import { pathOf } from '../../policy/routes.ts';
import { type Anchorage, anchorOf } from './anchor.ts';
import { callRelay, type Fetch, postForm, postJson, signJws } from './call.ts';
import { closeParty } from './close.ts';
import {
  type ConditionBody,
  type PublishedCondition,
  publishCondition,
  readConditionGrants,
  readConditions,
  type ShownCondition,
} from './condition.ts';
import { type Declared, newestDeclared, readDeclared } from './declarations.ts';
import { type About, type Computed, deposit } from './deposit.ts';
import { KitFault } from './fault.ts';
import { type Journal, memoryJournal, noteGrant } from './journal.ts';
import { type PartyKeys, signLine } from './keys.ts';
import { type PaperAsk, paperGrant, type Slip } from './paper-grant.ts';
import { requireInLog } from './proof.ts';
import { type Reading, readEnvelopes, type Yes } from './read.ts';
import { PartyRecords } from './records.ts';
import { type PublishedRules, publishChange, publishRules, readRules } from './rules.ts';
import {
  followUp,
  type PublishedStudy,
  publishStudy,
  readStudies,
  type ShownStudies,
  type StudyBody,
  signStudy,
} from './study.ts';
import {
  type KeptTurn,
  type PartyThread,
  type PartyThreads,
  type PartyTurn,
  readPartyThreads,
  type ThreadSaid,
  turnThread,
} from './thread.ts';
import { voicesIn } from './voice.ts';

export type { CalculationContent } from '../../policy/calculation.ts';
export type { RuleCase } from '../../policy/cases.ts';
export type { Declaration } from '../../policy/declaration.ts';
export type { EnvelopeContent } from '../../policy/envelope.ts';
export type { Fact } from '../../policy/fact.ts';
export type { Grant } from '../../policy/grant.ts';
// biome-ignore lint/performance/noBarrelFile: the package has this one door, and a party cannot begin without these
export { openPlaces } from './calculate.ts';
export type { ConditionBody, PublishedCondition, ShownCondition } from './condition.ts';
export type { Computed } from './deposit.ts';
export { newPartyKeys, type PartyAbout, type PartyKeys, partyRecord } from './keys.ts';
export type { No, Reading, Yes } from './read.ts';
export type { PublishedRules } from './rules.ts';
export type { PublishedStudy, ShownStudies, StudyBody, StudyOperators } from './study.ts';
export type { PartyThread, PartyTurn } from './thread.ts';

/** A declaration without its head, which is added when it is signed. */
export type DeclarationBody = Omit<Declaration, 'v' | 'type' | 'id' | 'at' | 'by'>;

export interface Ask extends Pick<AuthorizationDetail, 'declaration' | 'purpose' | 'period'> {
  readonly facts: readonly AskedFact[];
  readonly redirectUri: string;
  /** Comes back with the answer; ties it to the browser that asked. */
  readonly state: string;
}

/** A request that was pushed: where the browser goes, and what the code will need. Keep it until the answer. */
export interface PushedAsk {
  readonly address: string;
  readonly verifier: string;
  readonly requestDigest: string;
}

/** A grant as the party keeps it. `text` is the record as signed: the evidence of the yes. */
export interface Granted {
  readonly grant: Grant;
  readonly text: string;
  readonly receipt: LogReceipt;
}

export interface PartyOptions {
  /** `exercise`: nothing that is signed holds at a real relay. */
  readonly realm?: Realm;
  /** Address of the relay, without a final slash. */
  readonly relay: string;
  readonly keys: PartyKeys;
  /** The party's first record, as `partyRecord` made it. */
  readonly record: string;
  readonly fetch?: Fetch;
  readonly now?: () => number;
  /** What this party was answered; `openJournal` keeps it in a file. In memory where nothing is given. */
  readonly journal?: Journal;
}

const requestSeconds = 600;

export async function openParty({
  realm = 'real',
  relay,
  keys,
  record,
  fetch,
  now,
  journal = memoryJournal(),
}: PartyOptions): Promise<PartyClient> {
  await readySodium();
  const line = {
    realm,
    journal,
    relay,
    keys,
    party: recordDigest(record),
    fetch: fetch ?? globalThis.fetch,
    now: now ?? Date.now,
  };
  const told = (await (await callRelay(line, pathOf('readLogKey'), { method: 'GET' })).json()) as {
    verifierKey: string;
  };
  return new PartyClient(line, record, told.verifierKey);
}

export class PartyClient extends PartyRecords {
  readonly #boxKeys = new Map<string, string>();

  /** Who spoke under a grant, from its proven sequence. */
  async #voicesOf(of: { readonly grant: string; readonly mailbox: string }): Promise<readonly Voice[]> {
    const { members } = await this.history(of);
    return voicesIn(members);
  }

  /** Posts the party's record unless the relay has it. */
  async makeKnown(): Promise<void> {
    try {
      await this.readSelf();
    } catch (cause) {
      if (!(cause instanceof KitFault) || cause.code !== 'party-unknown') throw cause;
      await postJson(this.line, pathOf('keepParty'), { record: this.record });
    }
  }

  async isAdmitted(): Promise<boolean> {
    return (await this.readSelf()).admitted;
  }

  /** For good: every grant of this party ends. Gives the digest of the closing version. */
  async close(): Promise<string> {
    const { texts } = await this.readSelf();
    return closeParty(this.line, texts, this.record);
  }

  /** Publishes compiled rules with the cases that must hold. The same rules twice are the same hash. */
  publishRules(compiled: string, cases: readonly RuleCase[]): Promise<PublishedRules> {
    return publishRules(this.line, compiled, cases);
  }

  /** Who gains and who loses between two published versions, as `changeReport` of calculate.ts makes it. */
  publishChange(report: ChangeReport): Promise<string> {
    return publishChange(this.line, report);
  }

  /** A published version, by its hash: what a change is compared with. */
  readRules(hash: string): Promise<string> {
    return readRules(this.line, hash);
  }

  /** Has one of these witnesses (C2SP verifier keys) seen a log that this paper is in? */
  anchorOf(receipt: LogReceipt, witnesses: readonly string[]): Promise<Anchorage> {
    return anchorOf(this.line, this.log, receipt, witnesses);
  }

  /** One version of this party's own, as it signed it. */
  async readDeclared(digest: string): Promise<Declaration> {
    return readDeclared(this.line, (await this.known()).versions, digest);
  }

  /** The last version that follows this one; itself where none does. */
  async newestDeclared(digest: string): Promise<Declared> {
    return newestDeclared(this.line, (await this.known()).versions, digest);
  }

  async declare(body: DeclarationBody): Promise<{ digest: string; text: string; receipt: LogReceipt }> {
    const at = instantText(this.line.now());
    const declaration: Declaration = { v: 1, type: 'declaration', id: randomId(), at, by: this.id, ...body };
    const text = signLine(declaration, this.line.keys.record, this.line.realm);
    const answer = (await postJson(this.line, pathOf('keepDeclaration'), { record: text })) as {
      receipt: unknown;
    };
    return { digest: recordDigest(text), text, receipt: requireInLog(text, answer.receipt, this.log, true) };
  }

  /** The manifest of a study, signed; nothing is sent. Keep the text until it is published. */
  signStudy(body: StudyBody): string {
    return signStudy(this.line, body);
  }

  publishStudy(text: string): Promise<PublishedStudy> {
    return publishStudy(this.line, text, (kept, receipt) => requireInLog(kept, receipt, this.log, true));
  }

  /** All studies of this relay, and who would carry another. */
  readStudies(): Promise<ShownStudies> {
    return readStudies(this.line);
  }

  /** Tells what became of a study, to those who took part and to everybody. */
  followUp(said: Pick<FollowUp, 'study' | 'text' | 'url'>): Promise<void> {
    return followUp(this.line, said);
  }

  /** Signs the request, pushes it, and tells where the resident's browser goes (RFC 9126, RFC 9101, PKCE). */
  async pushRequest({ declaration, purpose, facts, period, redirectUri, state }: Ask): Promise<PushedAsk> {
    const verifier = toBase64url(randomBytes(32));
    const iat = Math.floor(this.line.now() / 1000);
    const request: Request = {
      iss: this.id,
      client_id: this.id,
      aud: this.line.relay,
      response_type: 'code',
      redirect_uri: redirectUri,
      state,
      nonce: randomId(),
      jti: randomId(),
      iat,
      exp: iat + requestSeconds,
      code_challenge: toBase64url(sha256(toUtf8(verifier))),
      code_challenge_method: 'S256',
      authorization_details: [{ type: 'vav', declaration, purpose, facts, actions: ['read'], period }],
    };
    const jws = signJws(this.line, 'oauth-authz-req+jwt', request);
    const pushed = (await postForm(this.line, pathOf('pushRequest'), { request: jws })) as {
      request_uri: string;
    };
    const query = new URLSearchParams({ client_id: this.id, request_uri: pushed.request_uri });
    return { address: `${this.line.relay}/authorize?${query}`, verifier, requestDigest: recordDigest(jws) };
  }

  /** Changes the code for the grant, and checks that it is the resident's own word about this request. */
  async redeemCode(
    code: string,
    asked: Pick<PushedAsk, 'verifier'> & { requestDigest?: string },
  ): Promise<Granted> {
    const fields = { grant_type: 'authorization_code', code, code_verifier: asked.verifier };
    const answer = (await postForm(this.line, pathOf('takeToken'), fields)) as {
      grant: string;
      receipt: unknown;
    };
    return this.#takeGrant(answer, asked.requestDigest);
  }

  /** Asks a district together: « yes, if at least X ». */
  publishCondition(body: ConditionBody): Promise<PublishedCondition> {
    return publishCondition(this.line, body, (kept, receipt) => requireInLog(kept, receipt, this.log, true));
  }

  readConditions(): Promise<ShownCondition[]> {
    return readConditions(this.line);
  }

  /** The grants that came of a condition of ours since it was met; more come as phones are opened. */
  async conditionGrants(digest: string): Promise<Granted[]> {
    const shown = await readConditionGrants(this.line, digest);
    return shown.map((one) => this.#takeGrant(one, digest));
  }

  #takeGrant(answer: { readonly grant: string; readonly receipt: unknown }, requestDigest?: string): Granted {
    const { line1, proof, type, v, body } = splitRecord(answer.grant);
    const grant = readGrant(body);
    const key = fromBase64url(grant.key);
    const isTheirs =
      type === 'grant' &&
      mailboxOf(key) === grant.by &&
      grant.party === this.id &&
      (requestDigest ?? grant.requestDigest) === grant.requestDigest &&
      verifyRecord(labelIn(this.line.realm, recordLabel(type, v)), line1, fromBase64url(proof.value), key);
    if (!isTheirs) throw new KitFault('grant-unproven', 'expected a grant to us, signed by its mailbox');
    const receipt = requireInLog(answer.grant, answer.receipt, this.log);
    noteGrant(this.line.journal, { grant: grant.id, mailbox: grant.by });
    return { grant, text: answer.grant, receipt };
  }

  async readEnvelope(grant: Grant): Promise<Reading> {
    const [reading] = await readEnvelopes(this.line, this.log, [grant]);
    return reading as Reading;
  }

  /** Up to 200 in one call, which is one record in the log. */
  readEnvelopes(grants: readonly Grant[]): Promise<Reading[]> {
    return readEnvelopes(this.line, this.log, grants);
  }

  /** Deposits what was computed on one reading, sealed to the resident; the relay sees digests. */
  depositCalculation(
    yes: Pick<Yes, 'grant' | 'envelope'>,
    about: About,
    computed: Computed,
  ): Promise<{ text: string; receipt: LogReceipt }> {
    return deposit(
      { line: this.line, log: this.log, boxKeys: this.#boxKeys, readVoices: (of) => this.#voicesOf(of) },
      yes,
      about,
      computed,
    );
  }

  /** Contests, requests, questions and reports that wait for this party; `all` gives those that are over too. */
  async threads(which: 'open' | 'all' = 'open'): Promise<PartyThread[]> {
    return (await this.readThreads(which)).threads;
  }

  /** The same, and the ids of those that are not proven: they stay in the relay's count of what waits. */
  async readThreads(which: 'open' | 'all' = 'open'): Promise<PartyThreads> {
    const { versions } = await this.known();
    return readPartyThreads(this.line, versions, which, (of) => this.#voicesOf(of));
  }

  /** With its outcome, its reason, its text and the next step: an answer that lacks one is refused. */
  answerThread(thread: PartyThread, answer: Omit<ThreadSaid, 'act'>): Promise<KeptTurn> {
    return turnThread(this.line, this.log, thread, { act: 'answer', ...answer });
  }

  /** Any other act: received, a question back, more time, an answer by letter. */
  turnThread(thread: PartyThread, turn: PartyTurn): Promise<KeptTurn> {
    return turnThread(this.line, this.log, thread, turn);
  }

  /** A yes on paper, at a counter, for somebody without a phone: see `paper-grant.ts`. */
  paperGrant(ask: PaperAsk): Promise<Slip> {
    return paperGrant(this.line, ask);
  }
}
