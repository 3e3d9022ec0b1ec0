export type ProofFaultCode =
  | 'key-invalid'
  | 'log-key-invalid'
  | 'signature-missing'
  | 'signature-invalid'
  | 'signature-stale'
  | 'digest-invalid'
  | 'assertion-invalid';

/** A proof that does not hold. The message is for developers and never holds keys or bodies. */
export class ProofFault extends Error {
  override readonly name = 'ProofFault';
  readonly code: ProofFaultCode;

  constructor(code: ProofFaultCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
