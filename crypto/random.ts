import { toBase64url } from './encode.ts';

declare const crypto: { getRandomValues(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> };

// The platform hands out at most this many bytes per call.
const quotaBytes = 65_536;

/** The only source of chance on the ground floor (but for the ephemeral keys that libsodium draws itself). */
export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += quotaBytes) crypto.getRandomValues(bytes.subarray(at, at + quotaBytes));
  return bytes;
}

/** 128 bits as 22 characters: ids of records, grants, handles and nonces. */
export function randomId(): string {
  return toBase64url(randomBytes(16));
}
