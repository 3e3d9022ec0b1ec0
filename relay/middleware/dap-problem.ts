import { type DapMessage, dapMedia } from '../../crypto/dap/media.ts';
import { type ProblemCode, problemOf } from '../../policy/problem.ts';
import { dataHeaders } from './headers.ts';

/** DAP §3.6: the tokens of its error list, and the status that each is told with. */
const statuses = {
  invalidMessage: 400,
  unrecognizedTask: 404,
  unrecognizedAggregationJob: 404,
  batchInvalid: 400,
  invalidBatchSize: 400,
  invalidAggregationParameter: 400,
  batchMismatch: 400,
  stepMismatch: 400,
  batchOverlap: 400,
  unsupportedExtension: 400,
  invalidExtension: 400,
} as const;

export type DapError = keyof typeof statuses;
const prefix = 'urn:ietf:params:ppm:dap:error:';

/** A no of DAP. The message says what was expected, never what was found. */
export class DapFault extends Error {
  override readonly name = 'DapFault';
  readonly type: DapError;
  readonly unsupportedExtensions: readonly number[] | undefined;

  constructor(type: DapError, expected: string, unsupportedExtensions?: readonly number[]) {
    super(expected);
    this.type = type;
    this.unsupportedExtensions = unsupportedExtensions;
  }
}

export const dapCode = ({ type }: DapFault): ProblemCode =>
  type === 'unrecognizedTask' ? 'study-unknown' : 'body-invalid';

export function dapProblem(fault: DapFault, task: string): Response {
  const { type, message, unsupportedExtensions } = fault;
  const status = statuses[type];
  const body = {
    // Read by our own callers too, who go by `code` (RFC 9457 §3.2: extension members).
    ...problemOf(dapCode(fault), message),
    type: prefix + type,
    title: type,
    status,
    // Only what can be a task's id is repeated.
    ...(/^[A-Za-z0-9_-]{43}$/.test(task) ? { taskid: task } : {}),
    ...(unsupportedExtensions === undefined ? {} : { unsupported_extensions: unsupportedExtensions }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...dataHeaders, 'content-type': 'application/problem+json; charset=utf-8' },
  });
}

/** The token in another's problem document; undefined for anything else. */
export function dapErrorIn(body: unknown): DapError | undefined {
  const type = (body as { type?: unknown } | null)?.type;
  if (typeof type !== 'string' || !type.startsWith(prefix)) return undefined;
  const token = type.slice(prefix.length);
  return Object.hasOwn(statuses, token) ? (token as DapError) : undefined;
}

export function dapAnswer(
  message: DapMessage,
  bytes: Uint8Array,
  headers: Record<string, string> = {},
): Response {
  return new Response(new Uint8Array(bytes), {
    headers: { ...dataHeaders, 'content-type': dapMedia(message), ...headers },
  });
}
