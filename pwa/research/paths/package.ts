// The package of a release, opened in the reader's browser: each file's digest is compared with the one that both aggregators
// signed. A zip is a list at its end and deflated bytes before it; the browser inflates by itself.

import { toBase64url } from '../../../crypto/encode.ts';
import type { ReleaseStatement } from '../../../policy/release.ts';
import { ReadFault } from '../link/fault.ts';
import { readPackage } from '../link/package.ts';

export interface PackedFile {
  readonly name: string;
  readonly bytes: number;
  readonly digest: string;
  /** `free`: signed by nobody, because it holds the signatures themselves. */
  readonly is: 'signed' | 'other' | 'free' | 'absent';
}

/** Far above a release: 400 cells in five formats. */
const maxFileBytes = 33_554_432;
const maxFiles = 100;

export async function checkPackage(
  address: string,
  statement: ReleaseStatement,
): Promise<readonly PackedFile[]> {
  return filesOf(await readPackage(address), statement);
}

export async function filesOf(
  zip: Uint8Array<ArrayBuffer>,
  { files: signed }: Pick<ReleaseStatement, 'files'>,
): Promise<readonly PackedFile[]> {
  const found: PackedFile[] = [];
  for (const [name, bytes] of await unzip(zip)) {
    const digest = toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
    const wanted = signed[name];
    const is =
      wanted === undefined
        ? name === 'proof.json'
          ? 'free'
          : 'other'
        : wanted === digest
          ? 'signed'
          : 'other';
    found.push({ name, bytes: bytes.length, digest, is });
  }
  const names = new Set(found.map(({ name }) => name));
  const absent = Object.entries(signed).filter(([name]) => !names.has(name));
  return [
    ...found,
    ...absent.map(([name, digest]): PackedFile => ({ name, bytes: 0, digest, is: 'absent' })),
  ];
}

const wrong = (why: string) => new ReadFault('answer-invalid', `package: ${why}`);

/** APPNOTE 4.3: stored (0) and deflated (8) files; no encryption, no zip64, nothing else. */
async function unzip(zip: Uint8Array<ArrayBuffer>): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  let end = zip.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < 0) throw wrong('no list of files');
  const count = view.getUint16(end + 10, true);
  if (count > maxFiles) throw wrong('too many files');
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  try {
    let at = view.getUint32(end + 16, true);
    for (let file = 0; file < count; file += 1) {
      if (view.getUint32(at, true) !== 0x02014b50) throw wrong('list is broken');
      const method = view.getUint16(at + 10, true);
      const packed = view.getUint32(at + 20, true);
      const bytes = view.getUint32(at + 24, true);
      const nameBytes = view.getUint16(at + 28, true);
      const start = view.getUint32(at + 42, true);
      const name = new TextDecoder().decode(zip.subarray(at + 46, at + 46 + nameBytes));
      if (bytes > maxFileBytes) throw wrong('a file is too long');
      const body = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
      const content = zip.slice(body, body + packed);
      if (!name.endsWith('/')) files.set(name, await inflate(content, method, bytes));
      at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
  } catch (cause) {
    if (cause instanceof ReadFault) throw cause;
    throw new ReadFault('answer-invalid', 'package cannot be opened', { cause });
  }
  return files;
}

async function inflate(
  content: Uint8Array<ArrayBuffer>,
  method: number,
  bytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (method === 0) return content;
  if (method !== 8) throw wrong('a file is packed in another way');
  const stream = new Blob([content]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const out = new Uint8Array(bytes);
  let length = 0;
  // What comes out is bounded by what was said: a small file cannot fill the memory.
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    if (length + value.length > bytes) throw wrong('a file is longer than it says');
    out.set(value, length);
    length += value.length;
  }
  if (length !== bytes) throw wrong('a file is shorter than it says');
  return out;
}
