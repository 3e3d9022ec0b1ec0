// The helper: one of two aggregators, run by another legal body than the leader's. It believes the leader nothing that it
// can look at itself, holds the other half of each contribution, and gives its share of the sum once.

import { type HpkeConfig, isOurSuite, readHpkeConfig } from '../../crypto/dap/hpke-config.ts';
import { areEqual, fromBase64url, toUtf8 } from '../../crypto/encode.ts';
import { instantMs } from '../../policy/instant.ts';
import { readOperation } from '../../policy/label.ts';
import { isSameBody, readStudy, type Study } from '../../policy/study.ts';
import type { SignedWithdrawn } from '../../policy/withdrawal.ts';
import { DoorFault } from '../middleware/fault.ts';
import { readSigned } from '../middleware/signed.ts';
import type { OwnParty } from '../own-party.ts';
import { textDigest } from '../proof/hash.ts';
import type { HpkeKey } from '../proof/hpke.ts';
import type { HelperStore } from '../store/aggregate-contract.ts';
import { newKeptHpke } from './configs.ts';
import type { HelperState } from './helper-state.ts';
import type { Noise } from './noise-share.ts';
import { newOperation, readOperationOf } from './operation.ts';
import { isSignedBy, keysOf, type PartyHistory, readHistory } from './party-history.ts';
import type { ReleaseFiles } from './statement.ts';
import { type OpenSealed, openSecrets, type TakeOnCall } from './take-on.ts';
import { TakenStudies, type TakenStudy } from './taken-studies.ts';
import { openStudyTask, type StudyTask } from './task.ts';
import { requireWithdrawal, signWithdrawn, type WithdrawalCall, withdrawalLate } from './withdrawal.ts';

export interface HelperGiven {
  readonly store: HelperStore<HelperState>;
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

export interface HelperStudy extends TakenStudy<HelperState> {
  /** What is decided about once, jobs, share and signature: the next waits for it. */
  running: Promise<unknown>;
}

/** One at a time a study: what is decided about is what is written. */
export function alone<T>(of: HelperStudy, act: () => Promise<T>): Promise<T> {
  const next = of.running.then(act);
  of.running = next.catch(() => undefined);
  return next;
}

export class Helper {
  readonly given: HelperGiven;
  readonly #studies: TakenStudies<HelperState, HelperStudy>;

  private constructor(given: HelperGiven) {
    this.given = given;
    this.#studies = new TakenStudies(given.store, (text, state) =>
      begun(openStudyTask(text, state.tokenKey), state),
    );
  }

  static async open(given: HelperGiven): Promise<Helper> {
    const helper = new Helper(given);
    await helper.#studies.resume();
    return helper;
  }

  study(digest: string): HelperStudy | undefined {
    return this.#studies.get(digest);
  }

  require(digest: string): HelperStudy {
    const found = this.study(digest);
    if (found === undefined)
      throw new DoorFault('study-unknown', 'expected the digest of a study of this helper');
    return found;
  }

  key(configId: number): HpkeKey | undefined {
    return this.#studies.key(configId);
  }

  configs(): HpkeConfig[] {
    return this.#studies.configs();
  }

  /** Who is calling has been looked at (`helper-app.ts`); whether the study is one to work on is looked at here. */
  async takeOn(call: TakeOnCall, caller: string): Promise<string> {
    const { own, now, openSealed } = this.given;
    const digest = textDigest(call.study);
    const tokenKey = this.#requireStudy(call, caller);
    const secrets = openSecrets(openSealed, own.sealSecret, call.sealed, digest, caller);
    const peer = textDigest(call.label);
    const { state } = await this.#studies.keep(digest, (configId) => {
      const hpke = newKeptHpke(configId);
      return begun(openStudyTask(call.study, tokenKey), {
        tokenKey,
        collector: call.collector,
        label: newOperation(own, { study: digest, role: 'helper', peer }, hpke, now()),
        configId,
        secrets: { ...secrets, hpke },
      });
    });
    return labelOfSame(state, secrets, { tokenKey, peer });
  }

  async withdraw(digest: string, call: WithdrawalCall): Promise<SignedWithdrawn> {
    const { store, own, now } = this.given;
    const { task } = this.require(digest);
    const id = requireWithdrawal(task, call, now());
    const word = JSON.stringify(signWithdrawn(own, task, call, now()));
    const kept = await store.keepWithdrawal(digest, id, word, JSON.stringify(call));
    if (kept === undefined) throw withdrawalLate();
    return JSON.parse(kept.own) as SignedWithdrawn;
  }

  change(study: HelperStudy, changes: Partial<HelperState>): Promise<void> {
    return this.#studies.change(study, changes);
  }

  /** From the day of destruction on the manifest and what was signed in public are left. */
  async settle(nowMs: number): Promise<void> {
    let failed: { cause: unknown } | undefined;
    for (const study of this.#studies.alive()) {
      if (nowMs < study.task.destroyMs) continue;
      await alone(study, () => {
        const { share: _share, ...rest } = study.state;
        return this.#studies.destroy(study, { ...rest, secrets: undefined });
      }).catch((cause: unknown) => {
        // One that cannot be destroyed now keeps no other.
        failed ??= { cause };
      });
    }
    if (failed !== undefined) throw failed.cause;
  }

  #requireStudy(call: TakeOnCall, caller: string): string {
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
    if (!isOurSuite(readHpkeConfig(fromBase64url(call.collector))))
      throw new DoorFault('body-invalid', '`collector`: expected X25519, HKDF-SHA256, AES-128-GCM');
    return requireTokenKey(call, leader);
  }
}

const begun = (task: StudyTask, state: HelperState): HelperStudy => ({
  task,
  state,
  running: Promise.resolve(),
});

/** The manifest names two legal bodies or cannot be read; they must be those of the parties' own records. */
function requireBodies(
  study: Study,
  leader: PartyHistory,
  own: OwnParty,
  refuse: (what: string) => never,
): void {
  if (!isSameBody(study.leader.legalId, leader.current.legalId))
    refuse('`leader.legalId`: expected that of its record');
  if (!isSameBody(study.helper.legalId, own.party.legalId))
    refuse('`helper.legalId`: expected that of its record');
}

/** The leader's word, in public, on what contributions are sealed to and which tokens count. */
function requireTokenKey({ label, study }: TakeOnCall, leader: PartyHistory): string {
  const { tokenKey } = readOperationOf(label, { study: textDigest(study), role: 'leader' }, leader);
  if (tokenKey === undefined) throw new DoorFault('signature-invalid', '`label`: expected a token key');
  return tokenKey;
}

/** Asked again after a lost answer: the same secrets and the same word of the leader get the same label, others nothing. */
function labelOfSame(
  { secrets, label, tokenKey }: HelperState,
  asked: { verifyKey: string; bearer: string },
  { tokenKey: askedKey, peer }: { tokenKey: string; peer: string },
): string {
  const isSame =
    secrets !== undefined &&
    areEqual(toUtf8(secrets.bearer), toUtf8(asked.bearer)) &&
    areEqual(toUtf8(secrets.verifyKey), toUtf8(asked.verifyKey)) &&
    tokenKey === askedKey &&
    readOperation(readSigned(label, 'label').body).peer === peer;
  if (!isSame)
    throw new DoorFault('record-conflict', 'this study was taken on with other secrets or another label');
  return label;
}
