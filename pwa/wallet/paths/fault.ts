import { CryptoFault, type CryptoFaultCode } from '../../../crypto/fault.ts';
import { PolicyFault, type PolicyFaultCode } from '../../../policy/fault.ts';
import { LinkFault, type LinkFaultCode } from '../link/fault.ts';
import { PasskeyFault, type PasskeyFaultCode } from '../passkey/fault.ts';
import { VaultFault, type VaultFaultCode } from '../vault/fault.ts';

/** The closed list of what can go wrong on a path of the wallet; each has its sentences in `pwa/words`. */
export type PathFaultCode =
  | 'link-invalid'
  | 'request-expired'
  | 'request-invalid'
  | 'request-foreign'
  | 'request-outside-declaration'
  | 'request-superseded'
  | 'party-invalid'
  | 'party-forked'
  | 'party-closed'
  | 'party-not-admitted'
  | 'declaration-altered'
  | 'declaration-not-valid'
  | 'receipt-unproven'
  | 'record-foreign'
  | 'answer-unsigned'
  | 'log-unknown'
  | 'choice-wider'
  | 'choice-incomplete'
  | 'period-too-long'
  | 'fact-missing'
  | 'view-differs'
  | 'grant-unknown'
  | 'grant-over'
  | 'calculation-unknown'
  | 'thread-unknown'
  | 'thread-altered'
  | 'study-unknown'
  | 'study-untrue'
  | 'condition-unknown'
  | 'condition-untrue'
  | 'condition-over'
  | 'study-closed'
  | 'budget-short'
  | 'phone-too-old'
  | 'card-in-use'
  | 'passphrase-short'
  | 'meeting-over'
  | 'given-unanswered'
  | 'backup-unknown'
  | 'backup-unopened'
  | 'backup-large'
  | 'backup-taken'
  | 'device-unknown'
  | 'root-changed'
  | 'slots-forked'
  | 'wallet-locked'
  | 'tablet-keyless'
  | 'wallet-exists';

export class PathFault extends Error {
  override readonly name = 'PathFault';
  readonly code: PathFaultCode;

  constructor(code: PathFaultCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Codes of the ground floor without sentences of their own are told in the general ones. */
export type FaultCode =
  | PathFaultCode
  | LinkFaultCode
  | VaultFaultCode
  | PasskeyFaultCode
  | CryptoFaultCode
  | PolicyFaultCode
  | 'unexpected';

/** What a screen shows for a caught error: the stable code, and the relay's own sentences when it gave any. */
export interface ShownFault {
  readonly code: FaultCode;
  readonly relay: LinkFault | null;
}

export function shownFault(error: unknown): ShownFault {
  if (error instanceof LinkFault) return { code: error.code, relay: error };
  const isOurs =
    error instanceof PathFault ||
    error instanceof VaultFault ||
    error instanceof PasskeyFault ||
    error instanceof CryptoFault ||
    error instanceof PolicyFault;
  return { code: isOurs ? error.code : 'unexpected', relay: null };
}
