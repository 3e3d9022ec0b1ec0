/** Broken input, thrown. A no is never a fault: see `denial.ts`. */
export type PolicyFaultCode =
  | 'canonical-invalid'
  | 'record-invalid'
  | 'record-oversize'
  | 'party-invalid'
  | 'label-invalid'
  | 'declaration-invalid'
  | 'request-invalid'
  | 'grant-invalid'
  | 'refusal-invalid'
  | 'revocation-invalid'
  | 'pause-invalid'
  | 'condition-invalid'
  | 'mandate-invalid'
  | 'handover-invalid'
  | 'statement-invalid'
  | 'study-invalid'
  | 'release-invalid'
  | 'withdrawal-invalid'
  | 'workshop-invalid'
  | 'export-invalid'
  | 'calculation-invalid'
  | 'receipt-invalid'
  | 'answer-invalid'
  | 'thread-invalid'
  | 'answer-incomplete'
  | 'page-invalid'
  | 'access-invalid'
  | 'access-oversize'
  | 'envelope-invalid'
  | 'view-invalid'
  | 'sheet-invalid'
  | 'fact-invalid'
  | 'preference-invalid'
  | 'backup-invalid'
  | 'rules-invalid'
  | 'evaluation-failed';

export class PolicyFault extends Error {
  override readonly name = 'PolicyFault';
  readonly code: PolicyFaultCode;
  /** Where in the input, as dotted field names. Never a value: a value may be personal. */
  readonly where: string;
  readonly expected: string;

  constructor(code: PolicyFaultCode, expected: string, where = '', cause?: unknown) {
    super(where === '' ? expected : `\`${where}\`: ${expected}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.where = where;
    this.expected = expected;
  }
}
