// One reading at the relay's public doors: the same address as everybody's, no credential, a time limit, and a bound on what
// is taken in.

import { concat } from '../../../crypto/encode.ts';
import { ReadFault } from './fault.ts';

/** Far above every answer: a list of thousands of studies. */
const maxBytes = 33_554_432;
const patienceMs = 15_000;

let relay: Promise<string> | undefined;

/** Which relay this build stands beside; the one thing that its own origin tells. */
export function relayOrigin(): Promise<string> {
  relay ??= readOrigin().catch((cause: unknown) => {
    relay = undefined;
    throw cause;
  });
  return relay;
}

async function readOrigin(): Promise<string> {
  const { relay: found } = ((await getJson('/config.json')) ?? {}) as { relay?: unknown };
  if (typeof found !== 'string' || !URL.canParse(found))
    throw new ReadFault('answer-invalid', 'no address of a relay');
  return found;
}

export async function readAtRelay(path: string): Promise<unknown> {
  return getJson(new URL(path, await relayOrigin()).href);
}

async function getJson(address: string): Promise<unknown> {
  const { response, bytes } = await readAddress(address, { maxBytes, patienceMs });
  const value = parse(new TextDecoder().decode(bytes));
  if (response.ok) return value;
  const { code } = (value ?? {}) as { code?: unknown };
  if (code === 'release-later') throw new ReadFault('release-later', 'the release is not out yet');
  throw new ReadFault(
    response.status === 404 ? 'not-found' : 'answer-invalid',
    `status \`${response.status}\``,
  );
}

export interface Bounds {
  readonly maxBytes: number;
  readonly patienceMs: number;
}

/** What stands at an address, whatever its status; counted while it comes. */
export async function readAddress(
  address: string,
  bounds: Bounds,
): Promise<{ response: Response; bytes: Uint8Array<ArrayBuffer> }> {
  try {
    const response = await fetch(address, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      redirect: 'error',
      headers: { accept: 'application/json, application/zip' },
      signal: AbortSignal.timeout(bounds.patienceMs),
    });
    return { response, bytes: await readBounded(response, bounds) };
  } catch (cause) {
    if (cause instanceof ReadFault) throw cause;
    throw new ReadFault('network-absent', 'relay not reached', { cause });
  }
}

async function readBounded(response: Response, bounds: Bounds): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (const reader = response.body?.getReader(); reader !== undefined; ) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > bounds.maxBytes) {
      await reader.cancel().catch(() => undefined);
      throw new ReadFault('answer-invalid', 'answer is too long');
    }
    parts.push(value);
  }
  return concat(...parts);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ReadFault('answer-invalid', 'answer is no JSON', { cause });
  }
}
