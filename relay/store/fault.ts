export type StoreFaultCode =
  | 'store-failed'
  | 'store-closed'
  | 'signer-absent'
  | 'log-other'
  | 'record-exists'
  | 'record-followed'
  | 'mailbox-taken'
  | 'grant-unknown'
  | 'grant-ended'
  | 'envelope-stale'
  | 'pause-stale'
  | 'mandate-stale'
  | 'mandate-unknown'
  | 'mandate-over'
  | 'mandate-outside'
  | 'handover-forked'
  | 'key-unknown'
  | 'key-replaced'
  | 'declaration-closed'
  | 'thread-unknown'
  | 'thread-full'
  | 'turn-stale'
  | 'calculation-unknown';

/** What the store cannot do. After `store-failed` and `signer-absent` nothing was acknowledged: ask again later. */
export class StoreFault extends Error {
  readonly code: StoreFaultCode;

  constructor(code: StoreFaultCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StoreFault';
    this.code = code;
  }
}
