import type { OwnParty } from '../own-party.ts';
import type { HpkeKey } from '../proof/hpke.ts';
import type { LeaderStore } from '../store/aggregate-contract.ts';
import type { HelperLine } from './helper-line.ts';
import type { LeaderFacts } from './leader-facts.ts';
import type { Noise } from './noise-share.ts';
import type { ReleaseFiles } from './statement.ts';
import type { StudyTask } from './task.ts';

/** A study that this leader works on. `facts` changes in `Leader.change` alone, after COMMIT. */
export interface LeaderStudy {
  readonly task: StudyTask;
  readonly line: HelperLine;
  facts: LeaderFacts;
}

/** What the steps of a count are given. */
export interface LeaderTools {
  readonly store: LeaderStore<LeaderFacts>;
  readonly own: OwnParty;
  readonly now: () => number;
  readonly noise: Noise;
  readonly filesOf: ReleaseFiles;
  /** The key that a configuration names: of any study that is alive. */
  readonly key: (configId: number) => HpkeKey | undefined;
  change(of: LeaderStudy, changes: Partial<LeaderFacts>): Promise<void>;
}
