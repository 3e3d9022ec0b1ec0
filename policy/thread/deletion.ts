/**
 * After a withdrawal two things can be true, and they are never one: that access has ended is proved by the log; that
 * the data is deleted can only be said by the party, which signs it.
 */
import { instantMs } from '../instant.ts';
import type { Standing } from './standing.ts';

export interface AccessEnd {
  readonly atMs: number;
  /** Digest of the record that ended it; `null` when time did. */
  readonly record: string | null;
}

export type DeletionState = 'not-asked' | 'asked' | 'overdue' | 'declared' | 'refused' | 'withdrawn';

export interface Deletion {
  /** Proved. */
  readonly accessEnded: AccessEnd | null;
  /** Claimed by the party, or owed by it. */
  readonly deletion: DeletionState;
  readonly dueMs: number | null;
  /** When the party signed that it is deleted. */
  readonly declaredMs: number | null;
}

/** `asked`: the standing of the thread of kind `deletion`, where there is one. */
export function deletionOf(accessEnded: AccessEnd | null, asked: Standing | null): Deletion {
  if (asked === null) return { accessEnded, deletion: 'not-asked', dueMs: null, declaredMs: null };
  const { dueMs } = asked;
  const isDeclared = asked.answer?.outcome === 'done';
  const declaredMs = isDeclared && asked.answer !== null ? instantMs(asked.answer.at) : null;
  return { accessEnded, deletion: stateOf(asked, isDeclared), dueMs, declaredMs };
}

function stateOf(asked: Standing, isDeclared: boolean): DeletionState {
  if (isDeclared) return 'declared';
  if (asked.answer !== null) return 'refused';
  if (asked.state === 'withdrawn') return 'withdrawn';
  return asked.isOverdue ? 'overdue' : 'asked';
}
