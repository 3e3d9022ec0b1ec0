// A result about the resident: the party's signed record, and the content that only this wallet opens. Checked: who
// signed, that the sealed bytes and the content are those of the record, that it was made on an envelope this wallet
// really sent, and that each input has a salt of its own.

import { fromBase64url, fromUtf8, toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { recordDigest, sha256 } from '../../../crypto/hash.ts';
import { unpad } from '../../../crypto/open.ts';
import { leafHash, treeRoot } from '../../../crypto/proof.ts';
import {
  type Calculation,
  type CalculationContent,
  commitmentText,
  contentText,
  readCalculation,
  readCalculationContent,
} from '../../../policy/calculation.ts';
import { canonicalText, readCanonical } from '../../../policy/canonical.ts';
import { resultBinding } from '../../../policy/envelope.ts';
import { PolicyFault } from '../../../policy/fault.ts';
import { type Party, versionAt } from '../../../policy/party.ts';
import { type SplitRecord, splitRecord } from '../../../policy/record.ts';
import type { ShownEntry } from '../link/mailbox.ts';
import type { KeptCalculation } from '../vault/kept/calculation.ts';
import type { KeptEnvelope, KeptGrant } from '../vault/kept/grant.ts';
import type { KeptKeys } from '../vault/kept/wallet.ts';
import { PathFault } from './fault.ts';
import { isFollowed } from './followed.ts';
import { keysOf, requireType } from './party.ts';
import { isSigned } from './party-signed.ts';
import { openByAny, pairsOf } from './voice.ts';

export type ShownSigned = Extract<ShownEntry, { kind: 'signed' }>;

/** Why a result cannot be trusted, or not be read; each has a sentence in `pwa/words`. */
export type CalculationFault =
  | 'result-missing'
  | 'result-unreadable'
  | 'result-altered'
  | 'result-other-envelope'
  | 'result-other-facts'
  | 'result-salts-shared';

export function keptCalculation(
  entry: ShownSigned,
  grant: KeptGrant,
  parties: readonly Party[],
  held: { readonly keys: KeptKeys; readonly envelopeOf: (n: number) => KeptEnvelope | undefined },
): KeptCalculation {
  const split = requireType(splitRecord(entry.text), 'calculation');
  const record = readCalculation(split.body);
  requireOwn(split, record, grant, parties);
  const { content, fault } = openContent(entry, record, grant, held);
  return {
    digest: recordDigest(entry.text),
    grant: grant.id,
    party: grant.party,
    declaration: record.declaration,
    at: record.at,
    seq: entry.seq,
    text: entry.text,
    receipt: entry.receipt,
    rulesHash: record.rulesHash,
    engine: record.engine,
    envelope: record.envelope.n,
    contestUntil: record.contest.until ?? null,
    contestWhere: record.contest.where,
    content,
    results: content?.results ?? [],
    inputs: (content?.inputs ?? []).map(({ key, value }) => ({ key, value, unit: null })),
    openFault: fault,
    recomputation: null,
    receiptText: null,
  };
}

function requireOwn(
  split: SplitRecord,
  record: Calculation,
  grant: KeptGrant,
  parties: readonly Party[],
): void {
  const isOwn = record.by === grant.party && record.mailbox === grant.mailbox && record.grant === grant.id;
  if (!isOwn || !isFollowed(grant, record.declaration))
    throw new PathFault('record-foreign', 'calculation of another grant');
  const signer = versionAt(parties, record.at);
  if (signer === undefined || !isSigned(split, keysOf(signer, 'record', record.at)))
    throw new PathFault('record-foreign', 'calculation is not signed by its party');
}

type Opened = { readonly content: CalculationContent | null; readonly fault: CalculationFault | null };

function openContent(
  entry: ShownSigned,
  record: Calculation,
  grant: KeptGrant,
  held: { readonly keys: KeptKeys; readonly envelopeOf: (n: number) => KeptEnvelope | undefined },
): Opened {
  if (entry.sealed === null) return { content: null, fault: 'result-missing' };
  try {
    const sealed = fromBase64url(entry.sealed);
    if (toBase64url(sha256(sealed)) !== record.sealedDigest)
      return { content: null, fault: 'result-altered' };
    const binding = resultBinding({ grant: grant.id, id: record.id, party: grant.party });
    const text = fromUtf8(unpad(openByAny(pairsOf(grant, held.keys), sealed, toUtf8(binding))));
    const content = readCalculationContent(readCanonical(text));
    const isSame =
      toBase64url(sha256(toUtf8(contentText(content)))) === record.contentDigest &&
      content.inputs.length === record.inputs.count &&
      toBase64url(treeRoot(inputLeaves(content))) === record.inputs.root;
    if (!isSame) return { content: null, fault: 'result-altered' };
    return { content, fault: contentFault(content, record, held.envelopeOf(record.envelope.n)) };
  } catch (cause) {
    if (cause instanceof CryptoFault || cause instanceof PolicyFault)
      return { content: null, fault: 'result-unreadable' };
    throw cause;
  }
}

/** What the record commits to, input by input. */
export const inputLeaves = ({ inputs }: CalculationContent): Uint8Array[] =>
  inputs.map((input) => leafHash(toUtf8(commitmentText(input))));

/** Readable, and yet not what it should be: the resident sees both the result and this. */
function contentFault(
  content: CalculationContent,
  record: Calculation,
  sent: KeptEnvelope | undefined,
): CalculationFault | null {
  if (sent === undefined || sent.digest !== record.envelope.digest) return 'result-other-envelope';
  if (canonicalText(content.facts) !== canonicalText(sent.facts)) return 'result-other-facts';
  const salts = [content.salt, ...content.inputs.map(({ salt }) => salt)];
  return new Set(salts).size === salts.length ? null : 'result-salts-shared';
}
