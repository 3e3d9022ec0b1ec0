/**
 * network-absent: nobody answered · relay-failed: it answered, and could not do it · room-gone: the room is over, or
 * never was · refused: too many rooms, for now · answer-invalid: an answer that is not what `policy/routes` says.
 */
export type CallFaultCode = 'network-absent' | 'relay-failed' | 'room-gone' | 'refused' | 'answer-invalid';

export class CallFault extends Error {
  override readonly name = 'CallFault';
  readonly code: CallFaultCode;

  constructor(code: CallFaultCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
