// The leader: the other of the two aggregators, run with the relay. It takes in what wallets send, holds it until the window
// is closed, counts with the helper, and keeps the release. It sees of each contribution one half, which is chance.

import type { HpkeConfig } from '../../crypto/dap/hpke-config.ts';
import { DoorFault } from '../middleware/fault.ts';
import type { OwnParty } from '../own-party.ts';
import type { HpkeKey } from '../proof/hpke.ts';
import type { HelperDoor } from '../settings.ts';
import type { LeaderStore } from '../store/aggregate-contract.ts';
import { configOf, freeConfigId, openKeptHpke } from './configs.ts';
import { type Fetch, HelperAbsent, HelperLine, HelperRefused } from './helper-line.ts';
import type { LeaderFacts } from './leader-facts.ts';
import { countAll } from './leader-jobs.ts';
import { makeRelease } from './leader-release.ts';
import type { LeaderStudy, LeaderTools } from './leader-study.ts';
import { askHelper, newFacts } from './leader-take-on.ts';
import { passOn, type Withdrawal, withdraw } from './leader-withdraw.ts';
import type { Noise } from './noise-share.ts';
import type { ReleaseFiles } from './statement.ts';
import type { TakeOnParties } from './take-on.ts';
import { openStudyTask } from './task.ts';
import { type Taken, takeIn } from './upload.ts';
import type { WithdrawalCall } from './withdrawal.ts';

export interface LeaderGiven {
  readonly store: LeaderStore<LeaderFacts>;
  readonly own: OwnParty;
  readonly helpers: readonly HelperDoor[];
  readonly now: () => number;
  readonly fetch: Fetch;
  readonly noise: Noise;
  readonly filesOf: ReleaseFiles;
  /** For the operator: which study goes no further, and in one word why. */
  readonly tell: (text: string) => void;
}

/** What the relay does with what comes out of a count. */
export interface Settling {
  /** Keeps the record in the log; the same text twice is kept once. */
  keepRelease(text: string): Promise<unknown>;
  /** What else is held of a study on its day of destruction: the issuer's key and names. */
  destroyStudy(digest: string): Promise<unknown>;
}

export interface TakeOnAsk {
  readonly text: string;
  /** SubjectPublicKeyInfo, base64url. */
  readonly tokenKey: string;
  readonly parties: TakeOnParties;
}

const longestWaitMs = 5 * 60_000;

export async function openLeader(given: LeaderGiven): Promise<Leader> {
  const leader = new Leader(given);
  for (const { text, facts } of await given.store.studies()) leader.resume(text, facts);
  return leader;
}

export class Leader {
  readonly #given: LeaderGiven;
  readonly #tools: LeaderTools;
  readonly #studies = new Map<string, LeaderStudy>();
  readonly #keys = new Map<number, HpkeKey>();
  readonly #taking = new Map<string, Promise<unknown>>();
  /** When a study whose helper was absent is looked at again, and after how many tries. */
  readonly #waits = new Map<string, { tries: number; atMs: number }>();
  #lastConfig = 0;
  #settling: Promise<void> | undefined;

  constructor(given: LeaderGiven) {
    this.#given = given;
    const { store, own, now, noise, filesOf } = given;
    this.#tools = {
      store,
      own,
      now,
      noise,
      filesOf,
      key: (configId) => this.#keys.get(configId),
      change: (of, changes) => this.#change(of, changes),
    };
  }

  get helpers(): readonly HelperDoor[] {
    return this.#given.helpers;
  }

  resume(text: string, facts: LeaderFacts): LeaderStudy {
    const task = openStudyTask(text, facts.tokenKey);
    const door = this.#given.helpers.find(({ party }) => party === task.study.helper.party);
    // A helper that left HELPERS is still asked for what it owes to a study that was begun.
    const url = door?.url ?? task.study.helper.url.replace(/\/dap$/, '');
    const study: LeaderStudy = { task, line: new HelperLine(url, this.#given.fetch), facts };
    this.#studies.set(task.digest, study);
    this.#lastConfig = facts.configId;
    if (facts.secrets !== undefined) this.#keys.set(facts.configId, openKeptHpke(facts.secrets.hpke));
    return study;
  }

  /** Why a study goes no further; undefined while it does. */
  trouble(digest: string): string | undefined {
    return this.#studies.get(digest)?.facts.stopped;
  }

  /** Those that live longest first: whoever knows no better takes the first (DAP §4.4.1). */
  configs(): HpkeConfig[] {
    return [...this.#studies.values()]
      .filter(({ facts }) => facts.secrets !== undefined)
      .sort((left, right) => right.task.destroyMs - left.task.destroyMs)
      .map(({ facts: { configId } }) => configOf(configId, this.#keys.get(configId) as HpkeKey));
  }

  /**
   * Both labels, or a fault. What was begun is on the disk before the helper hears of it; after a broken try the same
   * text goes on with the same secrets.
   */
  async takeOn(ask: TakeOnAsk): Promise<{ leader: string; helper: string }> {
    const study = await this.#begin(ask);
    const known = study.facts.labels;
    if (known.helper !== undefined) return { leader: known.leader, helper: known.helper };
    const helper = await askHelper(this.#given.own, study, this.#given.now());
    await this.#change(study, { labels: { ...known, helper } });
    return { leader: known.leader, helper };
  }

  /** Each report of an upload, taken or not; undefined for a study that is not worked on here. */
  async upload(digest: string, body: Uint8Array): Promise<Taken | undefined> {
    const study = this.#study(digest);
    return study === undefined ? undefined : takeIn(this.#tools, study, body);
  }

  withdraw(digest: string, call: WithdrawalCall): Promise<Withdrawal> {
    const study = this.#study(digest);
    if (study === undefined) throw new DoorFault('study-unknown', 'expected a study that is worked on here');
    return withdraw(this.#tools, study, call);
  }

  /** All that is due, one after another. While it runs, a second call waits for the same. */
  settle(nowMs: number, settling: Settling): Promise<void> {
    this.#settling ??= this.#settleAll(nowMs, settling).finally(() => {
      this.#settling = undefined;
    });
    return this.#settling;
  }

  close(): Promise<void> {
    return this.#given.store.close();
  }

  async #settleAll(nowMs: number, settling: Settling): Promise<void> {
    for (const study of this.#studies.values()) {
      const { digest, destroyMs } = study.task;
      if (study.facts.secrets === undefined) continue;
      if (nowMs >= destroyMs) {
        await settling.destroyStudy(digest);
        await this.#destroy(study);
      } else if ((this.#waits.get(digest)?.atMs ?? 0) <= nowMs) {
        await this.#settleOne(study, nowMs, settling);
      }
    }
  }

  async #settleOne(study: LeaderStudy, nowMs: number, settling: Settling): Promise<void> {
    const { digest, closesMs } = study.task;
    const { labels, stopped, isKept } = study.facts;
    if (labels.helper === undefined || stopped !== undefined || isKept === true) return;
    try {
      if (nowMs < closesMs) await passOn(this.#tools, study);
      else {
        if (study.facts.statement === undefined) await countAll(this.#tools, study);
        await settling.keepRelease(await makeRelease(this.#tools, study));
        await this.#change(study, { isKept: true });
      }
      this.#waits.delete(digest);
    } catch (cause) {
      if (cause instanceof HelperAbsent) this.#wait(digest, nowMs);
      else if (cause instanceof HelperRefused) await this.#stop(study, cause);
      else throw cause;
    }
  }

  #wait(digest: string, nowMs: number): void {
    const tries = (this.#waits.get(digest)?.tries ?? 0) + 1;
    this.#waits.set(digest, {
      tries,
      atMs: nowMs + Math.min(longestWaitMs, 1000 * 2 ** Math.min(tries, 20)),
    });
    if (tries === 3) this.#given.tell(`study ${digest}: the helper does not answer; asked again later`);
  }

  /** What one holds and the other denies cannot be counted: nothing is released, until the day of destruction. */
  async #stop(study: LeaderStudy, { error }: HelperRefused): Promise<void> {
    await this.#change(study, { stopped: error });
    this.#given.tell(`study ${study.task.digest}: stopped, ${error}`);
  }

  async #destroy(study: LeaderStudy): Promise<void> {
    const { ownShare: _own, helperShare: _helper, ...rest } = study.facts;
    const facts: LeaderFacts = { ...rest, secrets: undefined };
    study.facts = facts;
    this.#keys.delete(facts.configId);
    await this.#given.store.destroyStudy(study.task.digest, facts);
  }

  /** One that both have taken on and that was not destroyed. */
  #study(digest: string): LeaderStudy | undefined {
    const study = this.#studies.get(digest);
    return study?.facts.secrets === undefined || study.facts.labels.helper === undefined ? undefined : study;
  }

  async #change(of: LeaderStudy, changes: Partial<LeaderFacts>): Promise<void> {
    const facts = { ...of.facts, ...changes };
    await this.#given.store.changeStudy(of.task.digest, facts, true);
    of.facts = facts;
  }

  async #begin({ text, tokenKey, parties }: TakeOnAsk): Promise<LeaderStudy> {
    const { own, store, now } = this.#given;
    const task = openStudyTask(text, tokenKey);
    const { digest } = task;
    await this.#taking.get(digest);
    const known = this.#studies.get(digest);
    if (known !== undefined) return known;
    const configId = freeConfigId(new Set(this.#keys.keys()), this.#lastConfig);
    if (configId === undefined)
      throw new DoorFault('relay-unready', 'this relay works on 256 studies already');
    const facts = newFacts(own, { digest, tokenKey, parties, configId }, now());
    const study = this.resume(text, facts);
    const taking = store.keepStudy({ digest, text, facts });
    this.#taking.set(digest, taking);
    try {
      await taking;
    } catch (cause) {
      this.#studies.delete(digest);
      this.#keys.delete(configId);
      throw cause;
    } finally {
      this.#taking.delete(digest);
    }
    return study;
  }
}
