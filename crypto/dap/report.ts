import { toUtf8 } from '../encode.ts';
import { CryptoFault } from '../fault.ts';
import { type HpkeCiphertext, readCiphertext, writeCiphertext } from './hpke-config.ts';
import type { Task } from './task.ts';
import { readWhole, type WireReader, WireWriter } from './wire.ts';

/** DAP §4.1: who wrote a message, who reads it. */
export const roles = { collector: 0, client: 1, leader: 2, helper: 3 } as const;
export type Aggregator = 'leader' | 'helper';

/** DAP §4.1, why one report was not taken. */
export const reportErrors = {
  batch_collected: 1,
  report_replayed: 2,
  report_dropped: 3,
  hpke_unknown_config_id: 4,
  hpke_decrypt_error: 5,
  vdaf_verify_error: 6,
  task_expired: 7,
  invalid_message: 8,
  report_too_early: 9,
  task_not_started: 10,
  outdated_config: 11,
} as const;
export type ReportError = keyof typeof reportErrors;

const errorNames = new Map(Object.entries(reportErrors).map(([name, code]) => [code, name as ReportError]));

export function readReportError(reader: WireReader): ReportError {
  const name = errorNames.get(reader.number(1) as (typeof reportErrors)[ReportError]);
  if (name === undefined) throw new CryptoFault('encoding-invalid', 'expected an error of the list');
  return name;
}

export interface Extension {
  readonly type: number;
  readonly data: Uint8Array;
}

export interface ReportMetadata {
  readonly id: Uint8Array;
  /** In multiples of the task's precision. */
  readonly time: number;
  readonly publicExtensions: readonly Extension[];
}

export interface Report {
  readonly metadata: ReportMetadata;
  readonly publicShare: Uint8Array;
  readonly leaderShare: HpkeCiphertext;
  readonly helperShare: HpkeCiphertext;
}

export const reportIdBytes = 16;

const writeExtension = (writer: WireWriter, { type, data }: Extension): void =>
  void writer.number(type, 2).opaque(data, 2);

/** Whether they stand in order is looked at with the other rules of a report: DAP has an answer of its own for it. */
const readExtension = (reader: WireReader): Extension => ({ type: reader.number(2), data: reader.opaque(2) });

/** Strictly increasing (DAP §4.5.3.4): so no type stands twice. */
export const areInOrder = (extensionTypes: readonly number[]): boolean =>
  extensionTypes.every((type, at) => at === 0 || (extensionTypes[at - 1] as number) < type);

export function writeMetadata(
  writer: WireWriter,
  { id, time, publicExtensions }: ReportMetadata,
): WireWriter {
  return writer.fixed(id, reportIdBytes).long(time).vector(publicExtensions, 2, writeExtension);
}

export function readMetadata(reader: WireReader): ReportMetadata {
  return {
    id: reader.fixed(reportIdBytes),
    time: reader.long(),
    publicExtensions: reader.vector(2, readExtension),
  };
}

export function writeReport(report: Report): Uint8Array<ArrayBuffer> {
  const writer = writeMetadata(new WireWriter(), report.metadata).opaque(report.publicShare, 4);
  return writeCiphertext(writeCiphertext(writer, report.leaderShare), report.helperShare).bytes();
}

function readFrom(reader: WireReader): Report {
  return {
    metadata: readMetadata(reader),
    publicShare: reader.opaque(4),
    leaderShare: readCiphertext(reader),
    helperShare: readCiphertext(reader),
  };
}

export const readReport = (bytes: Uint8Array): Report => readWhole(bytes, readFrom);

/** `UploadRequest`: reports one after another. Each with its own bytes, as they came. */
export function readUpload(bytes: Uint8Array, max: number): { report: Report; bytes: Uint8Array }[] {
  return readWhole(bytes, (reader) =>
    reader.rest((inner) => {
      const from = inner.at;
      const report = readFrom(inner);
      return { report, bytes: bytes.subarray(from, inner.at) };
    }, max),
  );
}

export interface ReportUploadStatus {
  readonly id: Uint8Array;
  readonly error: ReportError;
}

/** `UploadErrors`: those that failed, in the order of the request. */
export function writeUploadErrors(statuses: readonly ReportUploadStatus[]): Uint8Array<ArrayBuffer> {
  const writer = new WireWriter();
  for (const { id, error } of statuses) writer.fixed(id, reportIdBytes).number(reportErrors[error], 1);
  return writer.bytes();
}

export const readUploadErrors = (bytes: Uint8Array): ReportUploadStatus[] =>
  readWhole(bytes, (reader) =>
    reader.rest((inner) => ({ id: inner.fixed(reportIdBytes), error: readReportError(inner) })),
  );

export interface PlaintextInputShare {
  readonly privateExtensions: readonly Extension[];
  readonly payload: Uint8Array;
}

export const writeInputShare = ({
  privateExtensions,
  payload,
}: PlaintextInputShare): Uint8Array<ArrayBuffer> =>
  new WireWriter().vector(privateExtensions, 2, writeExtension).opaque(payload, 4, 1).bytes();

export const readInputShare = (bytes: Uint8Array): PlaintextInputShare =>
  readWhole(bytes, (reader) => ({
    privateExtensions: reader.vector(2, readExtension),
    payload: reader.opaque(4, 1),
  }));

/** `InputShareAad`: a share opens under this task, these terms and this report only. */
export const inputShareAad = (
  { id, configuration }: Pick<Task, 'id' | 'configuration'>,
  metadata: ReportMetadata,
  publicShare: Uint8Array,
): Uint8Array<ArrayBuffer> =>
  writeMetadata(new WireWriter().fixed(id, 32).raw(configuration), metadata).opaque(publicShare, 4).bytes();

/** The `info` of HPKE for an input share: from the client to this aggregator. */
export const inputShareInfo: Readonly<Record<Aggregator, Uint8Array>> = {
  leader: infoFor('input share', roles.client, roles.leader),
  helper: infoFor('input share', roles.client, roles.helper),
};

/** From this aggregator to the collector. */
export const aggregateShareInfo: Readonly<Record<Aggregator, Uint8Array>> = {
  leader: infoFor('aggregate share', roles.leader, roles.collector),
  helper: infoFor('aggregate share', roles.helper, roles.collector),
};

function infoFor(what: string, from: number, to: number): Uint8Array<ArrayBuffer> {
  return new WireWriter()
    .raw(toUtf8(`dap-18 ${what}`))
    .number(from, 1)
    .number(to, 1)
    .bytes();
}
