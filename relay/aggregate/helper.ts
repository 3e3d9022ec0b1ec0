// The helper: one of two aggregators, run by another legal body than the leader's. It believes the leader nothing that it
// can look at itself, holds the other half of each contribution, and gives its share of the sum once.

import {
  type HpkeConfig,
  isOurSuite,
  readHpkeConfig,
  writeHpkeConfig,
} from '../../crypto/dap/hpke-config.ts';
import { areEqual, fromBase64url, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { randomId } from '../../crypto/random.ts';
import { instantMs, instantText } from '../../policy/instant.ts';
import { type Operation, readOperation } from '../../policy/label.ts';
import { yearlyMillionths } from '../../policy/study/budget.ts';
import { readStudy, type Study } from '../../policy/study.ts';
import { DoorFault } from '../middleware/fault.ts';
import { readSigned } from '../middleware/signed.ts';
import type { OwnParty } from '../own-party.ts';
import { textDigest } from '../proof/hash.ts';
import type { HpkeKey } from '../proof/hpke.ts';
import type { HelperStore } from '../store/aggregate-contract.ts';
import { configOf, freeConfigId, newKeptHpke, openKeptHpke } from './configs.ts';
import type { HelperFacts } from './helper-facts.ts';
import type { Noise } from './noise-share.ts';
import { isSignedBy, keysOf, type PartyHistory, readHistory } from './party-history.ts';
import type { ReleaseFiles } from './statement.ts';
import { type OpenSealed, openSecrets, type TakeOnCall } from './take-on.ts';
import { openStudyTask, type StudyTask } from './task.ts';
import { requireWithdrawal, type WithdrawalCall, type Word, wordOf } from './withdrawal.ts';

export interface HelperGiven {
  readonly store: HelperStore<HelperFacts>;
  readonly own: OwnParty;
  /** Outside address without a final slash. */
  readonly origin: string;
  /** Party ids of leaders that it works with. */
  readonly leaders: readonly string[];
  /** It takes no study on whose minimum is lower. */
  readonly minimumCohort: number;
  readonly now: () => number;
  readonly openSealed: OpenSealed;
  readonly filesOf: ReleaseFiles;
  readonly noise: Noise;
}

export interface HelperStudy {
  readonly task: StudyTask;
  facts: HelperFacts;
}

export class Helper {
  readonly given: HelperGiven;
  readonly #studies = new Map<string, HelperStudy>();
  readonly #keys = new Map<number, HpkeKey>();
  readonly #keeping = new Map<string, Promise<boolean>>();
  #lastConfig = 0;

  private constructor(given: HelperGiven) {
    this.given = given;
  }

  static async open(given: HelperGiven): Promise<Helper> {
    const helper = new Helper(given);
    for (const { text, facts } of await given.store.studies())
      helper.#add({ task: openStudyTask(text, facts.tokenKey), facts });
    return helper;
  }

  /** Undefined too for a study that was destroyed: there is nothing left that could answer. */
  study(digest: string): HelperStudy | undefined {
    const found = this.#studies.get(digest);
    return found?.facts.secrets === undefined ? undefined : found;
  }

  require(digest: string): HelperStudy {
    const found = this.study(digest);
    if (found === undefined)
      throw new DoorFault('study-unknown', 'expected the digest of a study of this helper');
    return found;
  }

  key = (configId: number): HpkeKey | undefined => this.#keys.get(configId);

  /** Those that live longest first: whoever knows no better takes the first (DAP §4.4.1). */
  configs(): HpkeConfig[] {
    return [...this.#studies.values()]
      .filter(({ facts }) => facts.secrets !== undefined)
      .sort((left, right) => right.task.destroyMs - left.task.destroyMs)
      .map(({ facts: { configId } }) => configOf(configId, this.#keys.get(configId) as HpkeKey));
  }

  /** Who is calling has been looked at (`helper-app.ts`); whether the study is one to work on is looked at here. */
  async takeOn(call: TakeOnCall, caller: string): Promise<string> {
    const { own, store, now, openSealed } = this.given;
    const digest = textDigest(call.study);
    const { tokenKey } = this.#requireStudy(call, caller);
    const secrets = openSecrets(openSealed, own.sealSecret, call.sealed, digest, caller);
    const known = this.#studies.get(digest);
    if (known !== undefined) {
      // Nobody is told of what another call has not yet written down.
      await this.#keeping.get(digest);
      return labelOfSame(known.facts, secrets, tokenKey);
    }
    const configId = freeConfigId(new Set(this.#keys.keys()), this.#lastConfig);
    if (configId === undefined)
      throw new DoorFault('relay-unready', 'this helper works on 256 studies already');
    const hpke = newKeptHpke(configId);
    const label: Operation = {
      v: 1,
      type: 'label',
      id: randomId(),
      at: instantText(now()),
      by: own.id,
      kind: 'operates',
      study: digest,
      role: 'helper',
      hpkeConfig: toBase64url(writeHpkeConfig(configOf(configId, openKeptHpke(hpke)))),
    };
    const facts: HelperFacts = {
      tokenKey,
      parties: call.parties,
      leader: caller,
      collector: call.collector,
      label: own.sign(label),
      configId,
      secrets: { ...secrets, hpke },
    };
    const task = openStudyTask(call.study, tokenKey);
    this.#add({ task, facts });
    const keeping = store.keepStudy({ digest, text: call.study, facts });
    this.#keeping.set(digest, keeping);
    try {
      await keeping;
    } catch (cause) {
      this.#studies.delete(digest);
      this.#keys.delete(configId);
      throw cause;
    } finally {
      this.#keeping.delete(digest);
    }
    return facts.label;
  }

  async withdraw(digest: string, call: WithdrawalCall): Promise<Word> {
    const { store, own, now } = this.given;
    const { task } = this.require(digest);
    const id = requireWithdrawal(task, call, now());
    const word = JSON.stringify(wordOf(own, task, call, now()));
    const kept = await store.keepWithdrawal(digest, id, word, JSON.stringify(call));
    return JSON.parse(kept.own) as Word;
  }

  async change(study: HelperStudy, changes: Partial<HelperFacts>): Promise<void> {
    const facts = { ...study.facts, ...changes };
    await this.given.store.changeStudy(study.task.digest, facts, true);
    study.facts = facts;
  }

  /** From the day of destruction on the manifest and what was signed in public are left. */
  async settle(nowMs: number): Promise<void> {
    for (const study of this.#studies.values()) {
      if (study.facts.secrets === undefined || nowMs < study.task.destroyMs) continue;
      const { share: _share, ...rest } = study.facts;
      const facts: HelperFacts = { ...rest, secrets: undefined };
      study.facts = facts;
      this.#keys.delete(facts.configId);
      await this.given.store.destroyStudy(study.task.digest, facts);
    }
  }

  #add(study: HelperStudy): void {
    const { facts, task } = study;
    this.#studies.set(task.digest, study);
    this.#lastConfig = facts.configId;
    if (facts.secrets !== undefined) this.#keys.set(facts.configId, openKeptHpke(facts.secrets.hpke));
  }

  #requireStudy(call: TakeOnCall, caller: string): { tokenKey: string } {
    const { own, origin, minimumCohort, now } = this.given;
    const [asker, leader] = [readHistory(call.parties.asker), readHistory(call.parties.leader)];
    const split = readSigned(call.study, 'study');
    const study = readStudy(split.body);
    const refuse = (what: string): never => {
      throw new DoorFault('study-operators', what);
    };
    if (asker.id !== study.by || !isSignedBy(split, keysOf(asker, 'record', study.at)))
      throw new DoorFault('signature-invalid', 'expected a study signed by the party that asks');
    if (leader.id !== caller || study.leader.party !== caller)
      refuse('`leader`: expected the party that calls');
    if (study.helper.party !== own.id || study.helper.url !== `${origin}/dap`)
      refuse('`helper`: expected the party and address of this helper');
    requireBodies(study, leader, own, refuse);
    if (instantMs(study.window.closes) <= now())
      throw new DoorFault('study-closed', 'expected a window that closes ahead');
    if (study.minimumCohort < minimumCohort) refuse(`\`minimumCohort\`: expected at least ${minimumCohort}`);
    if (study.costMillionths > yearlyMillionths)
      refuse('`costMillionths`: expected at most what a person has for a year');
    if (!isOurSuite(readHpkeConfig(fromBase64url(call.collector))))
      throw new DoorFault('body-invalid', '`collector`: expected X25519, HKDF-SHA256, AES-128-GCM');
    return { tokenKey: requireLabel(call, leader) };
  }
}

/** The manifest and the parties' own records must say the same of who they are in law, and it must be two. */
function requireBodies(
  study: Study,
  leader: PartyHistory,
  own: OwnParty,
  refuse: (what: string) => never,
): void {
  const plain = (legalId: string): string => legalId.replaceAll(/\s/g, '').toLowerCase();
  if (study.leader.legalId !== leader.current.legalId)
    refuse('`leader.legalId`: expected that of its record');
  if (study.helper.legalId !== own.party.legalId) refuse('`helper.legalId`: expected that of its record');
  if (plain(leader.current.legalId) === plain(own.party.legalId))
    refuse('`helper.legalId`: expected another legal body than the leader');
}

/** The leader's word, in public, on what contributions are sealed to and which tokens count. */
function requireLabel({ label, study }: TakeOnCall, leader: PartyHistory): string {
  const split = readSigned(label, 'label');
  const said = readOperation(split.body);
  const isTheirs =
    said.by === leader.id &&
    said.role === 'leader' &&
    said.study === textDigest(study) &&
    isOurSuite(readHpkeConfig(fromBase64url(said.hpkeConfig)));
  if (!isTheirs || said.tokenKey === undefined || !isSignedBy(split, keysOf(leader, 'record', said.at)))
    throw new DoorFault('signature-invalid', '`label`: expected the leader’s signed word on this study');
  return said.tokenKey;
}

/** Asked again after a lost answer: the same secrets get the same label, others nothing. */
function labelOfSame(
  { secrets, label, tokenKey }: HelperFacts,
  asked: { verifyKey: string; bearer: string },
  askedKey: string,
): string {
  const isSame =
    secrets !== undefined &&
    areEqual(toUtf8(secrets.bearer), toUtf8(asked.bearer)) &&
    areEqual(toUtf8(secrets.verifyKey), toUtf8(asked.verifyKey)) &&
    tokenKey === askedKey;
  if (!isSame) throw new DoorFault('record-conflict', 'this study was taken on with other secrets');
  return label;
}
