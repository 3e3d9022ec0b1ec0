import type { Schema } from './read.ts';
import { line, list, object, reader } from './read.ts';

/** The file `/witnesses.json`: C2SP verifier keys (type 0x04) of those who cosign the log. */
export interface Witnesses {
  readonly witnesses: readonly string[];
}

const witnesses: Schema<Witnesses> = object({ witnesses: list(line(400), 16) });

export const readWitnesses = reader(witnesses, 'receipt-invalid');
