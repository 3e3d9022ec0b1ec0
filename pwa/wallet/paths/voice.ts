// With which keys this wallet speaks for a mailbox. A mailbox is named by the first key that spoke for it; after a lost phone
// another key takes over under each grant, and what was sealed to the keys before is still opened here. Every pairwise key
// of this wallet is derived in this file.

import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { type Pairwise, pairwise } from '../../../crypto/keys.ts';
import { openSealed } from '../../../crypto/open.ts';
import { type Handover, handoverIn } from '../../../policy/handover.ts';
import type { LogReceipt } from '../../../policy/receipt.ts';
import type { ShownEntry } from '../link/mailbox.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';
import type { KeptKeys } from '../vault/kept/wallet.ts';
import { heldSignal } from '../vault/open.ts';
import { walletKeys } from './card.ts';

/** Whose key speaks, by the generation that named the mailbox. */
export interface Speaker {
  readonly party: string;
  readonly generation: number;
}

/** The pair of one generation. Its mailbox is the one that it names, not the one that it may have taken over. */
export function pairOf(keys: KeptKeys, party: string, generation: number): Pairwise {
  const former = keys.formerPairs?.find(({ last }) => generation <= last);
  return pairwise(fromBase64url(former?.pairKey ?? keys.pairKey), party, generation);
}

/** Derived from a secret that a lost device had. */
export const isFormer = (keys: KeptKeys, generation: number): boolean =>
  keys.formerPairs?.some(({ last }) => generation <= last) ?? false;

/** The generation of the key that speaks under a grant now. */
export const keyGeneration = ({ generation, keyGeneration: taken }: KeptGrant): number => taken ?? generation;

/**
 * Who takes over under a grant: where another grant of the mailbox has gone before it, step by step after it; else the
 * newest. A second loss may come between the two.
 */
export function nextGeneration(kept: KeptGrant, keys: KeptKeys): number {
  const from = keyGeneration(kept);
  const keyOf = (generation: number): string =>
    toBase64url(pairOf(keys, kept.party, generation).signing.publicKey);
  const successor = handoversIn(kept.mailbox).find(({ key }) => key === keyOf(from))?.newKey;
  const later = generationsFrom(from + 1, keys.generation);
  const known = successor === undefined ? undefined : later.find((one) => keyOf(one) === successor);
  // Its record is not read yet, but was sent from here.
  const sent = [...heldSignal.value.grant.values()]
    .filter(({ mailbox }) => mailbox === kept.mailbox)
    .map(keyGeneration)
    .filter((generation) => generation > from);
  return known ?? Math.min(keys.generation, ...sent);
}

function handoversIn(mailbox: string): Handover[] {
  const { member, grant } = heldSignal.value;
  return [...member.values()].flatMap(({ type, text, grant: of }) =>
    type === 'handover' && grant.get(of)?.mailbox === mailbox ? (handoverIn(text) ?? []) : [],
  );
}

/** Signs under this grant now, and for its mailbox. */
export function voiceOf(kept: KeptGrant, keys: KeptKeys = walletKeys()): Pairwise {
  return { ...pairOf(keys, kept.party, keyGeneration(kept)), mailbox: kept.mailbox };
}

/** What a result may have been sealed to, the newest first. */
export const pairsOf = (kept: KeptGrant, keys: KeptKeys): Pairwise[] =>
  generationsFrom(kept.generation, keyGeneration(kept)).map((generation) =>
    pairOf(keys, kept.party, generation),
  );

/** Signs for the mailbox of a speaker now, whichever of its grants was handed over. */
export function speakingFor(
  speaker: Speaker,
  keys: KeptKeys = walletKeys(),
): readonly [Pairwise, ...Pairwise[]] {
  const { mailbox } = pairOf(keys, speaker.party, speaker.generation);
  const newest = Math.max(
    speaker.generation,
    ...[...heldSignal.value.grant.values()].filter((kept) => kept.mailbox === mailbox).map(keyGeneration),
  );
  const [now, ...before] = generationsFrom(speaker.generation, newest).map((generation) => ({
    ...pairOf(keys, speaker.party, generation),
    mailbox,
  }));
  return [now as Pairwise, ...before];
}

/** Every key of ours that spoke, or may come to speak, for this mailbox; oldest first. */
export const ownKeys = ({ party, generation }: Speaker, keys: KeptKeys = walletKeys()): string[] =>
  generationsFrom(generation, keys.generation)
    .map((one) => toBase64url(pairOf(keys, party, one).signing.publicKey))
    .reverse();

/**
 * One of ours, and not after the place in the log at which it was handed over: whoever has the lost device could sign with
 * it, and a relay could let it in.
 */
export function maySign(
  speaker: Speaker,
  mailbox: string,
  key: string,
  receipt: LogReceipt | null,
  shown: readonly ShownEntry[] = [],
): boolean {
  if (!ownKeys(speaker).includes(key)) return false;
  const leftAt = placeLeft(mailbox, key, shown);
  // What has no place yet stands behind everything that has one.
  return leftAt === null || (receipt !== null && receipt.index < leftAt);
}

/** Where this key stopped speaking for the mailbox, as kept or as just shown; null while it does. */
function placeLeft(mailbox: string, key: string, shown: readonly ShownEntry[]): number | null {
  const { member, grant } = heldSignal.value;
  const signed = shown.flatMap((entry) => (entry.kind === 'signed' ? [entry] : []));
  const places = [...member.values(), ...signed].flatMap(({ type, text, receipt, grant: of }) => {
    if (type !== 'handover' || receipt === null || grant.get(of)?.mailbox !== mailbox) return [];
    return handoverIn(text)?.key === key ? [receipt.index] : [];
  });
  return places.length === 0 ? null : Math.min(...places);
}

const generationsFrom = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(1, last - first + 1) }, (_, at) => Math.max(first, last) - at);

/** Sealed to a key before by who has not heard of a hand-over, or to the one that opened a thread: still ours to open. */
export function openByAny(pairs: readonly Pairwise[], sealed: Uint8Array, binding: Uint8Array): Uint8Array {
  for (const { box } of pairs.slice(0, -1)) {
    try {
      return openSealed(box.secretKey, sealed, binding);
    } catch (cause) {
      if (!(cause instanceof CryptoFault)) throw cause;
    }
  }
  return openSealed((pairs.at(-1) as Pairwise).box.secretKey, sealed, binding);
}
