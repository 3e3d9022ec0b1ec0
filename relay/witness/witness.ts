// A witness (c2sp.org/tlog-witness): it remembers the newest head of each log that it knows and puts its name under a
// newer one only when that continues the remembered one. So all that ask it see one history, or none.

import { areEqual, toHex, toUtf8 } from '../../crypto/encode.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import {
  type Checkpoint,
  formatNote,
  type Note,
  type NoteKey,
  noteKeyId,
  parseHead,
  parseNote,
  parseSignature,
  verifyNote,
  writeVerifierKey,
} from '../../crypto/note.ts';
import { verifyConsistency } from '../../crypto/proof.ts';
import type { ForkFile } from '../../policy/fork.ts';
import type { Cosigner } from '../proof/cosigner.ts';
import { fastSha256 } from '../proof/hash.ts';
import { verifyNoteBytes } from '../proof/verify.ts';
import type { WitnessFolder } from './kept.ts';
import { type AddCheckpoint, readAddCheckpoint } from './request.ts';

/** Mostly the key's name is the origin; it need not be. A log that changes its key has two for a while. */
export interface KnownLog {
  readonly origin: string;
  readonly key: NoteKey;
}

export interface Answer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly text: string;
  readonly type: string;
}

const plain = 'text/plain; charset=utf-8';
const no = (status: 400 | 403 | 404 | 422, why: string): Answer => ({
  status,
  text: `${why}\n`,
  type: plain,
});

export const originHash = (origin: string): string => toHex(fastSha256(toUtf8(origin)));

export class Witness {
  readonly #cosigner: Cosigner;
  readonly #folder: WitnessFolder;
  /** The keys that may sign under an origin. */
  readonly #logs = new Map<string, NoteKey[]>();
  readonly #now: () => number;

  constructor(cosigner: Cosigner, folder: WitnessFolder, logs: readonly KnownLog[], now: () => number) {
    this.#cosigner = cosigner;
    this.#folder = folder;
    this.#now = now;
    for (const { origin, key } of logs) this.#logs.set(origin, [...(this.#logs.get(origin) ?? []), key]);
  }

  /**
   * In the order of the specification. Nothing here waits, so between the look at the newest checkpoint and its
   * replacement no other request can come.
   */
  addCheckpoint(body: string): Answer {
    const asked = read(body);
    if (asked === undefined) return no(400, 'expected old size, proof, empty line, checkpoint');
    const { head, note, oldSize, path } = asked;
    const keys = this.#logs.get(head.origin);
    if (keys === undefined) return no(404, 'this log is not known here');
    const signers = signersOf(note, keys);
    if (signers === undefined) return no(403, 'expected a good signature of the log');
    if (oldSize > head.size) return no(400, 'old size is above the checkpoint’s');
    const hash = originHash(head.origin);
    const newest = this.#newest(hash);
    if (newest !== undefined) this.#keepFork(newest, asked, signers);
    const newestSize = newest?.head.size ?? 0;
    if (oldSize !== newestSize) return { status: 409, text: `${newestSize}\n`, type: 'text/x.tlog.size' };
    if (!continues(newest?.head, head, path))
      return no(422, 'the checkpoint does not continue the newest one');
    const line = this.#cosigner.cosign(note.text, Math.floor(this.#now() / 1000));
    const own = parseSignature(line.slice(0, -1));
    const signatures = [...note.signatures.filter((entry) => isOf(entry, signers)), own];
    this.#folder.keep(hash, formatNote({ text: note.text, signatures }));
    return { status: 200, text: line, type: plain };
  }

  /** The newest checkpoint that was cosigned, with the log's signature and ours. */
  checkpoint(hash: string): string | undefined {
    return /^[0-9a-f]{64}$/.test(hash) ? this.#folder.read(hash) : undefined;
  }

  #newest(hash: string): Newest | undefined {
    const text = this.#folder.read(hash);
    if (text === undefined) return undefined;
    const note = parseNote(text);
    return { note, head: parseHead(note.text) };
  }

  /** Two roots at one size under the log's own key: kept as a file that anybody can check. Answered as any other no. */
  #keepFork(newest: Newest, { note, head }: AddCheckpoint, signers: readonly NoteKey[]): void {
    if (newest.head.size !== head.size || areEqual(newest.head.root, head.root)) return;
    const key = signers.find((signer) => newest.note.signatures.some((entry) => isOf(entry, [signer])));
    if (key === undefined) return;
    const name = `fork-${originHash(head.origin)}-${head.size}.json`;
    this.#folder.keepEvidence(name, formatFork(key, [newest.note, note]));
  }
}

interface Newest {
  readonly note: Note;
  readonly head: Checkpoint;
}

function read(body: string): AddCheckpoint | undefined {
  try {
    return readAddCheckpoint(body);
  } catch (cause) {
    if (cause instanceof CryptoFault) return undefined;
    throw cause;
  }
}

/** Undefined when no known key signed, or one of them badly. */
function signersOf(note: Note, keys: readonly NoteKey[]): NoteKey[] | undefined {
  try {
    return verifyNote(note, keys, verifyNoteBytes);
  } catch (cause) {
    if (cause instanceof CryptoFault) return undefined;
    throw cause;
  }
}

const isOf = ({ name, keyId }: Note['signatures'][number], signers: readonly NoteKey[]): boolean =>
  signers.some((key) => key.name === name && areEqual(noteKeyId(key), keyId));

/** The empty tree is the beginning of any tree, so no proof is taken for it; its root is known. */
function continues(old: Checkpoint | undefined, head: Checkpoint, path: readonly Uint8Array[]): boolean {
  const empty = fastSha256(new Uint8Array(0));
  if (head.size === 0 && !areEqual(head.root, empty)) return false;
  return verifyConsistency(old?.size ?? 0, old?.root ?? empty, head.size, head.root, path, fastSha256);
}

const formatFork = (key: NoteKey, notes: readonly Note[]): string => {
  const file: ForkFile = {
    format: 'vav/fork/1',
    verifierKey: writeVerifierKey(key),
    notes: notes.map(({ text, signatures }) =>
      formatNote({ text, signatures: signatures.filter((entry) => isOf(entry, [key])) }),
    ),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
};
