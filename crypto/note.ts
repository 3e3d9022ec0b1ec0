// C2SP signed notes (c2sp.org/signed-note) and log checkpoints (c2sp.org/tlog-checkpoint), Ed25519 signatures (0x01).
// A note is text, a blank line, then lines `— name base64(key id, signature)`. The text is nothing until verified.
// Cosignatures of witnesses (0x04) are read in cosignature.ts.

import { areEqual, concat, fromBase64, toBase64, toHex, toUtf8 } from './encode.ts';
import { CryptoFault } from './fault.ts';
import { sha256 } from './hash.ts';
import { verifyForeign } from './verify.ts';

const ed25519 = 0x01;
/** Sixteen signatures must have room, and a post-quantum one takes 5 kB before base64 (signed-note, Format). */
const maxNoteBytes = 131_072;
const maxSignatures = 64;

/** Who may sign: a name (for a log its origin) and an Ed25519 public key. */
export interface NoteKey {
  readonly name: string;
  readonly publicKey: Uint8Array;
}

/** `keyId` tells which key; `signature` is whatever that key's type makes, unread when the key is unknown. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** `text` includes its final newline: exactly these bytes are signed. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** The key id of a signature of this type: SHA-256(name ‖ 0x0A ‖ type ‖ public key), its first four bytes. */
export function keyIdOf(type: number, key: NoteKey): Uint8Array {
  requireName(key.name);
  if (key.publicKey.length !== 32)
    throw new CryptoFault('key-invalid', `note key of \`${key.publicKey.length}\` bytes, expected 32`);
  return sha256(toUtf8(`${key.name}\n`), Uint8Array.of(type), key.publicKey).slice(0, 4);
}

export const noteKeyId = (key: NoteKey): Uint8Array => keyIdOf(ed25519, key);

/** A signature made elsewhere (the relay signs with Node) becomes a line's content. */
export function noteSignature(key: NoteKey, signature: Uint8Array): NoteSignature {
  if (signature.length !== 64)
    throw new CryptoFault('size-invalid', `note signature of \`${signature.length}\` bytes, expected 64`);
  return { name: key.name, keyId: noteKeyId(key), signature };
}

export function formatNote(note: Note): string {
  requireText(note.text);
  if (note.signatures.length === 0) throw new CryptoFault('encoding-invalid', 'note without signature');
  return `${note.text}\n${note.signatures.map(signatureLine).join('')}`;
}

/** One line with its line break, as a witness answers it. */
export function signatureLine({ name, keyId, signature }: NoteSignature): string {
  requireName(name);
  return `— ${name} ${toBase64(concat(keyId, signature))}\n`;
}

/** Reads the form only. Trust nothing in it before `verifyNote`. */
export function parseNote(whole: string): Note {
  if (toUtf8(whole).length > maxNoteBytes) throw new CryptoFault('size-invalid', 'note is too long');
  const split = whole.lastIndexOf('\n\n');
  if (split < 0 || !whole.endsWith('\n'))
    throw new CryptoFault('encoding-invalid', 'note has no signature part');
  const text = whole.slice(0, split + 1);
  requireText(text);
  const lines = whole.slice(split + 2, -1).split('\n');
  if (lines.length > maxSignatures)
    throw new CryptoFault('size-invalid', `note with \`${lines.length}\` signatures`);
  return { text, signatures: lines.map(parseSignature) };
}

/** One line without its line break. */
export function parseSignature(line: string): NoteSignature {
  const [dash, name, encoded, ...rest] = line.split(' ');
  if (dash !== '—' || name === undefined || encoded === undefined || rest.length > 0)
    throw new CryptoFault('encoding-invalid', 'note signature line has another form');
  requireName(name);
  const bytes = fromBase64(encoded);
  if (bytes.length < 5) throw new CryptoFault('encoding-invalid', 'note signature is too short');
  return { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) };
}

export type VerifySignature = (bytes: Uint8Array, signature: Uint8Array, publicKey: Uint8Array) => boolean;

/**
 * Gives the known keys that signed, at least one. Signatures of unknown keys are passed over; a bad signature of a
 * known key refuses the whole note.
 */
export function verifyNote(
  note: Note,
  known: readonly NoteKey[],
  verify: VerifySignature = verifyForeign,
): [NoteKey, ...NoteKey[]] {
  const text = toUtf8(note.text);
  const signers = new Set<NoteKey>();
  for (const { name, keyId, signature } of note.signatures) {
    const key = known.find((candidate) => candidate.name === name && areEqual(noteKeyId(candidate), keyId));
    if (key === undefined) continue;
    if (signature.length !== 64 || !verify(text, signature, key.publicKey))
      throw new CryptoFault('signature-invalid', `note signature of \`${name}\` does not fit its key`);
    signers.add(key);
  }
  const [first, ...others] = signers;
  if (first === undefined)
    throw new CryptoFault('signature-invalid', 'note without signature of a known key');
  return [first, ...others];
}

/** How a key is handed to a verifier: `name+keyid+base64(type ‖ public key)`. */
export function writeKey(type: number, key: NoteKey): string {
  return `${key.name}+${toHex(keyIdOf(type, key))}+${toBase64(concat(Uint8Array.of(type), key.publicKey))}`;
}

export function readKey(type: number, text: string): NoteKey {
  const found = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text);
  if (found === null) throw new CryptoFault('key-invalid', 'verifier key has another form');
  const [, name = '', keyId = '', encoded = ''] = found;
  const bytes = fromBase64(encoded);
  if (bytes[0] !== type)
    throw new CryptoFault('key-invalid', `verifier key of type \`${bytes[0]}\`, expected \`${type}\``);
  const key = { name, publicKey: bytes.slice(1) };
  if (toHex(keyIdOf(type, key)) !== keyId)
    throw new CryptoFault('key-invalid', `key id \`${keyId}\` does not fit its key`);
  return key;
}

export const writeVerifierKey = (key: NoteKey): string => writeKey(ed25519, key);
export const readVerifierKey = (text: string): NoteKey => readKey(ed25519, text);

/** The head of a log: who, how many leaves, which root. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** The text to sign; extension lines are never written and refused when read: no monitor can check them. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  requireName(origin);
  if (!Number.isSafeInteger(size) || size < 0) throw new CryptoFault('size-invalid', `tree size \`${size}\``);
  if (root.length !== 32)
    throw new CryptoFault('size-invalid', `root of \`${root.length}\` bytes, expected 32`);
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

export function parseCheckpoint(text: string): Checkpoint {
  const { extension, ...head } = parseHead(text);
  requireName(head.origin);
  if (extension.length > 0) throw new CryptoFault('encoding-invalid', 'checkpoint has not three lines');
  return head;
}

/** Anybody's checkpoint, as a witness reads it: any origin that is not empty, and extension lines, unread. */
export function parseHead(text: string): Checkpoint & { readonly extension: readonly string[] } {
  const [origin = '', size = '', encoded = '', ...extension] = text.split('\n');
  if (origin === '' || extension.pop() !== '' || extension.includes(''))
    throw new CryptoFault('encoding-invalid', 'checkpoint has not three lines');
  if (!/^(0|[1-9][0-9]{0,15})$/.test(size) || !Number.isSafeInteger(Number(size)))
    throw new CryptoFault('size-invalid', 'checkpoint size is no whole number');
  const root = fromBase64(encoded);
  if (root.length !== 32)
    throw new CryptoFault('size-invalid', `root of \`${root.length}\` bytes, expected 32`);
  return { origin, size: Number(size), root, extension };
}

/** Parses a signed checkpoint and gives it only when the log's key signed it under the log's own origin. */
export function verifyCheckpoint(
  whole: string,
  log: NoteKey,
  verify: VerifySignature = verifyForeign,
): Checkpoint {
  const note = parseNote(whole);
  verifyNote(note, [log], verify);
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint.origin !== log.name)
    throw new CryptoFault(
      'signature-invalid',
      `checkpoint of \`${checkpoint.origin}\`, expected \`${log.name}\``,
    );
  return checkpoint;
}

function requireName(name: string): void {
  if (!/^[^\s+\p{Cc}\p{Z}]+$/u.test(name)) throw new CryptoFault('encoding-invalid', `note name \`${name}\``);
}

function requireText(text: string): void {
  if (!text.endsWith('\n') || text.length < 2)
    throw new CryptoFault('encoding-invalid', 'note text lacks its newline');
  for (let at = 0; at < text.length; at++)
    if (text.charCodeAt(at) < 0x20 && text[at] !== '\n')
      throw new CryptoFault('encoding-invalid', 'note text holds a control character');
}
