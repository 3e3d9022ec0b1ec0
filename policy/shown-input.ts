/**
 * One input of a calculation, taken out to be shown to one person (an ombudsman, a lawyer, a neighbour): what the party
 * says it calculated with, under the party's own signature, and nothing of the other inputs. Whoever has the file checks
 * it without the wallet (docs/formats/shown-input.md).
 */
import type { Scalar } from './calculation.ts';
import { scalar } from './calculation.ts';
import type { JsonValue, Schema } from './read.ts';
import { digest, jsonValue, line, list, literal, object, prose, reader, salt, some, whole } from './read.ts';
import { type LogReceipt, readLogReceipt } from './receipt.ts';

export interface ShownInput {
  readonly format: 'vav/shown-input/1';
  /** The party's own records, oldest first: the digest of the first is its id, the keys in them verify `record`. */
  readonly party: readonly string[];
  /** The signed record of the calculation. */
  readonly record: string;
  /** The log's word on it; null while none has come. */
  readonly receipt: LogReceipt | null;
  readonly input: { readonly key: string; readonly value: Scalar; readonly salt: string };
  /** Place among the inputs, and the audit path to `inputs.root` of the record (RFC 6962 §2.1.1). */
  readonly index: number;
  readonly path: readonly string[];
}

const text = prose(65_536);

const shape: Schema<Omit<ShownInput, 'receipt'> & { readonly receipt: JsonValue }> = object({
  format: literal('vav/shown-input/1'),
  party: some(text, 100),
  record: text,
  receipt: jsonValue,
  input: object({ key: line(200), value: scalar, salt }),
  index: whole(0, 499),
  path: list(digest, 9),
});

const readShape = reader(shape, 'calculation-invalid');

export function readShownInput(body: unknown): ShownInput {
  const read = readShape(body);
  return { ...read, receipt: read.receipt === null ? null : readLogReceipt(read.receipt) };
}
