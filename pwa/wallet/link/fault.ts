import type { LangText } from '../../../policy/record.ts';

/**
 * network-absent: no connection at all · network-slow: no answer in time · answer-invalid: an answer that is not what
 * `policy/routes` says · relay-refused: the relay said no, in its own code and sentences.
 */
export type LinkFaultCode = 'network-absent' | 'network-slow' | 'answer-invalid' | 'relay-refused';

/** What happened and what can be done, in the words of the relay. */
export interface RelayProblem {
  readonly code: string;
  readonly status: number;
  readonly text: LangText;
  readonly todo: LangText | null;
}

export class LinkFault extends Error {
  override readonly name = 'LinkFault';
  readonly code: LinkFaultCode;
  readonly problem: RelayProblem | null;

  constructor(
    code: LinkFaultCode,
    message: string,
    problem: RelayProblem | null = null,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.code = code;
    this.problem = problem;
  }

  /** Worth another try later: nothing was decided. */
  get isPassing(): boolean {
    const status = this.problem?.status ?? 0;
    return this.code !== 'relay-refused' || status >= 500 || status === 429;
  }
}
