// The studies that one aggregator has taken on, the same house for both: each is on the disk before anybody is told, each
// has an HPKE key of its own, and what stands here in memory is what stands there.

import type { HpkeConfig } from '../../crypto/dap/hpke-config.ts';
import { DoorFault } from '../middleware/fault.ts';
import type { HpkeKey } from '../proof/hpke.ts';
import type { StudyStore } from '../store/aggregate-contract.ts';
import { configOf, freeConfigId, type KeptHpke, openKeptHpke } from './configs.ts';
import type { StudyTask } from './task.ts';

/** What either role keeps of a study, at least. */
export interface TakenState {
  readonly configId: number;
  /** Gone from the day of destruction on. */
  readonly secrets: { readonly hpke: KeptHpke } | undefined;
}

/** `state` changes in `TakenStudies` alone, after COMMIT. */
export interface TakenStudy<S extends TakenState> {
  readonly task: StudyTask;
  state: S;
}

type TakenStore<S> = Pick<StudyStore<S>, 'studies' | 'keepStudy' | 'changeStudy' | 'destroyStudy'>;

export class TakenStudies<S extends TakenState, T extends TakenStudy<S>> {
  readonly #store: TakenStore<S>;
  readonly #open: (text: string, state: S) => T;
  readonly #studies = new Map<string, T>();
  readonly #keys = new Map<number, HpkeKey>();
  readonly #keeping = new Map<string, Promise<unknown>>();
  /** Their day has come: no door opens on them any more, until all of it is gone from the disk. */
  readonly #ending = new Set<string>();
  #lastConfig = 0;

  constructor(store: TakenStore<S>, open: (text: string, state: S) => T) {
    this.#store = store;
    this.#open = open;
  }

  /** Those on the disk, when the process begins. */
  async resume(): Promise<void> {
    for (const { text, state } of await this.#store.studies()) this.#add(this.#open(text, state));
  }

  #add(study: T): void {
    const { task, state } = study;
    this.#studies.set(task.digest, study);
    this.#lastConfig = state.configId;
    if (state.secrets !== undefined) this.#keys.set(state.configId, openKeptHpke(state.secrets.hpke));
  }

  /** Undefined too for a study that was destroyed: there is nothing left that could answer. */
  get(digest: string): T | undefined {
    const found = this.#studies.get(digest);
    return found?.state.secrets === undefined || this.#ending.has(digest) ? undefined : found;
  }

  /** Those that were not destroyed, in the order in which they were taken on. */
  alive(): T[] {
    return [...this.#studies.values()].filter(({ state }) => state.secrets !== undefined);
  }

  key = (configId: number): HpkeKey | undefined => this.#keys.get(configId);

  /** Those that live longest first: whoever knows no better takes the first (DAP §4.4.1). */
  configs(): HpkeConfig[] {
    return this.alive()
      .sort((left, right) => right.task.destroyMs - left.task.destroyMs)
      .map(({ state: { configId } }) => configOf(configId, this.#keys.get(configId) as HpkeKey));
  }

  /** The study as it was kept first, destroyed ones too; made and kept when it is new. */
  async keep(digest: string, make: (configId: number) => T): Promise<T> {
    // Nobody is told of what another call has not yet written down.
    await this.#keeping.get(digest);
    const known = this.#studies.get(digest);
    if (known !== undefined) return known;
    const configId = freeConfigId(new Set(this.#keys.keys()), this.#lastConfig);
    if (configId === undefined)
      throw new DoorFault('relay-unready', 'expected at most 256 studies at one time');
    const study = make(configId);
    this.#add(study);
    const keeping = this.#keepNew(study).finally(() => void this.#keeping.delete(digest));
    this.#keeping.set(digest, keeping);
    return keeping;
  }

  async #keepNew(study: T): Promise<T> {
    const { task, state } = study;
    let isNew: boolean;
    try {
      isNew = await this.#store.keepStudy({ digest: task.digest, text: task.text, state });
    } catch (cause) {
      this.#forget(study);
      throw cause;
    }
    return isNew ? study : this.#keptBefore(study);
  }

  /** It stands on the disk, kept by a call that never heard so: its keys count, those made just now do not. */
  async #keptBefore(study: T): Promise<T> {
    const { digest } = study.task;
    this.#forget(study);
    const kept = (await this.#store.studies()).find((entry) => entry.digest === digest);
    if (kept === undefined) throw new TypeError('expected the study that the store says it keeps');
    const before = this.#open(kept.text, kept.state);
    this.#add(before);
    return before;
  }

  #forget({ task, state }: T): void {
    this.#studies.delete(task.digest);
    this.#keys.delete(state.configId);
  }

  async change(study: T, changes: Partial<S>): Promise<void> {
    if (this.#ending.has(study.task.digest) || study.state.secrets === undefined)
      throw new DoorFault('study-closed', 'this study was destroyed');
    const state = { ...study.state, ...changes };
    await this.#store.changeStudy(study.task.digest, state);
    study.state = state;
  }

  /** `left`: what stays after the day of destruction, without secrets. */
  async destroy(study: T, left: S): Promise<void> {
    const { digest } = study.task;
    this.#ending.add(digest);
    await this.#store.destroyStudy(digest, left);
    // After the disk: what failed there is tried again.
    study.state = left;
    this.#keys.delete(left.configId);
    this.#ending.delete(digest);
  }
}
