// Who speaks under a grant, read from its own records; and whether a hand-over may follow. Both stores ask here.

import type { KeyStep } from '../../policy/handover.ts';
import type { GivenMandate } from '../../policy/mandate.ts';
import { bytesDigest } from '../proof/hash.ts';
import { StoreFault } from './fault.ts';
import type { NewHandover } from './handover-contract.ts';
import { type HeldGrant, isNone, notGiven } from './held.ts';
import { maxKeySteps } from './terms.ts';

/** The body of a kept record: it was read with its own reader when it came. */
export const bodyOf = (text: string): Record<string, unknown> =>
  JSON.parse(text.slice(0, text.indexOf('\n'))) as Record<string, unknown>;

/** Under which grant a thread was opened. */
export const grantIn = (opening: string): string | null => bodyOf(opening)['grant'] as string | null;

/** The grant itself and its hand-overs, oldest first: they say who speaks under it. */
export interface VoiceRecords {
  readonly first: string;
  readonly handovers: readonly string[];
}

/** All keys that spoke under a grant, the present one last. Its party knows these and no others of the mailbox. */
const voicesUnder = ({ first, handovers }: VoiceRecords): unknown[] => [
  bodyOf(first)['key'],
  ...handovers.map((text) => bodyOf(text)['newKey']),
];

const forked = (): StoreFault =>
  new StoreFault('handover-forked', 'expected the key that speaks under this grant, and its one successor');

/** An ended grant is handed over too: its results may still come, and they are the new key's to read. */
export function requireSuccession(
  { key, newKey }: NewHandover,
  grant: HeldGrant,
  records: VoiceRecords,
  steps: readonly KeyStep[],
): void {
  if (isNone(grant)) throw notGiven();
  if (voicesUnder(records).at(-1) !== key) throw forked();
  const successor = steps.find((step) => step.key === key);
  if (successor !== undefined && successor.newKey !== newKey) throw forked();
  if (successor !== undefined) return;
  // A key that spoke here before is not taken back: two steps could go round for ever.
  if (steps.some((step) => step.key === newKey || step.newKey === newKey)) throw forked();
  if (steps.length >= maxKeySteps)
    throw new StoreFault('handover-forked', `expected at most ${maxKeySteps} hand-overs of one mailbox`);
}

/** Looked at again inside the transaction: the key may have been handed over since the door looked. */
export const requirePresent = (text: string, steps: readonly KeyStep[]): void =>
  requirePresentKey(bodyOf(text)['key'], steps);

export function requirePresentKey(key: unknown, steps: readonly KeyStep[]): void {
  if (steps.some((step) => step.key === key))
    throw new StoreFault('key-unknown', 'expected the key that this mailbox was handed over to');
}

/** What a party will prove against the grant: the key that took over under another grant does not speak under this one. */
export function requireSpeaking(text: string, steps: readonly KeyStep[], records: VoiceRecords): void {
  requirePresent(text, steps);
  if (voicesUnder(records).at(-1) !== bodyOf(text)['key'])
    throw new StoreFault('key-unknown', 'expected the key that speaks under this grant');
}

/** An end: by whoever holds a key that ever spoke under this grant. */
export function requireVoice(text: string, records: VoiceRecords): void {
  if (!voicesUnder(records).includes(bodyOf(text)['key']))
    throw new StoreFault('key-unknown', 'expected a key that spoke under this grant');
}

/** The warrant was signed by the key that gave the mandate; on paper by the grant's own. */
export function requireWarrantVoice({ key }: GivenMandate, records: VoiceRecords): void {
  if (key !== undefined && !voicesUnder(records).includes(key))
    throw new StoreFault('mandate-outside', 'expected a mandate by a key that spoke under this grant');
}

/** After a hand-over a result sealed to the key before would be one for whoever has the lost device. */
export function requireSealedTo(sealedTo: string | undefined, handovers: readonly string[]): void {
  const newest = handovers.at(-1);
  if (newest === undefined) return;
  if (sealedTo !== bytesDigest(Buffer.from(String(bodyOf(newest)['newBoxKey']), 'base64url')))
    throw new StoreFault('key-replaced', 'expected a result sealed to the `newBoxKey` of the last hand-over');
}
