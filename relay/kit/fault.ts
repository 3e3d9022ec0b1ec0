/** What a party's program meets. `relay-refused` carries the relay's own code; `code` is then that code. */
export class KitFault extends Error {
  override readonly name = 'KitFault';
  readonly code: string;
  readonly status: number | undefined;

  constructor(code: string, message: string, more: { status?: number; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.status = more.status;
  }
}
