import { hash, randomFillSync } from 'node:crypto';

// Asking node for the digest as a latin1 string and writing that down is four times quicker than asking for a Buffer:
// a Buffer is an allocation outside the heap each time (measured: 0.3 µs against 1.1 to 2 µs).

/** Node's SHA-256 in the shape of crypto/hash.ts; a test holds the two equal. */
export function fastSha256(bytes: Uint8Array): Uint8Array {
  return Buffer.from(hash('sha256', bytes, 'latin1'), 'latin1');
}

/** The digest of a text's UTF-8, base64url: what a signed record is called by. */
export function textDigest(text: string): string {
  return hash('sha256', text, 'base64url');
}

export function bytesDigest(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'base64url');
}

/** A short name for one use of one nonce; 32 characters of one byte, and none of the header they came in. */
export function nonceKey(party: string, nonce: string): string {
  return hash('sha256', `${party} ${nonce}`, 'latin1');
}

const poolBytes = 65_536;
let pool = Buffer.alloc(0);
let poolAt = 0;

/** Bytes from node's generator, fetched 64 KiB at a time: a call each costs more than the bytes. */
export function takeRandom(byteCount: number): Buffer {
  if (byteCount > poolBytes) return randomFillSync(Buffer.alloc(byteCount));
  if (poolAt + byteCount > pool.length) {
    pool = randomFillSync(Buffer.allocUnsafeSlow(poolBytes));
    poolAt = 0;
  }
  poolAt += byteCount;
  return pool.subarray(poolAt - byteCount, poolAt);
}

const nodeInput = Buffer.alloc(65);
nodeInput[0] = 1;

/** RFC 6962 node of two hashes of 32 bytes. */
export function joinNodes(left: Uint8Array, right: Uint8Array): Buffer {
  nodeInput.set(left, 1);
  nodeInput.set(right, 33);
  return Buffer.from(hash('sha256', nodeInput, 'latin1'), 'latin1');
}

/**
 * RFC 6962 tree over texts: leaf hashes side by side, and the root. Pairing neighbours level by level and carrying an
 * odd last one up gives the same tree as splitting at the largest power of two.
 */
export interface TextTree {
  readonly leaves: Buffer;
  readonly root: Buffer;
}

export function treeOfTexts(texts: readonly string[]): TextTree {
  const leaves = Buffer.allocUnsafe(texts.length * 32);
  for (let at = 0; at < texts.length; at += 1) writeLeaf(leaves, at, texts[at] as string);
  return { leaves, root: rootOfLeaves(leaves) };
}

/** U+0000 in front of the text is the byte 0x00 of a leaf. */
export function writeLeaf(leaves: Buffer, at: number, text: string): void {
  leaves.write(hash('sha256', `\0${text}`, 'latin1'), at * 32, 32, 'latin1');
}

export function rootOfLeaves(leaves: Buffer): Buffer {
  let count = leaves.length / 32;
  if (count === 0) return Buffer.from(hash('sha256', '', 'latin1'), 'latin1');
  const level = Buffer.from(leaves);
  while (count > 1) {
    const pairs = count >>> 1;
    for (let pair = 0; pair < pairs; pair += 1) {
      level.copy(nodeInput, 1, pair * 64, pair * 64 + 64);
      level.write(hash('sha256', nodeInput, 'latin1'), pair * 32, 32, 'latin1');
    }
    if (count % 2 === 1) level.copy(level, pairs * 32, (count - 1) * 32, count * 32);
    count = pairs + (count % 2);
  }
  return Buffer.from(level.subarray(0, 32));
}

const scratch = Buffer.alloc(16_384);

/** Inner digest of a log leaf: SHA-256(salt ‖ text). */
export function innerDigest(salt: Buffer, text: string): Buffer {
  // Three bytes a unit of UTF-16 at most.
  const room = salt.length + text.length * 3;
  const input = room <= scratch.length ? scratch : Buffer.allocUnsafe(room);
  salt.copy(input);
  const end = salt.length + input.write(text, salt.length, 'utf8');
  return Buffer.from(hash('sha256', input.subarray(0, end), 'latin1'), 'latin1');
}
