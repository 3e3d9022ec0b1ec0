import { CryptoFault } from '../fault.ts';
import { type HpkeCiphertext, readCiphertext, writeCiphertext } from './hpke-config.ts';
import {
  type ReportError,
  type ReportMetadata,
  readMetadata,
  readReportError,
  reportErrors,
  reportIdBytes,
  writeMetadata,
} from './report.ts';
import { readWhole, type WireReader, WireWriter } from './wire.ts';

/** What the leader passes on of one report, and its first word of the proof (DAP §4.5.3.1). */
export interface VerifyInit {
  readonly metadata: ReportMetadata;
  readonly publicShare: Uint8Array;
  readonly helperShare: HpkeCiphertext;
  /** Ping-pong message. */
  readonly payload: Uint8Array;
}

export interface AggregationJob {
  readonly verificationKeyId: number;
  /** Prio3 has one aggregation parameter: nothing. */
  readonly aggregationParameter: Uint8Array;
  readonly extensionTypes: readonly number[];
  readonly inits: readonly VerifyInit[];
}

const emptyParameter = new Uint8Array(0);

/** `AggregationJobInitReq`, with the first key and without extensions: what our leader sends. */
export function writeAggregationJob(inits: readonly VerifyInit[]): Uint8Array<ArrayBuffer> {
  const writer = new WireWriter().number(0, 1).opaque(emptyParameter, 4).opaque(emptyParameter, 2);
  for (const { metadata, publicShare, helperShare, payload } of inits) {
    writeMetadata(writer, metadata).opaque(publicShare, 4);
    writeCiphertext(writer, helperShare).opaque(payload, 4, 1);
  }
  return writer.bytes();
}

export const readAggregationJob = (bytes: Uint8Array, maxReports: number): AggregationJob =>
  readWhole(bytes, (reader) => ({
    verificationKeyId: reader.number(1),
    aggregationParameter: reader.opaque(4),
    extensionTypes: reader.vector(2, (inner) => {
      const type = inner.number(2);
      inner.opaque(2);
      return type;
    }),
    inits: reader.rest(readInit, maxReports),
  }));

function readInit(reader: WireReader): VerifyInit {
  return {
    metadata: readMetadata(reader),
    publicShare: reader.opaque(4),
    helperShare: readCiphertext(reader),
    payload: reader.opaque(4, 1),
  };
}

/** The helper's word on one report: its message, or why not. `finish` belongs to VDAFs of two rounds. */
export type VerifyResp =
  | { readonly id: Uint8Array; readonly type: 'continue'; readonly payload: Uint8Array }
  | { readonly id: Uint8Array; readonly type: 'finish' }
  | { readonly id: Uint8Array; readonly type: 'reject'; readonly error: ReportError };

const respTypes = ['continue', 'finish', 'reject'] as const;

/** `AggregationJobResp`, in the order of the request. */
export function writeVerifyResps(resps: readonly VerifyResp[]): Uint8Array<ArrayBuffer> {
  const writer = new WireWriter();
  for (const resp of resps) {
    writer.fixed(resp.id, reportIdBytes).number(respTypes.indexOf(resp.type), 1);
    if (resp.type === 'continue') writer.opaque(resp.payload, 4, 1);
    else if (resp.type === 'reject') writer.number(reportErrors[resp.error], 1);
  }
  return writer.bytes();
}

export const readVerifyResps = (bytes: Uint8Array): VerifyResp[] =>
  readWhole(bytes, (reader) => reader.rest(readResp));

function readResp(reader: WireReader): VerifyResp {
  const id = reader.fixed(reportIdBytes);
  const type = respTypes[reader.number(1)];
  if (type === 'continue') return { id, type, payload: reader.opaque(4, 1) };
  if (type === 'finish') return { id, type };
  if (type === 'reject') return { id, type, error: readReportError(reader) };
  throw new CryptoFault('encoding-invalid', 'expected continue, finish or reject');
}
