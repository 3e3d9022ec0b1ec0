import type { ProblemCode } from '../../policy/problem.ts';
import type { Gap } from '../../policy/publication.ts';

/** A call that a door refuses. The message says what was expected and is shown to the caller: never a found value. */
export class DoorFault extends Error {
  override readonly name = 'DoorFault';
  readonly code: ProblemCode;
  readonly retryAfterS: number | undefined;
  /** What a declaration lacks, all of it. */
  readonly gaps: readonly Gap[] | undefined;

  constructor(
    code: ProblemCode,
    expected: string,
    more: { retryAfterS?: number; gaps?: readonly Gap[]; cause?: unknown } = {},
  ) {
    super(expected, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.retryAfterS = more.retryAfterS;
    this.gaps = more.gaps;
  }
}
