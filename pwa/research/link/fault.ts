/** Why something could not be read; also a key of the words. */
export type ReadFaultCode = 'network-absent' | 'answer-invalid' | 'not-found' | 'release-later';

export class ReadFault extends Error {
  override readonly name = 'ReadFault';
  readonly code: ReadFaultCode;

  constructor(code: ReadFaultCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
