import { toBase64url } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { pathOf } from '../../../policy/routes.ts';
import { callBytes, type Reach } from './call.ts';
import { LinkFault } from './fault.ts';

const cacheName = 'vav-rules';

/** Published rules by their hash. Public, so they rest in the browser's cache; whatever comes is hashed before use. */
export async function readRulesText(reach: Reach, hash: string): Promise<string> {
  const path = pathOf('readRules', { hash });
  const kept = await fromCache(path, hash);
  if (kept !== null) return kept;
  const bytes = await callBytes(reach, { method: 'GET', path });
  if (toBase64url(sha256(bytes)) !== hash)
    throw new LinkFault('answer-invalid', 'rules do not have this hash');
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  await toCache(path, text);
  return text;
}

async function fromCache(path: string, hash: string): Promise<string | null> {
  if (typeof caches === 'undefined') return null;
  try {
    const bytes = new Uint8Array(
      (await (await (await caches.open(cacheName)).match(path))?.arrayBuffer()) ?? [],
    );
    return toBase64url(sha256(bytes)) === hash
      ? new TextDecoder('utf-8', { fatal: true }).decode(bytes)
      : null;
  } catch {
    return null;
  }
}

/** A full cache is no reason to fail: the rules come again from the relay. */
async function toCache(path: string, text: string): Promise<void> {
  if (typeof caches === 'undefined') return;
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  try {
    await (await caches.open(cacheName)).put(path, new Response(text, { headers }));
  } catch {
    // see above
  }
}
