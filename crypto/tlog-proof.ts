// C2SP tlog-proof (c2sp.org/tlog-proof): one text that shows, without any relay, that an entry stands in a log and which
// witnesses saw it there. Lines: the label, `extra` if any, `index`, the audit path, an empty line, the checkpoint.

import { type Cosigner, verifyCosignatures } from './cosignature.ts';
import { fromBase64, toBase64 } from './encode.ts';
import { CryptoFault } from './fault.ts';
import type { Sha256 } from './hash.ts';
import { type Checkpoint, type NoteKey, parseNote, type VerifySignature, verifyCheckpoint } from './note.ts';
import { hashBytes, verifyInclusion } from './proof.ts';

const label = 'c2sp.org/tlog-proof@v1';
const maxPath = 63;
/** A record of 64 KiB with its salt, in base64, and a note. */
const maxProofChars = 262_144;

export interface TlogProof {
  /** Not covered by the proof: trust it only as far as the leaf is made from it. Ours is salt ‖ record. */
  readonly extra?: Uint8Array;
  readonly index: number;
  readonly path: readonly Uint8Array[];
  /** The signed note, as the log gave it. */
  readonly checkpoint: string;
}

export function formatTlogProof({ extra, index, path, checkpoint }: TlogProof): string {
  if (!Number.isSafeInteger(index) || index < 0) throw new CryptoFault('size-invalid', `index \`${index}\``);
  if (path.length > maxPath || path.some((hash) => hash.length !== hashBytes))
    throw new CryptoFault('proof-invalid', 'audit path of other hashes');
  parseNote(checkpoint);
  const lines = [label, ...(extra === undefined ? [] : [`extra ${toBase64(extra)}`]), `index ${index}`];
  return `${[...lines, ...path.map(toBase64)].join('\n')}\n\n${checkpoint}`;
}

/** Reads the form only. Trust nothing in it before `verifyTlogProof`. */
export function parseTlogProof(text: string): TlogProof {
  if (text.length > maxProofChars) throw new CryptoFault('size-invalid', 'proof is too long');
  const end = text.indexOf('\n\n');
  const [first, ...lines] = (end < 0 ? '' : text.slice(0, end)).split('\n');
  if (first !== label) throw new CryptoFault('encoding-invalid', `expected \`${label}\` and an empty line`);
  const extra = lines[0]?.startsWith('extra ') ? fromBase64(lines.shift()?.slice(6) ?? '') : undefined;
  const found = /^index (0|[1-9][0-9]{0,15})$/.exec(lines.shift() ?? '');
  const index = Number(found?.[1]);
  if (!Number.isSafeInteger(index)) throw new CryptoFault('encoding-invalid', 'proof without index');
  if (lines.length > maxPath) throw new CryptoFault('size-invalid', `path of \`${lines.length}\` hashes`);
  const path = lines.map((line) => fromBase64(line));
  if (path.some((hash) => hash.length !== hashBytes))
    throw new CryptoFault('proof-invalid', 'path of other hashes than 32 bytes');
  const checkpoint = text.slice(end + 2);
  parseNote(checkpoint);
  return { ...(extra === undefined ? {} : { extra }), index, path, checkpoint };
}

export interface ProvenLeaf {
  readonly head: Checkpoint;
  /** Known witnesses among the signers. How many are enough, the caller says. */
  readonly cosigners: readonly Cosigner[];
}

/** The steps of « Verifying a tlog proof », in their order; a step that fails throws. */
export function verifyTlogProof(
  proof: TlogProof,
  leaf: Uint8Array,
  log: NoteKey,
  witnesses: readonly NoteKey[] = [],
  how: { readonly verify?: VerifySignature; readonly sha?: Sha256 } = {},
): ProvenLeaf {
  const head = verifyCheckpoint(proof.checkpoint, log, how.verify);
  const cosigners = verifyCosignatures(parseNote(proof.checkpoint), witnesses, how.verify);
  if (!verifyInclusion(leaf, proof.index, head.size, proof.path, head.root, how.sha))
    throw new CryptoFault('proof-invalid', 'audit path does not lead to the head');
  return { head, cosigners };
}
