// The studies that this relay carries: each manifest with the aggregators' words on it, what researchers said afterwards,
// and its release. All of it public records, read from the store once and kept in memory, as the directory does.

import { recordDigest } from '../crypto/hash.ts';
import { type FollowUp, type Operation, readLabel } from '../policy/label.ts';
import { splitRecord } from '../policy/record.ts';
import { type Release, readRelease } from '../policy/release.ts';
import { readStudy, type Study, type StudyState, studyState } from '../policy/study.ts';
import { DoorFault } from './middleware/fault.ts';
import type { KeptPublic, Store } from './store/contract.ts';

interface Told<T> {
  readonly said: T;
  readonly kept: KeptPublic;
}

export interface KnownStudy {
  readonly digest: string;
  readonly study: Study;
  readonly kept: KeptPublic;
  /** One of the leader and one of the helper, once both have taken it on. */
  readonly operations: readonly Told<Operation>[];
  readonly followUps: readonly Told<FollowUp>[];
  readonly release: Told<Release> | undefined;
}

export class Studies {
  readonly #known = new Map<string, KnownStudy>();

  static async open(store: Store): Promise<Studies> {
    const studies = new Studies();
    for (const type of ['study', 'label', 'release'] as const)
      for (const kept of await store.listPublic(type)) studies.add(kept);
    return studies;
  }

  /** In log order: the newest comes last. */
  list(): KnownStudy[] {
    return [...this.#known.values()];
  }

  get(digest: string): KnownStudy | undefined {
    return this.#known.get(digest);
  }

  require(digest: string): KnownStudy {
    const known = this.#known.get(digest);
    if (known === undefined)
      throw new DoorFault('study-unknown', 'expected the digest of a study of this relay');
    return known;
  }

  /** A public record that was just kept; what is about no study is passed over. */
  add(kept: KeptPublic): void {
    const { body } = splitRecord(kept.text);
    if (kept.type === 'study') this.#addStudy(kept, readStudy(body));
    else if (kept.type === 'label') {
      const label = readLabel(body);
      if (label.kind === 'operates')
        this.#change(label.study, ({ operations }) => ({ operations: joined(operations, label, kept) }));
      else if (label.kind === 'followed-up')
        this.#change(label.study, ({ followUps }) => ({ followUps: joined(followUps, label, kept) }));
    } else if (kept.type === 'release') {
      const release = readRelease(body);
      this.#change(release.statement.study, () => ({ release: { said: release, kept } }));
    }
  }

  #addStudy(kept: KeptPublic, study: Study): void {
    const digest = recordDigest(kept.text);
    if (this.#known.has(digest)) return;
    this.#known.set(digest, { digest, study, kept, operations: [], followUps: [], release: undefined });
  }

  #change(digest: string, change: (known: KnownStudy) => Partial<KnownStudy>): void {
    const known = this.#known.get(digest);
    if (known !== undefined) this.#known.set(digest, { ...known, ...change(known) });
  }
}

function joined<T extends { readonly id: string }>(
  before: readonly Told<T>[],
  said: T,
  kept: KeptPublic,
): Told<T>[] {
  return before.some((entry) => entry.said.id === said.id) ? [...before] : [...before, { said, kept }];
}

export function isTakenOn({ operations }: KnownStudy): boolean {
  return (['leader', 'helper'] as const).every((role) => operations.some(({ said }) => said.role === role));
}

export function stateOf(known: KnownStudy, nowMs: number): StudyState {
  const outcome = known.release?.said.statement.outcome;
  return studyState(known.study, { isTakenOn: isTakenOn(known), outcome }, nowMs);
}
