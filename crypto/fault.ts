/** The closed list: a caller can write a `switch` that the compiler checks. */
export type CryptoFaultCode =
  | 'encoding-invalid'
  | 'key-invalid'
  | 'signature-invalid'
  | 'open-failed'
  | 'proof-invalid'
  | 'code-invalid'
  | 'size-invalid'
  | 'contribution-invalid';

/** Broken input or a failed operation. The message is for developers and never holds keys or plain text. */
export class CryptoFault extends Error {
  override readonly name = 'CryptoFault';
  readonly code: CryptoFaultCode;

  constructor(code: CryptoFaultCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
