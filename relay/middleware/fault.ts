import type { ProblemCode } from '../../policy/problem.ts';

/** A call that a door refuses. The message says what was expected and is shown to the caller: never a found value. */
export class DoorFault extends Error {
  override readonly name = 'DoorFault';
  readonly code: ProblemCode;
  readonly retryAfterS: number | undefined;

  constructor(code: ProblemCode, expected: string, more: { retryAfterS?: number; cause?: unknown } = {}) {
    super(expected, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.retryAfterS = more.retryAfterS;
  }
}
