/**
 * vault-locked: a write or a read needs the root · vault-full: the browser gave no more room · vault-broken: a row or
 * the slot list cannot be opened with this root · vault-absent: the browser gives no database · vault-exists: this
 * device has a vault already · unlock-failed: the passkey, phrase or code does not open this vault.
 */
export type VaultFaultCode =
  | 'vault-locked'
  | 'vault-full'
  | 'vault-broken'
  | 'vault-absent'
  | 'vault-exists'
  | 'unlock-failed';

export class VaultFault extends Error {
  override readonly name = 'VaultFault';
  readonly code: VaultFaultCode;

  constructor(code: VaultFaultCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
