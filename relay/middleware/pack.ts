// Records and rules are long texts that repeat themselves; a slow line carries them packed in less than half the time.
// Only for doors whose answer is public, or whole for its one caller: packing next to a secret would tell of it by size.

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Door } from './doors.ts';

const pack = promisify(gzip);
/** One packet carries as much, packed or not. */
const shortBytes = 1_400;

/** RFC 9110 §12.5.3: named, and not with a weight of zero. */
export function accepts(coding: string, accepted: string): boolean {
  return new RegExp(`(?:^|,)\\s*${coding}\\s*(?:;\\s*q=(?!0(?:\\.0*)?\\s*(?:,|$))[\\d.]+)?\\s*(?:,|$)`).test(
    accepted,
  );
}

export function packed(door: Door): Door {
  return async (context) => {
    const response = await door(context);
    const accepted = context.req.raw.headers.get('accept-encoding') ?? '';
    const headers = { ...Object.fromEntries(response.headers), vary: 'accept-encoding' };
    const { status } = response;
    if (!accepts('gzip', accepted)) return new Response(response.body, { status, headers });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (bytes.length < shortBytes) return new Response(bytes, { status, headers });
    return new Response(await pack(bytes), { status, headers: { ...headers, 'content-encoding': 'gzip' } });
  };
}
