import { canonicalText } from './canonical.ts';
import { PolicyFault } from './fault.ts';
import type { Member, SignedMember } from './member.ts';
import { boxKeyChars } from './party.ts';
import type { Schema } from './read.ts';
import { both, bytes, id, key, literal, mailbox, minute, object, reader, signature, where } from './read.ts';
import { type Head, splitRecord } from './record.ts';

/**
 * Another key speaks for a mailbox under one of its grants from here on: a device was lost, or taken out. The mailbox
 * keeps its name; what the old key signs afterwards is good for ending the grant and for nothing else.
 */
export interface Handover extends Head<'handover'> {
  /** The mailbox. */
  readonly by: string;
  /** The key that spoke so far; it signs the record. */
  readonly key: string;
  readonly grant: string;
  readonly newKey: string;
  /** X-Wing public key that results are sealed to from here on. */
  readonly newBoxKey: string;
  /** By `newKey`, over the same record without this field, under `handoverNewLabel`: nobody is handed what he cannot hold. */
  readonly newSignature: string;
}

export const handoverNewLabel = 'vav/handover-new/1';

const handover: Schema<Handover> = object({
  v: literal(1),
  type: literal('handover'),
  id,
  at: minute,
  by: mailbox,
  key,
  grant: id,
  newKey: key,
  newBoxKey: both(
    bytes((boxKeyChars / 4) * 3),
    where((text) => text.length === boxKeyChars, 'expected 1216 bytes'),
  ),
  newSignature: signature,
});

const readShape = reader(handover, 'handover-invalid');

export function readHandover(body: unknown): Handover {
  const read = readShape(body);
  if (read.newKey === read.key)
    throw new PolicyFault('handover-invalid', 'expected another key than the one before', 'newKey');
  return read;
}

/** What the new key signs. */
export function takenOverText({
  newSignature: _,
  ...body
}: Omit<Handover, 'newSignature'> & { newSignature?: string }): string {
  return canonicalText(body);
}

/** Who speaks under a grant. */
export interface Voice {
  readonly key: string;
  /** Results are sealed to it. */
  readonly boxKey: string;
  /** Number of the member that made it so: what stands behind it in the sequence is this voice's to sign. */
  readonly from: number;
}

/** All that spoke under a grant, oldest first. A hand-over that another key signed is none: the checks of a sequence say so. */
export function voicesOf(given: Pick<Voice, 'key' | 'boxKey'>, members: readonly Member[]): Voice[] {
  const voices: Voice[] = [{ key: given.key, boxKey: given.boxKey, from: 1 }];
  for (const member of members) {
    if (member.kind !== 'signed' || member.type !== 'handover') continue;
    const read = handoverIn(member.text);
    if (read !== undefined && read.key === voices.at(-1)?.key)
      voices.push({ key: read.newKey, boxKey: read.newBoxKey, from: member.seq });
  }
  return voices;
}

export function handoverIn(text: string): Handover | undefined {
  try {
    return readHandover(splitRecord(text).body);
  } catch (cause) {
    if (cause instanceof PolicyFault) return undefined;
    throw cause;
  }
}

/** Keys that may have signed this member: the one that spoke then; an end also those before it. */
export function keysFor(
  voices: readonly Voice[],
  { type, seq }: Pick<SignedMember, 'type' | 'seq'>,
): string[] {
  const until = voices.filter((voice) => voice.from < seq || voice.from === 1).map(({ key }) => key);
  return type === 'revocation' ? until : until.slice(-1);
}

/** One key of a mailbox and the one that took its place. */
export interface KeyStep {
  readonly key: string;
  readonly newKey: string;
}

/**
 * What a key is to a mailbox, from the hand-overs of that mailbox. `isFirst`: its hash is the mailbox's name.
 * `former`: it may still end what it once gave, and nothing else.
 */
export function standingOf(
  key: string,
  isFirst: boolean,
  steps: readonly KeyStep[],
): 'present' | 'former' | 'none' {
  if (!isFirst && !steps.some(({ newKey }) => newKey === key)) return 'none';
  return steps.some((step) => step.key === key) ? 'former' : 'present';
}
