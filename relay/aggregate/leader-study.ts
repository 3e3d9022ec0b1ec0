import type { OwnParty } from '../own-party.ts';
import type { HpkeKey } from '../proof/hpke.ts';
import type { LeaderStore } from '../store/aggregate-contract.ts';
import type { HelperLine } from './helper-line.ts';
import type { LeaderState } from './leader-state.ts';
import type { Noise } from './noise-share.ts';
import type { ReleaseFiles } from './statement.ts';
import type { TakenStudy } from './taken-studies.ts';

/** A study that this leader works on. */
export interface LeaderStudy extends TakenStudy<LeaderState> {
  readonly line: HelperLine;
}

/** What the steps of a count are given. */
export interface LeaderTools {
  readonly store: LeaderStore<LeaderState>;
  readonly own: OwnParty;
  readonly now: () => number;
  readonly noise: Noise;
  readonly filesOf: ReleaseFiles;
  /** The key that a configuration names: of any study that is alive. */
  readonly key: (configId: number) => HpkeKey | undefined;
  change(of: LeaderStudy, changes: Partial<LeaderState>): Promise<void>;
}
