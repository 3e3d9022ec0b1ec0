import { fromBase64 } from '../../crypto/encode.ts';
import { type Checkpoint, type Note, parseHead, parseNote } from '../../crypto/note.ts';
import { hashBytes } from '../../crypto/proof.ts';

const maxProofLines = 63;

/** The body of `POST /add-checkpoint` (c2sp.org/tlog-witness). Nothing in it is verified yet. */
export interface AddCheckpoint {
  readonly oldSize: number;
  readonly path: readonly Uint8Array[];
  readonly note: Note;
  readonly head: Checkpoint;
}

/** Throws a CryptoFault for anything that is not of this form. */
export function readAddCheckpoint(body: string): AddCheckpoint | undefined {
  const end = body.indexOf('\n\n');
  const [first = '', ...lines] = (end < 0 ? '' : body.slice(0, end)).split('\n');
  const old = /^old (0|[1-9][0-9]{0,15})$/.exec(first);
  const oldSize = Number(old?.[1]);
  if (!Number.isSafeInteger(oldSize) || lines.length > maxProofLines) return undefined;
  const path = lines.map((line) => fromBase64(line));
  if (path.some((hash) => hash.length !== hashBytes)) return undefined;
  const note = parseNote(body.slice(end + 2));
  return { oldSize, path, note, head: parseHead(note.text) };
}
