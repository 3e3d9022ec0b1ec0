import type { ImportFaultCode } from '../../../../policy/import.ts';

/** A file that is not read at all. Names the line, never what stands there. */
export class ImportFault extends Error {
  override readonly name = 'ImportFault';
  readonly code: ImportFaultCode;
  readonly line: number | null;

  constructor(code: ImportFaultCode, message: string, line: number | null = null) {
    super(message);
    this.code = code;
    this.line = line;
  }
}
