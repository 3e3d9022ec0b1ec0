// How the leader calls the helper. Two kinds of no: one that may pass (no network, no time, a window that the other clock
// still finds open), and one that says that the two no longer hold the same study. Only the second ends anything.

import { type DapMessage, dapMedia } from '../../crypto/dap/media.ts';
import { type DapError, dapErrorIn } from '../middleware/dap-problem.ts';

export type Fetch = (address: string, init: RequestInit) => Promise<Response>;

/** Ask again later. */
export class HelperAbsent extends Error {
  override readonly name = 'HelperAbsent';
}

/** Asking again would change nothing. */
export class HelperRefused extends Error {
  override readonly name = 'HelperRefused';
  readonly error: DapError | string;

  constructor(error: DapError | string) {
    super(`the helper said \`${error}\``);
    this.error = error;
  }
}

const timeoutMs = 120_000;
const maxAnswerBytes = 16 * 1024 * 1024;

export interface HelperAnswer {
  readonly bytes: Uint8Array;
  readonly location: string;
}

export class HelperLine {
  readonly #url: string;
  readonly #fetch: Fetch;

  /** `url`: the helper's outside address, as HELPERS names it. */
  constructor(url: string, fetch: Fetch) {
    this.#url = url;
    this.#fetch = fetch;
  }

  get url(): string {
    return this.#url;
  }

  async postDap(path: string, bearer: string, message: DapMessage, body: Uint8Array): Promise<HelperAnswer> {
    const headers = { 'content-type': dapMedia(message), authorization: `Bearer ${bearer}` };
    return this.#ask(`/dap${path}`, { method: 'POST', headers, body: new Uint8Array(body) });
  }

  /** A location as the helper gave it: an address of its own, or a path. */
  async getDap(location: string, bearer: string): Promise<HelperAnswer> {
    return this.#ask(pathIn(location, this.#url), {
      method: 'GET',
      headers: { authorization: `Bearer ${bearer}` },
    });
  }

  async postJson(path: string, body: string, headers: Record<string, string>): Promise<unknown> {
    const { bytes } = await this.#ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    try {
      return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
    } catch {
      throw new HelperAbsent('expected JSON of the helper');
    }
  }

  async #ask(path: string, init: RequestInit): Promise<HelperAnswer> {
    let response: Response;
    let bytes: Uint8Array;
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      response = await this.#fetch(this.#url + path, { redirect: 'error', signal, ...init });
      bytes = await readLimited(response);
    } catch (cause) {
      if (cause instanceof HelperAbsent) throw cause;
      throw new HelperAbsent('the helper was not reached', { cause });
    }
    if (response.ok) return { bytes, location: response.headers.get('location') ?? '' };
    throw noOf(response, bytes);
  }
}

/** Only ever a path under the helper's own address: the bearer token goes nowhere else. */
function pathIn(location: string, url: string): string {
  const found = URL.parse(location, url);
  if (found === null || !found.pathname.startsWith('/')) throw new HelperRefused('answer-invalid');
  return found.pathname + found.search;
}

async function readLimited(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > maxAnswerBytes) throw new HelperAbsent('the helper answered too much');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** A front server that is being mended answers 404 and 403 too: only a word of the helper's own counts. */
function noOf(response: Response, bytes: Uint8Array): Error {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
  const problem = isProblem ? parsed(bytes) : undefined;
  const dap = dapErrorIn(problem);
  if (dap !== undefined) return new HelperRefused(dap);
  const { code } = (problem ?? {}) as { code?: unknown };
  const isFinal = typeof code === 'string' && response.status < 500 && !passing.includes(code);
  return isFinal ? new HelperRefused(code) : new HelperAbsent(`the helper answered ${response.status}`);
}

/** Our own codes that another time or another clock would not give. */
const passing: readonly string[] = [
  'study-early',
  'rate-exceeded',
  'time-stale',
  'time-future',
  'request-replayed',
];

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
