import { instantText } from '../../../policy/instant.ts';
import type { KeptEnd, KeptGrant } from '../vault/kept/grant.ts';
import { heldSignal } from '../vault/open.ts';
import { PathFault } from './fault.ts';

export function requireGrant(grantId: string): KeptGrant {
  const kept = heldSignal.value.grant.get(grantId);
  if (kept === undefined) throw new PathFault('grant-unknown', 'no such grant in this vault');
  return kept;
}

/** Ended: the key that could seal more is gone, with everything that could be sent again. */
export function over(kept: KeptGrant, reason: KeptEnd, atMs: number): KeptGrant {
  const endedAt = kept.endedAt ?? instantText(atMs);
  return {
    ...kept,
    status: 'ended',
    endReason: reason,
    endedAt,
    epochKey: null,
    unsent: null,
    confirm: null,
    redirect: null,
  };
}
