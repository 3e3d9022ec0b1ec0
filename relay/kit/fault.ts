import type { ProblemCode } from '../../policy/problem.ts';
import type { Gap } from '../../policy/publication.ts';

/** What a party's program meets: the relay's own no, in its code, or what does not hold here. */
export type KitFaultCode =
  | ProblemCode
  | 'network-absent'
  | 'answer-invalid'
  | 'answer-unproven'
  | 'receipt-unproven'
  | 'head-forked'
  | 'grant-unproven'
  | 'envelope-absent'
  | 'history-unproven'
  | 'history-shorter'
  | 'statement-other'
  | 'epoch-other'
  | 'access-oversize';

export class KitFault extends Error {
  override readonly name = 'KitFault';
  readonly code: KitFaultCode;
  /** HTTP status, where the relay answered. */
  readonly status: number | undefined;
  /** With `declaration-incomplete`: each field, why it is asked, by which text. */
  readonly gaps: readonly Gap[];

  constructor(
    code: KitFaultCode,
    message: string,
    more: { status?: number; gaps?: readonly Gap[]; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.status = more.status;
    this.gaps = more.gaps ?? [];
  }
}
