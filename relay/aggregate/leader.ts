// The leader: the other of the two aggregators, run with the relay. It takes in what wallets send, holds it until the window
// is closed, counts with the helper, and keeps the release. It sees of each contribution one half, which is chance.

import type { HpkeConfig } from '../../crypto/dap/hpke-config.ts';
import { DoorFault } from '../middleware/fault.ts';
import type { OwnParty } from '../own-party.ts';
import type { HelperDoor } from '../settings.ts';
import type { LeaderStore } from '../store/aggregate-contract.ts';
import { type Fetch, HelperAbsent, HelperLine, HelperRefused } from './helper-line.ts';
import { countAll } from './leader-jobs.ts';
import { makeRelease } from './leader-release.ts';
import type { LeaderState } from './leader-state.ts';
import type { LeaderStudy, LeaderTools } from './leader-study.ts';
import { askHelper, newState } from './leader-take-on.ts';
import { passOn, type Withdrawal, withdraw } from './leader-withdraw.ts';
import type { Noise } from './noise-share.ts';
import type { ReleaseFiles } from './statement.ts';
import type { TakeOnParties } from './take-on.ts';
import { TakenStudies } from './taken-studies.ts';
import { openStudyTask, type StudyTask } from './task.ts';
import { Turns } from './turns.ts';
import { type Taken, takeIn } from './upload.ts';
import type { WithdrawalCall } from './withdrawal.ts';

export interface LeaderGiven {
  readonly store: LeaderStore<LeaderState>;
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
/** So many helpers may hang, each as long as one call may last, before other studies wait. */
const settledAtOnce = 8;

/** For the operator: what kind of fault, and nothing of what it was about. */
const nameOf = (cause: unknown): string => (cause instanceof Error ? cause.name : 'a fault');

export async function openLeader(given: LeaderGiven): Promise<Leader> {
  const leader = new Leader(given);
  await leader.resume();
  return leader;
}

export class Leader {
  readonly #given: LeaderGiven;
  readonly #tools: LeaderTools;
  readonly #studies: TakenStudies<LeaderState, LeaderStudy>;
  /** When a study that did not go on is looked at again, and after how many tries. */
  readonly #waits = new Map<string, { tries: number; atMs: number }>();
  readonly #settling = new Map<string, Promise<void>>();
  readonly #destroying = new Map<string, Promise<void>>();
  readonly #turns = new Turns(settledAtOnce);

  constructor(given: LeaderGiven) {
    this.#given = given;
    const { store, own, now, noise, filesOf } = given;
    this.#studies = new TakenStudies(store, (text, state) =>
      this.#open(openStudyTask(text, state.tokenKey), state),
    );
    this.#tools = {
      store,
      own,
      now,
      noise,
      filesOf,
      key: this.#studies.key,
      change: (of, changes) => this.#studies.change(of, changes),
    };
  }

  get helpers(): readonly HelperDoor[] {
    return this.#given.helpers;
  }

  /** Those that were taken on before this process began. */
  resume(): Promise<void> {
    return this.#studies.resume();
  }

  configs(): HpkeConfig[] {
    return this.#studies.configs();
  }

  /**
   * Both labels, or a fault. What was begun is on the disk before the helper hears of it; after a broken try the same
   * text goes on with the same secrets.
   */
  async takeOn(ask: TakeOnAsk): Promise<{ leader: string; helper: string }> {
    const study = await this.#begin(ask);
    const known = study.state.labels;
    if (known.helper !== undefined) return { leader: known.leader, helper: known.helper };
    const helper = await askHelper(this.#given.own, study, this.#given.now());
    await this.#studies.change(study, { labels: { ...known, helper } });
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

  /**
   * All that is due, each study for itself: whatever becomes of one, and whatever a helper does about it, holds up no other.
   * Destruction waits for no turn. Of a study that is being settled a second call waits for the same.
   */
  async settle(nowMs: number, settling: Settling): Promise<void> {
    const alive = this.#studies.alive();
    const isPast = ({ task }: LeaderStudy): boolean => nowMs >= task.destroyMs;
    const destroyed = alive.filter(isPast).map((study) => this.#destroyOnce(study, nowMs, settling));
    const settled = alive
      .filter((study) => !isPast(study))
      .map((study) => this.#settleOnce(study, nowMs, settling));
    await Promise.all([...destroyed, ...settled]);
  }

  close(): Promise<void> {
    return this.#given.store.close();
  }

  #settleOnce(study: LeaderStudy, nowMs: number, settling: Settling): Promise<void> {
    const { digest } = study.task;
    const running =
      this.#settling.get(digest) ??
      this.#turns
        .take(() => this.#settleDue(study, nowMs, settling))
        .finally(() => void this.#settling.delete(digest));
    this.#settling.set(digest, running);
    return running;
  }

  #destroyOnce(study: LeaderStudy, nowMs: number, settling: Settling): Promise<void> {
    const { digest } = study.task;
    const running =
      this.#destroying.get(digest) ??
      this.#destroy(study, nowMs, settling).finally(() => void this.#destroying.delete(digest));
    this.#destroying.set(digest, running);
    return running;
  }

  /** After what runs of it: nothing is written back of a study that is gone. */
  async #destroy(study: LeaderStudy, nowMs: number, settling: Settling): Promise<void> {
    const { digest } = study.task;
    const wait = `destroy ${digest}`;
    if ((this.#waits.get(wait)?.atMs ?? 0) > nowMs) return;
    await this.#settling.get(digest);
    try {
      await settling.destroyStudy(digest);
      const { ownShare: _own, helperShare: _helper, ...rest } = study.state;
      await this.#studies.destroy(study, { ...rest, secrets: undefined });
    } catch (cause) {
      this.#wait(wait, nowMs);
      this.#given.tell(`study ${digest}: not destroyed, ${nameOf(cause)}; tried again later`);
    }
  }

  async #settleDue(study: LeaderStudy, nowMs: number, settling: Settling): Promise<void> {
    const { digest } = study.task;
    if ((this.#waits.get(digest)?.atMs ?? 0) > nowMs) return;
    try {
      await this.#settleOne(study, nowMs, settling);
      this.#waits.delete(digest);
    } catch (cause) {
      const tries = this.#wait(digest, nowMs);
      if (!(cause instanceof HelperAbsent))
        this.#given.tell(`study ${digest}: ${nameOf(cause)}; tried again later`);
      else if (tries === 3)
        this.#given.tell(`study ${digest}: the helper does not answer; asked again later`);
    }
  }

  async #settleOne(study: LeaderStudy, nowMs: number, settling: Settling): Promise<void> {
    const { closesMs } = study.task;
    const { labels, stopped, isKept } = study.state;
    if (labels.helper === undefined || stopped !== undefined || isKept === true) return;
    try {
      if (nowMs < closesMs) await passOn(this.#tools, study);
      else {
        if (study.state.statement === undefined) await countAll(this.#tools, study);
        await settling.keepRelease(await makeRelease(this.#tools, study));
        await this.#studies.change(study, { isKept: true });
      }
    } catch (cause) {
      if (cause instanceof HelperRefused) await this.#stop(study, cause);
      else throw cause;
    }
  }

  #wait(forWhat: string, nowMs: number): number {
    const tries = (this.#waits.get(forWhat)?.tries ?? 0) + 1;
    this.#waits.set(forWhat, {
      tries,
      atMs: nowMs + Math.min(longestWaitMs, 1000 * 2 ** Math.min(tries, 20)),
    });
    return tries;
  }

  /** What one holds and the other denies cannot be counted: nothing is released, until the day of destruction. */
  async #stop(study: LeaderStudy, { error }: HelperRefused): Promise<void> {
    await this.#studies.change(study, { stopped: error });
    this.#given.tell(`study ${study.task.digest}: stopped, ${error}`);
  }

  /** One that both have taken on and that was not destroyed. */
  #study(digest: string): LeaderStudy | undefined {
    const study = this.#studies.get(digest);
    return study?.state.labels.helper === undefined ? undefined : study;
  }

  #begin({ text, tokenKey, parties }: TakeOnAsk): Promise<LeaderStudy> {
    const { own, now } = this.#given;
    const task = openStudyTask(text, tokenKey);
    const { digest } = task;
    return this.#studies.keep(digest, (configId) =>
      this.#open(task, newState(own, { digest, tokenKey, parties, configId }, now())),
    );
  }

  #open(task: StudyTask, state: LeaderState): LeaderStudy {
    const door = this.#given.helpers.find(({ party }) => party === task.study.helper.party);
    // A helper that left HELPERS is still asked for what it owes to a study that was begun.
    const url = door?.url ?? task.study.helper.url.replace(/\/dap$/, '');
    return { task, line: new HelperLine(url, this.#given.fetch), state };
  }
}
