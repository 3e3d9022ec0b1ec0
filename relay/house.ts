// What every door is given: the rooms of the relay, put together once by `app.ts`.

import type { Realm } from '../policy/realm.ts';
import type { Scenario } from '../policy/workshop.ts';
import type { Leader } from './aggregate/leader.ts';
import type { Packages } from './aggregate/packages.ts';
import type { Challenges } from './backup/challenges.ts';
import type { Conditions } from './conditions.ts';
import type { Ends } from './ends.ts';
import type { Issuer } from './issuer/issuer.ts';
import type { Anchor } from './log/anchor.ts';
import type { Meetings } from './meeting/meetings.ts';
import type { Directory } from './middleware/directory.ts';
import type { Limits } from './middleware/limits.ts';
import type { Metrics } from './middleware/metrics.ts';
import type { Pages } from './pages.ts';
import type { LogSigner } from './proof/log-signer.ts';
import type { Codes } from './room/codes.ts';
import type { UsedOnce } from './room/once.ts';
import type { PushedRequests } from './room/pushed.ts';
import type { Rooms } from './room/rooms.ts';
import type { BackupStore } from './store/backup-contract.ts';
import type { KeptPublic, Store } from './store/contract.ts';
import type { Studies } from './studies.ts';
import type { WorkshopRooms } from './workshop/rooms.ts';

export interface Invitation {
  title: { fr: string; en: string };
  link: string;
  /** In an exercise: the workshop's scenario that begins with it. */
  scenario?: Scenario;
}

export interface House {
  /** Under which labels signatures count here: never both in one house. */
  readonly realm: Realm;
  /** Outside address without a final slash. */
  readonly origin: string;
  readonly now: () => number;
  readonly store: Store;
  readonly signer: LogSigner;
  /** Party id of the régie, whose labels admit. */
  readonly regie: string;
  /** What is served at `/witnesses.json`. */
  readonly witnessFile: string;
  /** Holds the newest cosigned checkpoint; undefined where nobody is asked. */
  readonly anchor: Anchor | undefined;
  /** The wallet as the log names it; undefined without a built wallet. */
  readonly build: KeptPublic | undefined;
  /** Opens the counts by door; undefined where nobody reads them. */
  readonly metricsToken: string | undefined;
  readonly directory: Directory;
  readonly limits: Limits;
  readonly metrics: Metrics;
  /** What is told of parties in public, made once a week. */
  readonly pages: Pages;
  /** Ends what public records end. */
  readonly ends: Ends;
  readonly studies: Studies;
  /** The zip of each release. */
  readonly packages: Packages;
  /** One of two aggregators; undefined where there is no helper to be the other. */
  readonly leader: Leader | undefined;
  /** Several processes on one database: some things one of them alone has. */
  readonly isShared: boolean;
  /** Gives tokens for studies and conditions; undefined where another process of this relay has it. */
  readonly issuer: Issuer | undefined;
  /** Counts yeses; undefined where there is no issuer. */
  readonly conditions: Conditions | undefined;
  readonly pushed: PushedRequests;
  readonly rooms: Rooms;
  readonly codes: Codes;
  /** Sealed backups of wallets; undefined where none are kept. */
  readonly backups: BackupStore | undefined;
  /** So many are kept; whose backup is there already may go on writing. */
  readonly maxBackups: number;
  readonly challenges: Challenges;
  /** Where two devices of one person, or of a person and a helper, leave sealed messages. */
  readonly meetings: Meetings;
  /** Nonces and `jti` of parties. */
  readonly usedOnce: UsedOnce;
  /** Nonces of wallets. */
  readonly usedCalls: UsedOnce;
  /** Only where an exercise is: the house of real wallets has no workshop's door. */
  readonly workshop: WorkshopRooms | undefined;
  /** Undefined unless the relay was started with the demonstration. */
  invitations: Invitation[] | undefined;
  /** Set when the process was asked to end: `/readyz` says no, so that a front sends nobody any more. */
  isClosing: boolean;
}
