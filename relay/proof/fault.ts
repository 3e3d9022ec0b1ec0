/** The words of the problems that they become; `log-key-invalid` ends the start, and it and `signing-failed` are no caller's affair. */
export type ProofFaultCode =
  | 'log-key-invalid'
  | 'signature-missing'
  | 'signature-invalid'
  | 'time-stale'
  | 'digest-invalid'
  | 'client-invalid'
  | 'signing-failed';

/** A proof that does not hold. The message is for developers and never holds keys or bodies. */
export class ProofFault extends Error {
  override readonly name = 'ProofFault';
  readonly code: ProofFaultCode;

  constructor(code: ProofFaultCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
