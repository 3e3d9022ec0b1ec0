// Checks what files claim, from the public key of the log alone: no relay is asked, and none has to exist any more.

import { type Cosigner, verifyCosignatures } from '../../crypto/cosignature.ts';
import { fromBase64url, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import { verifyFork } from '../../crypto/fork.ts';
import { recordDigest, sha256 } from '../../crypto/hash.ts';
import {
  type Checkpoint,
  type NoteKey,
  parseNote,
  verifyCheckpoint,
  writeVerifierKey,
} from '../../crypto/note.ts';
import { leafHash, standsIn, verifyInclusion } from '../../crypto/proof.ts';
import { verifyTlogProof } from '../../crypto/tlog-proof.ts';
import { commitmentText, readCalculation } from '../../policy/calculation.ts';
import { PolicyFault } from '../../policy/fault.ts';
import type { ForkFile } from '../../policy/fork.ts';
import { isPublicType, publicSalt } from '../../policy/receipt.ts';
import { splitRecord } from '../../policy/record.ts';
import type { ShownInput } from '../../policy/shown-input.ts';
import { verifyNoteBytes } from '../proof/verify.ts';
import { type Claim, type Claims, readClaims, UnreadableFile } from './file.ts';
import type { Finding } from './finding.ts';
import { checkReading } from './reading.ts';
import { checkSides } from './sides.ts';
import { KeyRing } from './signed.ts';
import { unprovenIn } from './unproven.ts';

export interface Trusted {
  /** Keys of the log; the name of each is its origin. */
  readonly logs: readonly NoteKey[];
  readonly witnesses: readonly NoteKey[];
}

export interface Report {
  readonly findings: readonly Finding[];
  /** Heads that contradict each other, from any of the files. */
  readonly forks: readonly ForkFile[];
  /** What stands in the files and no proof covers: nothing that fails, and nothing that holds. */
  readonly unproven: readonly string[];
}

/** A file by what its reader calls it. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

interface KnownHead {
  readonly note: string;
  readonly head: Checkpoint;
  readonly key: NoteKey;
  readonly cosigners: readonly Cosigner[];
}

/** All files together: two people's heads may contradict each other where each file alone is in order. */
export function checkFiles(given: readonly (string | NamedText)[], trusted: Trusted): Report {
  const named = given.map((file, at) =>
    typeof file === 'string' ? { name: `file ${at + 1}`, text: file } : file,
  );
  const files = named.map((file) => ({ ...readNamed(file), name: file.name }));
  const findings = files.flatMap((file) => checkClaims(file, trusted));
  const heads = new Map(files.flatMap(({ notes }) => notes).map((note) => [note, readHead(note, trusted)]));
  const known = [...heads.values()].filter((head) => head !== undefined);
  const isForeign = (note: string) => heads.get(note) === undefined;
  const foreign = [...heads.keys()].filter(isForeign).length;
  const foreignIn = files.filter(({ notes }) => notes.some(isForeign)).map(({ name }) => name);
  findings.push(...checkSides(named));
  findings.push({ holds: foreign === 0, what: headsSentence(known, foreign, foreignIn) });
  const unproven = named.flatMap(({ name, text }) => {
    const sentence = unprovenIn(text);
    return sentence === undefined ? [] : [`${name}: ${sentence}`];
  });
  return { findings, forks: forksAmong(known), unproven };
}

function readNamed({ name, text }: NamedText): Claims {
  try {
    return readClaims(text);
  } catch (cause) {
    if (!(cause instanceof UnreadableFile)) throw cause;
    throw new UnreadableFile(`${name}: ${cause.message}`, { cause });
  }
}

function checkClaims({ name, claims, texts }: Claims & { name: string }, trusted: Trusted): Finding[] {
  const readable = [...texts, ...claims.flatMap((claim) => (claim.kind === 'receipt' ? claim.text : []))];
  const keys = new KeyRing(readable);
  return claims.map((claim): Finding => {
    try {
      return { holds: true, what: checkClaim(claim, trusted, keys) };
    } catch (cause) {
      if (!(cause instanceof CryptoFault || cause instanceof PolicyFault)) throw cause;
      return { holds: false, what: `${name}: ${nameOf(claim)}: ${cause.message}` };
    }
  });
}

function checkClaim(claim: Claim, trusted: Trusted, keys: KeyRing): string {
  if (claim.kind === 'fork') {
    const { notes, root, path } = claim.file;
    const [smaller = '', larger = ''] = notes;
    const key = keyFor(smaller, trusted);
    const shown = {
      ...(root === undefined ? {} : { root: fromBase64url(root) }),
      ...(path === undefined ? {} : { path: path.map((hash) => fromBase64url(hash)) }),
    };
    const heads = verifyFork({ notes: [smaller, larger], ...shown }, key, { verify: verifyNoteBytes });
    return `proven: the log ${key.name} has signed two histories, at ${heads[0].size} and ${heads[1].size} records`;
  }
  if (claim.kind === 'input') return checkInput(claim.shown, keys);
  if (claim.kind === 'reading') return checkReading(claim.shown, keys);
  if (claim.kind === 'proof') {
    const { proof } = claim;
    if (proof.extra === undefined)
      throw new CryptoFault('proof-invalid', 'no extra line: what is proven is not in the file');
    const key = keyFor(proof.checkpoint, trusted);
    const leaf = leafHash(sha256(proof.extra));
    const how = { verify: verifyNoteBytes };
    const { head, cosigners } = verifyTlogProof(proof, leaf, key, trusted.witnesses, how);
    const text = Buffer.from(proof.extra.subarray(32)).toString('utf8');
    return sentence(text, proof.index, head, cosigners, keys);
  }
  const { text, receipt } = claim;
  if (receipt.digest !== recordDigest(text))
    throw new CryptoFault('proof-invalid', 'the receipt is of another record');
  const key = keyFor(receipt.checkpoint, trusted);
  const head = verifyCheckpoint(receipt.checkpoint, key, verifyNoteBytes);
  if (!standsIn(toUtf8(text), receipt, head))
    throw new CryptoFault('proof-invalid', 'the audit path does not lead to the signed head');
  if (receipt.salt !== publicSalt && isPublicType(typeOf(text)))
    throw new CryptoFault('proof-invalid', 'a public record under a salt: others are shown another leaf');
  return sentence(text, receipt.index, head, cosignersOf(receipt.checkpoint, trusted), keys);
}

/** One value that a party signed to have calculated with; the record's place in the log is a claim of its own. */
function checkInput({ record, input, index, path }: ShownInput, keys: KeyRing): string {
  const { inputs } = readCalculation(splitRecord(record).body);
  const leaf = leafHash(toUtf8(commitmentText(input)));
  const hashes = path.map((hash) => fromBase64url(hash));
  if (!verifyInclusion(leaf, index, inputs.count, hashes, fromBase64url(inputs.root)))
    throw new CryptoFault('proof-invalid', 'the value does not lead to the inputs of the record');
  const signed = keys.signedBy(record);
  if (signed === 'unknown' || signed === 'not signed by whom it says')
    throw new CryptoFault('signature-invalid', 'the record is not shown to be signed by its party');
  return `${nameOfText(record)} was made with « ${input.key} » = ${JSON.stringify(input.value)}; signed by ${signed}`;
}

function sentence(
  text: string,
  index: number,
  head: Checkpoint,
  cosigners: readonly Cosigner[],
  keys: KeyRing,
): string {
  const signed = keys.signedBy(text);
  if (signed === 'not signed by whom it says')
    throw new CryptoFault('signature-invalid', `the record is ${signed}`);
  const by = signed === 'unknown' ? 'what shows its signer is not in the file' : `signed by ${signed}`;
  const seen = cosigners.map(
    ({ key, seconds }) => `${key.name} at ${new Date(seconds * 1000).toISOString()}`,
  );
  const anchored = seen.length > 0 ? `anchored, seen by ${seen.join(' and ')}` : 'recorded';
  return `${nameOfText(text)} stands in ${head.origin} at ${index} of ${head.size}, ${anchored}; ${by}`;
}

/** The trusted key of the log that a note says it is of. */
function keyFor(note: string, { logs }: Trusted): NoteKey {
  const origin = note.slice(0, note.indexOf('\n'));
  const candidates = logs.filter(({ name }) => name === origin);
  if (candidates.length === 0)
    throw new CryptoFault('signature-invalid', `a head of \`${origin.slice(0, 80)}\`, which no --key is of`);
  const fitting = candidates.find((key) => {
    try {
      return verifyCheckpoint(note, key, verifyNoteBytes) !== undefined;
    } catch (cause) {
      if (cause instanceof CryptoFault) return false;
      throw cause;
    }
  });
  return fitting ?? (candidates[0] as NoteKey);
}

const cosignersOf = (note: string, { witnesses }: Trusted): Cosigner[] =>
  verifyCosignatures(parseNote(note), witnesses, verifyNoteBytes);

function readHead(note: string, trusted: Trusted): KnownHead | undefined {
  try {
    const key = keyFor(note, trusted);
    const head = verifyCheckpoint(note, key, verifyNoteBytes);
    return { note, head, key, cosigners: cosignersOf(note, trusted) };
  } catch (cause) {
    if (cause instanceof CryptoFault) return undefined;
    throw cause;
  }
}

function headsSentence(known: readonly KnownHead[], foreign: number, foreignIn: readonly string[]): string {
  const newest = [...known]
    .filter(({ cosigners }) => cosigners.length > 0)
    .sort((left, right) => right.head.size - left.head.size)[0];
  const anchored =
    newest === undefined ? 'none of them cosigned' : `the newest cosigned one at ${newest.head.size} records`;
  const others =
    foreign === 0 ? '' : `, ${foreign} without a good signature of a known log in ${foreignIn.join(' and ')}`;
  return `${known.length} heads of the log, ${anchored}${others}`;
}

/** Two roots at one size. Other sizes need the tiles of the log, which a wallet fetches while they are there. */
function forksAmong(heads: readonly KnownHead[]): ForkFile[] {
  const bySize = new Map<string, KnownHead>();
  const forks: ForkFile[] = [];
  for (const known of heads) {
    const { key, head, note } = known;
    const name = `${writeVerifierKey(key)} ${head.size}`;
    const other = bySize.get(name);
    if (other === undefined) bySize.set(name, known);
    else if (toBase64url(other.head.root) !== toBase64url(head.root))
      forks.push({ format: 'vav/fork/1', verifierKey: writeVerifierKey(key), notes: [other.note, note] });
  }
  return forks;
}

function nameOf(claim: Claim): string {
  if (claim.kind === 'fork') return 'evidence of two histories';
  if (claim.kind === 'reading') return 'what was asked and answered in a reading';
  if (claim.kind === 'input') return `one input of ${nameOfText(claim.shown.record)}`;
  return claim.kind === 'receipt' ? nameOfText(claim.text) : `proof file of leaf ${claim.proof.index}`;
}

/** Type and digest: enough to find it in the file, and nothing of what it says. */
function nameOfText(text: string): string {
  return `${typeOf(text)} ${recordDigest(text).slice(0, 10)}…`;
}

const typeOf = (text: string): string => /"type":"([a-z-]{1,20})"/.exec(text)?.[1] ?? 'record';
