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

export class TakenStudies<S extends TakenState, T extends TakenStudy<S>> {
  readonly #store: Pick<StudyStore<S>, 'keepStudy' | 'changeStudy' | 'destroyStudy'>;
  readonly #studies = new Map<string, T>();
  readonly #keys = new Map<number, HpkeKey>();
  readonly #keeping = new Map<string, Promise<unknown>>();
  #lastConfig = 0;

  constructor(store: Pick<StudyStore<S>, 'keepStudy' | 'changeStudy' | 'destroyStudy'>) {
    this.#store = store;
  }

  /** One that is on the disk already. */
  add(study: T): void {
    const { task, state } = study;
    this.#studies.set(task.digest, study);
    this.#lastConfig = state.configId;
    if (state.secrets !== undefined) this.#keys.set(state.configId, openKeptHpke(state.secrets.hpke));
  }

  /** Undefined too for a study that was destroyed: there is nothing left that could answer. */
  get(digest: string): T | undefined {
    const found = this.#studies.get(digest);
    return found?.state.secrets === undefined ? undefined : found;
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
    this.add(study);
    const keeping = this.#store.keepStudy({ digest, text: study.task.text, state: study.state });
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
    return study;
  }

  async change(study: T, changes: Partial<S>): Promise<void> {
    const state = { ...study.state, ...changes };
    await this.#store.changeStudy(study.task.digest, state);
    study.state = state;
  }

  /** `left`: what stays after the day of destruction, without secrets. */
  async destroy(study: T, left: S): Promise<void> {
    study.state = left;
    this.#keys.delete(left.configId);
    await this.#store.destroyStudy(study.task.digest, left);
  }
}
