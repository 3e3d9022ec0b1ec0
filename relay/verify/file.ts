// What a file claims, read from `unknown`: records with their receipts wherever they stand in it, proof files, forks, and
// every head of the log that somebody was shown. Nothing is believed here; `claims.ts` checks.

import { CryptoFault } from '../../crypto/fault.ts';
import { parseTlogProof, type TlogProof } from '../../crypto/tlog-proof.ts';
import { type AccessEvidence, readEvidence } from '../../policy/access.ts';
import { PolicyFault } from '../../policy/fault.ts';
import { type ForkFile, readForkFile } from '../../policy/fork.ts';
import { type LogReceipt, readLogReceipt } from '../../policy/receipt.ts';
import { readShownInput, type ShownInput } from '../../policy/shown-input.ts';

export type Claim =
  | { readonly kind: 'receipt'; readonly text: string; readonly receipt: LogReceipt }
  | { readonly kind: 'proof'; readonly proof: TlogProof }
  | { readonly kind: 'fork'; readonly file: ForkFile }
  | { readonly kind: 'input'; readonly shown: ShownInput }
  | { readonly kind: 'reading'; readonly shown: AccessEvidence };

export interface Claims {
  readonly claims: readonly Claim[];
  /** Signed notes, as they stand in the file. */
  readonly notes: readonly string[];
  /** Every text that may be a record: a party's may hold the key that another is signed with. */
  readonly texts: readonly string[];
}

/** A wallet's whole export of years. */
export const maxFileBytes = 256 * 1024 * 1024;
const maxDepth = 24;

export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

export function readClaims(text: string): Claims {
  if (text.startsWith('c2sp.org/tlog-proof@')) {
    const proof = orUnreadable(() => parseTlogProof(text));
    return { claims: [{ kind: 'proof', proof }], notes: [proof.checkpoint], texts: [] };
  }
  if (isNote(text)) return { claims: [], notes: [text], texts: [] };
  const value = orUnreadable(() => JSON.parse(text) as unknown);
  const found = proofsIn(value);
  if (found.claims.length === 0 && found.notes.length === 0)
    throw new UnreadableFile('holds no receipt, no proof, no fork and no head of a log');
  return found;
}

/** What of an entry of a file could be checked at all. */
export function proofsIn(value: unknown): Claims {
  const found = { claims: [] as Claim[], notes: new Set<string>(), texts: new Set<string>() };
  walk(value, found, 0);
  return { claims: found.claims, notes: [...found.notes], texts: [...found.texts] };
}

interface Found {
  readonly claims: Claim[];
  readonly notes: Set<string>;
  readonly texts: Set<string>;
}

function walk(value: unknown, found: Found, depth: number): void {
  if (typeof value === 'string') {
    if (isNote(value)) found.notes.add(value);
    else if (/^\{.*\}\n[a-z0-9]+:[A-Za-z0-9_-]+$/.test(value)) found.texts.add(value);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth > maxDepth) throw new UnreadableFile('is nested too deep');
  if (!Array.isArray(value) && addClaim(value as Record<string, unknown>, found)) return;
  for (const inner of Object.values(value)) walk(inner, found, depth + 1);
}

/** True for what is read whole. `{text | record, receipt}`, also with the text one level down (`evidence.record`), as a wallet keeps a reading. */
function addClaim(fields: Record<string, unknown>, { claims }: Found): boolean {
  if (fields['format'] === 'vav/fork/1') {
    claims.push({ kind: 'fork', file: orUnreadable(() => readForkFile(fields)) });
    return true;
  }
  // Its record and receipt are a claim of their own, below.
  if (fields['format'] === 'vav/shown-input/1')
    claims.push({ kind: 'input', shown: orUnreadable(() => readShownInput(fields)) });
  // Both exports keep a reading with the record beside its item, under one of two names.
  if (typeof fields['item'] === 'string' && typeof fields['answer'] === 'string') {
    const { position, item, answer, itemPath, answerPath } = fields;
    const record = fields['record'] ?? fields['text'];
    const shown = { record, position, item, answer, itemPath, answerPath };
    claims.push({ kind: 'reading', shown: orUnreadable(() => readEvidence(shown)) });
  }
  const evidence = (fields['evidence'] ?? {}) as Record<string, unknown>;
  const text = [fields['text'], fields['record'], evidence['record']].find(
    (entry) => typeof entry === 'string',
  );
  const receipt = readable(fields['receipt']);
  if (typeof text === 'string' && receipt !== undefined) claims.push({ kind: 'receipt', text, receipt });
  return false;
}

/** Undefined for what is no receipt of a log at all; one that is broken inside is one all the same, and does not hold. */
function readable(value: unknown): LogReceipt | undefined {
  if (typeof value !== 'object' || value === null || !('checkpoint' in value)) return undefined;
  return orUnreadable(() => readLogReceipt(value));
}

const isNote = (text: string): boolean =>
  /^[^\n]+\n(?:0|[1-9]\d*)\n[^\n]+\n(?:[^\n]+\n)*\n(?:— [^\n]+\n)+$/.test(text);

function orUnreadable<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof UnreadableFile) throw cause;
    if (cause instanceof PolicyFault || cause instanceof CryptoFault || cause instanceof SyntaxError)
      throw new UnreadableFile(cause.message, { cause });
    throw cause;
  }
}
