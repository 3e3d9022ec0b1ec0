/**
 * What a study publishes, once: the noisy count of each cell and how many contributions there were. Both aggregators sign
 * the same statement; every table, interval and file is worked out from it and from the manifest, by anyone, the same.
 */
import { PolicyFault } from './fault.ts';
import {
  digest,
  id,
  instant,
  list,
  literal,
  map,
  object,
  oneOf,
  partyId,
  reader,
  type Schema,
  servedPath,
  signature,
  whole,
} from './read.ts';
import type { Head } from './record.ts';

/** Why a contribution was not counted; each counted once, by the first reason found. */
export const rejectionReasons = [
  'late',
  'early',
  'duplicate',
  'forged',
  'other-study',
  'token',
  'unreadable',
] as const;
export type RejectionReason = (typeof rejectionReasons)[number];

export interface ReleaseCounts {
  /** Contributions that both aggregators proved valid: what the cells add up to, before noise. */
  readonly accepted: number;
  readonly withdrawn: number;
  readonly rejected: Readonly<Record<RejectionReason, number>>;
}

/** Signed by leader and helper each, under `vav/release-statement/1`. */
export interface ReleaseStatement {
  readonly study: string;
  /** `too-few`: under the minimum cohort, so no number is told, `accepted` neither (0 stands there). */
  readonly outcome: 'published' | 'too-few';
  readonly counts: ReleaseCounts;
  /** True count and both noises, a whole number that may be negative; one a bucket, the last is « nothing to say ». */
  readonly cells: readonly number[];
  /** SHA-256 of each file of the package but `proof.json`, by its name in the zip. */
  readonly files: Readonly<Record<string, string>>;
}

export interface Release extends Head<'release'> {
  /** The leader's party. */
  readonly by: string;
  readonly statement: ReleaseStatement;
  /** Leader first, then helper. */
  readonly signatures: readonly { readonly party: string; readonly signature: string }[];
}

export const releaseStatementLabel = 'vav/release-statement/1';

const count = whole(0, 1_000_000_000);
const maxCell = 1_000_000_000_000;

/** What a statement can say: above any count with its noise by far. */
export const isCell = (cell: number): boolean => Number.isInteger(cell) && Math.abs(cell) <= maxCell;

export const releaseStatementShape: Schema<ReleaseStatement> = object({
  study: digest,
  outcome: oneOf(['published', 'too-few']),
  counts: object({
    accepted: count,
    withdrawn: count,
    rejected: object({
      late: count,
      early: count,
      duplicate: count,
      forged: count,
      'other-study': count,
      token: count,
      unreadable: count,
    }),
  }),
  cells: list(whole(-maxCell, maxCell), 401),
  files: map(servedPath, digest),
});

export const readReleaseStatement = reader(releaseStatementShape, 'release-invalid');

const release: Schema<Release> = object({
  v: literal(1),
  type: literal('release'),
  id,
  at: instant,
  by: partyId,
  statement: releaseStatementShape,
  signatures: list(object({ party: partyId, signature }), 2),
});

const readShape = reader(release, 'release-invalid');

export function readRelease(body: unknown): Release {
  const read = readShape(body);
  const [first, second, ...rest] = read.signatures;
  if (first === undefined || second === undefined || rest.length > 0 || first.party === second.party)
    throw new PolicyFault('release-invalid', 'expected the signatures of two parties', 'signatures');
  if (first.party !== read.by)
    throw new PolicyFault('release-invalid', 'expected the leader first', 'signatures');
  if ((read.statement.outcome === 'too-few') !== (read.statement.cells.length === 0))
    throw new PolicyFault('release-invalid', 'expected no cells where there are too few', 'statement.cells');
  return read;
}
