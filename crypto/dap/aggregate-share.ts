import { type HpkeCiphertext, readCiphertext, writeCiphertext } from './hpke-config.ts';
import { type Interval, readInterval, type Task, timeInterval, writeInterval } from './task.ts';
import { readWhole, type WireReader, WireWriter } from './wire.ts';

/** `Query` and `BatchSelector` have one form: a mode, and what the mode makes of it. */
export interface BatchQuery {
  readonly mode: number;
  readonly config: Uint8Array;
}

export interface CollectionJob {
  readonly query: BatchQuery;
  readonly aggregationParameter: Uint8Array;
  readonly extensionTypes: readonly number[];
  /** As it came: it is bound into the sealed shares. */
  readonly bytes: Uint8Array;
}

/** `AggregateShareReq` (DAP §4.6.4). */
export interface AggregateShareRequest {
  readonly collection: CollectionJob;
  readonly selector: BatchQuery;
  readonly count: number;
  /** XOR of SHA-256 of the id of each report. */
  readonly checksum: Uint8Array;
}

export const checksumBytes = 32;
const nothing = new Uint8Array(0);

const intervalConfig = (interval: Interval): Uint8Array => writeInterval(new WireWriter(), interval).bytes();

/** The interval of a time-interval query; throws for bytes that are none. */
export const readIntervalConfig = (config: Uint8Array): Interval => readWhole(config, readInterval);

const writeQuery = (writer: WireWriter, { mode, config }: BatchQuery): WireWriter =>
  writer.number(mode, 1).opaque(config, 2);

const readQuery = (reader: WireReader): BatchQuery => ({ mode: reader.number(1), config: reader.opaque(2) });

/** `CollectionJobReq` for a whole interval: no aggregation parameter, no extensions. */
export function writeCollection(interval: Interval): Uint8Array<ArrayBuffer> {
  const query = { mode: timeInterval, config: intervalConfig(interval) };
  return writeQuery(new WireWriter(), query).opaque(nothing, 4).opaque(nothing, 2).bytes();
}

function readCollection(reader: WireReader, whole: Uint8Array): CollectionJob {
  const from = reader.at;
  const query = readQuery(reader);
  const aggregationParameter = reader.opaque(4);
  const extensionTypes = reader.vector(2, (inner) => {
    const type = inner.number(2);
    inner.opaque(2);
    return type;
  });
  return { query, aggregationParameter, extensionTypes, bytes: whole.subarray(from, reader.at) };
}

export function writeAggregateShareRequest(
  interval: Interval,
  count: number,
  checksum: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const writer = new WireWriter().raw(writeCollection(interval));
  return writeQuery(writer, { mode: timeInterval, config: intervalConfig(interval) })
    .long(count)
    .fixed(checksum, checksumBytes)
    .bytes();
}

export const readAggregateShareRequest = (bytes: Uint8Array): AggregateShareRequest =>
  readWhole(bytes, (reader) => ({
    collection: readCollection(reader, bytes),
    selector: readQuery(reader),
    count: reader.long(),
    checksum: reader.fixed(checksumBytes),
  }));

/** `AggregateShare`: one ciphertext to the collector. */
export const writeAggregateShare = (ciphertext: HpkeCiphertext): Uint8Array<ArrayBuffer> =>
  writeCiphertext(new WireWriter(), ciphertext).bytes();

export const readAggregateShare = (bytes: Uint8Array): HpkeCiphertext => readWhole(bytes, readCiphertext);

/** `AggregateShareAad`. */
export const aggregateShareAad = (
  { id, configuration }: Pick<Task, 'id' | 'configuration'>,
  collection: Uint8Array,
): Uint8Array<ArrayBuffer> => new WireWriter().fixed(id, 32).raw(configuration).raw(collection).bytes();
