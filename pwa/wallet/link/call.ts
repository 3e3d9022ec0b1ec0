// One call to the relay: no cookie, no referrer, no cache, a time limit, and an answer that is read before it is believed.

import { concat } from '../../../crypto/encode.ts';
import type { LangText } from '../../../policy/record.ts';
import { LinkFault, type RelayProblem } from './fault.ts';

export type Fetch = (address: string, options: RequestInit) => Promise<Response>;

export interface Reach {
  readonly origin: string;
  readonly fetch: Fetch;
  /** After this long a call counts as lost; what it asked for may still have happened. */
  readonly patienceMs: number;
}

/** The relay that this page came from. */
export const hereReach = (): Reach => ({
  origin: globalThis.location.origin,
  fetch: (address, options) => globalThis.fetch(address, options),
  patienceMs: 15_000,
});

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Text is JSON unless `headers` say otherwise. */
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Far above every answer of ours; a relay cannot fill the memory of a phone. */
const maxAnswerBytes = 16_777_216;

export async function callJson(reach: Reach, call: Call): Promise<unknown> {
  const text = new TextDecoder().decode(await callBytes(reach, call));
  return parse(text);
}

export async function callBytes(reach: Reach, call: Call): Promise<Uint8Array<ArrayBuffer>> {
  const stopper = new AbortController();
  const timer = setTimeout(() => stopper.abort(), reach.patienceMs);
  try {
    const response = await reach.fetch(new URL(call.path, reach.origin).href, {
      method: call.method,
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: stopper.signal,
      ...(call.body === undefined ? {} : { body: call.body }),
      headers: {
        accept: 'application/json',
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...call.headers,
      },
    });
    const bytes = await readBounded(response);
    if (!response.ok) throw refused(response.status, bytes);
    return bytes;
  } catch (cause) {
    if (cause instanceof LinkFault) throw cause;
    if (stopper.signal.aborted) throw new LinkFault('network-slow', 'no answer in time', null, { cause });
    throw new LinkFault('network-absent', 'relay not reached', null, { cause });
  } finally {
    clearTimeout(timer);
  }
}

async function readBounded(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(response.headers.get('content-length') ?? 0) > maxAnswerBytes)
    throw new LinkFault('answer-invalid', 'answer is too long');
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  // Counted while it comes: an answer that says nothing of its length may never end.
  for (const reader = response.body?.getReader(); reader !== undefined; ) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > maxAnswerBytes) {
      await reader.cancel().catch(() => undefined);
      throw new LinkFault('answer-invalid', 'answer is too long');
    }
    parts.push(value);
  }
  return concat(...parts);
}

/** RFC 9457, with our code and sentences. A no without them (a proxy's page) is a passing fault of the way. */
function refused(status: number, bytes: Uint8Array<ArrayBuffer>): LinkFault {
  const problem = readProblem(status, bytes);
  return problem === null
    ? new LinkFault('answer-invalid', `status \`${status}\` without a problem`)
    : new LinkFault('relay-refused', problem.code, problem);
}

const dapError = /^urn:ietf:params:ppm:dap:error:([A-Za-z]{1,40})$/;

function readProblem(status: number, bytes: Uint8Array<ArrayBuffer>): RelayProblem | null {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
  const { code, fr, en, todo, type } = (value ?? {}) as Record<string, unknown>;
  // DAP has words for machines only.
  const dap = typeof type === 'string' ? dapError.exec(type)?.[1] : undefined;
  if (dap !== undefined) return { code: dap, status, text: { fr: dap, en: dap }, todo: null };
  if (typeof code !== 'string' || typeof fr !== 'string' || typeof en !== 'string') return null;
  return { code, status, text: { fr, en }, todo: readLangText(todo) };
}

function readLangText(value: unknown): LangText | null {
  const { fr, en } = (value ?? {}) as Record<string, unknown>;
  return typeof fr === 'string' && typeof en === 'string' ? { fr, en } : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LinkFault('answer-invalid', 'answer is no JSON', null, { cause });
  }
}
