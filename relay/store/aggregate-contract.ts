// What an aggregator keeps of its studies, one file a role. Each method that changes something resolves only after COMMIT,
// and answers what was true inside that transaction. What a study's `state` are is the role's own affair: small, as JSON.

import type { RejectionReason } from '../../policy/release.ts';

export interface KeptStudy<F> {
  readonly digest: string;
  readonly text: string;
  readonly state: F;
}

/** What was added up so far, of contributions that both proved. */
export interface Total {
  /** Aggregate share, encoded; undefined before the first contribution. */
  readonly share: Uint8Array | undefined;
  readonly count: number;
  /** XOR of SHA-256 of each report id (DAP §4.5.4.3): 32 bytes. */
  readonly checksum: Uint8Array;
}

export interface Tally {
  readonly withdrawn: number;
  readonly rejected: Readonly<Record<RejectionReason, number>>;
}

/** A contribution that was taken out: what this aggregator said to it, and the other one's word when it is here. */
export interface KeptWithdrawal {
  readonly id: Uint8Array;
  readonly own: string;
  readonly peer: string | undefined;
  /** What has to be told to the other aggregator. */
  readonly asked: string;
}

export interface StudyStore<F> {
  /** In the order in which they were taken on. */
  studies(): Promise<KeptStudy<F>[]>;
  /** False when it is there already: then nothing is changed. */
  keepStudy(study: KeptStudy<F>): Promise<boolean>;
  /** What follows from it leaves this house: a copy of the database from before must not be used again. */
  changeStudy(digest: string, state: F): Promise<void>;
  /** Everything of it but the manifest and these state is overwritten, then the file is made smaller. */
  destroyStudy(digest: string, state: F): Promise<void>;
  total(digest: string): Promise<Total>;
  tally(digest: string): Promise<Tally>;
  /** The first word stays and is given back. Undefined when the contribution is counted already, whatever a clock says. */
  keepWithdrawal(
    digest: string,
    id: Uint8Array,
    own: string,
    asked: string,
  ): Promise<KeptWithdrawal | undefined>;
  close(): Promise<void>;
}

export interface NewReport {
  readonly id: Uint8Array;
  readonly bytes: Uint8Array;
}

/** `same`: these very bytes are here, as after a lost answer. `duplicate`: others are, under this id. */
export type Intake = 'kept' | 'same' | 'duplicate' | 'withdrawn';

export interface KeptReport {
  readonly id: Uint8Array;
  readonly bytes: Uint8Array;
}

export interface Rejected {
  readonly id: Uint8Array;
  readonly reason: RejectionReason;
}

export interface LeaderJob {
  readonly n: number;
  /** As it is sent, each time the same bytes. */
  readonly request: Uint8Array;
  readonly ids: readonly Uint8Array[];
}

export interface JobEnd {
  readonly n: number;
  readonly location: string;
  readonly accepted: readonly Uint8Array[];
  readonly rejected: readonly Rejected[];
  /** With the accepted ones added. */
  readonly total: Total;
}

export interface LeaderStore<F> extends StudyStore<F> {
  keepReport(digest: string, report: NewReport): Promise<Intake>;
  /** Are these very bytes here? */
  hasReport(digest: string, id: Uint8Array, bytes: Uint8Array): Promise<boolean>;
  /** Counted once for these bytes. */
  rejectReport(digest: string, bytes: Uint8Array, reason: RejectionReason): Promise<void>;
  keepPeerWithdrawal(digest: string, id: Uint8Array, peer: string): Promise<void>;
  /** Those that the helper has not answered. */
  pendingWithdrawals(digest: string, limit: number): Promise<KeptWithdrawal[]>;
  /** Kept ones that are in no job and were not rejected. */
  waitingReports(digest: string, limit: number): Promise<KeptReport[]>;
  /** Request, its reports and those that were rejected meanwhile, together: before anything is sent. */
  openJob(digest: string, job: Omit<LeaderJob, 'n'>, rejected: readonly Rejected[]): Promise<number>;
  openJobs(digest: string): Promise<LeaderJob[]>;
  reportsOf(digest: string, ids: readonly Uint8Array[]): Promise<KeptReport[]>;
  /** The contributions are needed no more: their bytes are overwritten. */
  endJob(digest: string, end: JobEnd): Promise<void>;
  /** Where the helper keeps the job that ended last. */
  lastLocation(digest: string): Promise<string | undefined>;
}

/** Inside the transaction: pure and quick. */
export interface JobLook {
  readonly total: Total;
  wasAggregated(id: Uint8Array): boolean;
  wasWithdrawn(id: Uint8Array): boolean;
}

export interface JobVerdict {
  readonly response: Uint8Array;
  readonly accepted: readonly Uint8Array[];
  readonly rejected: readonly Rejected[];
  readonly total: Total;
}

export interface HelperJob {
  readonly name: string;
  readonly response: Uint8Array;
}

export interface HelperStore<F> extends StudyStore<F> {
  /** By the digest of its request: the same bytes are the same job. */
  readJob(digest: string, request: Uint8Array): Promise<HelperJob | undefined>;
  readJobByName(digest: string, name: string): Promise<HelperJob | undefined>;
  /** The first answer to a request stays. */
  keepJob(
    digest: string,
    job: { readonly request: Uint8Array; readonly name: string },
    judge: (look: JobLook) => JobVerdict,
  ): Promise<HelperJob>;
}
