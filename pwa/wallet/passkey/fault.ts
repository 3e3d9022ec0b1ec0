/**
 * passkey-absent: this browser or device has none that fits · passkey-refused: the person closed the window, or it
 * timed out · passkey-no-secret: the passkey exists but cannot give a secret (no PRF).
 */
export type PasskeyFaultCode = 'passkey-absent' | 'passkey-refused' | 'passkey-no-secret';

export class PasskeyFault extends Error {
  override readonly name = 'PasskeyFault';
  readonly code: PasskeyFaultCode;

  constructor(code: PasskeyFaultCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
