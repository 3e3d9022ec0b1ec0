// A file becomes text piece by piece. First it is looked through: its digest, and in which letters it is written.
// French tables are often in Windows-1252, where « é » is one byte that UTF-8 does not know.

import { toBase64url } from '../../../../crypto/encode.ts';
import { startSha256 } from '../../../../crypto/hash.ts';
import { importLimits } from '../../../../policy/import.ts';
import { ImportFault } from './fault.ts';

const pieceBytes = 262_144;

/** Told after each piece: a file is gone through twice. */
export type OnBytes = (bytes: number) => void;

export interface Looked {
  readonly digest: string;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
}

async function* piecesOf(file: Blob, onBytes: OnBytes): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.size; at += pieceBytes) {
    const piece = new Uint8Array(await file.slice(at, at + pieceBytes).arrayBuffer());
    yield piece;
    onBytes(piece.length);
  }
}

export async function lookThrough(file: Blob, onBytes: OnBytes): Promise<Looked> {
  if (file.size === 0) throw new ImportFault('import-empty', 'file is empty');
  if (file.size > importLimits.fileBytes)
    throw new ImportFault('import-large', `expected at most ${importLimits.fileBytes} bytes`);
  const run = startSha256();
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let encoding: Looked['encoding'] | undefined;
  let isUtf8 = true;
  for await (const piece of piecesOf(file, onBytes)) {
    run.add(piece);
    encoding ??= byMark(piece);
    if (encoding !== undefined) continue;
    // Neither a spreadsheet (a zip begins so) nor any other binary has a text to read.
    if (piece.includes(0)) throw new ImportFault('import-binary', 'found a zero byte');
    if (isUtf8) isUtf8 = reads(utf8, piece);
  }
  if (isUtf8 && encoding === undefined) isUtf8 = reads(utf8);
  return { digest: toBase64url(run.end()), encoding: encoding ?? (isUtf8 ? 'utf-8' : 'windows-1252') };
}

function byMark([first, second, third]: Uint8Array): Looked['encoding'] | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8' : undefined;
}

function reads(decoder: TextDecoder, piece?: Uint8Array): boolean {
  try {
    decoder.decode(piece, { stream: piece !== undefined });
    return true;
  } catch {
    return false;
  }
}

/** Without the mark at its head. */
export async function* textOf(
  file: Blob,
  encoding: Looked['encoding'],
  onBytes: OnBytes,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of piecesOf(file, onBytes)) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}
