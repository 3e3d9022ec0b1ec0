// An end that the party made in public for all its agreements at once: it retired what it had declared, or closed. It is no
// member of the sequence, so the public record itself is the proof (docs/decisions/0023), fetched and checked before the
// relay is believed.

import { recordDigest } from '../../../crypto/hash.ts';
import { instantMs } from '../../../policy/instant.ts';
import { splitRecord } from '../../../policy/record.ts';
import type { ShownGrant } from '../link/mailbox.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';
import { changes, heldSignal } from '../vault/open.ts';

/** Clocks of parties and of the relay. */
const skewMs = 60_000;

/** Said to be over by a version of its declaration that this wallet has not heard of. */
export const namesUnheardEnd = (shown: ShownGrant, grants: readonly KeptGrant[]): boolean =>
  grants.some(
    (kept) =>
      kept.id === shown.id &&
      shown.end?.reason === 'grant-terminated' &&
      kept.status !== 'ended' &&
      !isPublicEnd(kept, shown),
  );

/** Said to be over because its party closed, which the versions kept here do not say. */
export const namesUnheardClosing = ({ end }: ShownGrant, party: string): boolean =>
  end?.reason === 'party-closed' && provingText(party, end) === undefined;

/** Does a record that was checked and kept say that this agreement is over? Its end is not older than the record. */
export function isPublicEnd(kept: KeptGrant, { status, end }: ShownGrant): boolean {
  if (status !== 'ended' || end === null) return false;
  const text = end.reason === 'party-closed' ? provingText(kept.party, end) : retiredText(kept, end);
  if (text === undefined) return false;
  const { at } = splitRecord(text).body as { at: string };
  return instantMs(end.at) >= instantMs(at) - skewMs;
}

type ShownEnd = NonNullable<ShownGrant['end']>;

/** The newest version of the party: nothing follows its closing. */
function provingText(party: string, { record }: ShownEnd): string | undefined {
  const text = heldSignal.value.party.get(party)?.texts.at(-1);
  if (text === undefined || recordDigest(text) !== record) return undefined;
  return says(text, 'closed') ? text : undefined;
}

/** A later version of what was agreed to; that it follows was checked when it was kept (`change.ts`). */
function retiredText(kept: KeptGrant, { reason, record }: ShownEnd): string | undefined {
  if (reason !== 'grant-terminated' || record === null) return undefined;
  if (changes.value.get(kept.id)?.versions.includes(record) !== true) return undefined;
  const text = heldSignal.value.declaration.get(record)?.text;
  return text !== undefined && says(text, 'retired') ? text : undefined;
}

/** Also of a version with fields that this build does not know. */
const says = (text: string, status: string): boolean =>
  (splitRecord(text).body as { status?: unknown }).status === status;
