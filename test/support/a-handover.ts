import type { Handover } from '../../policy/handover.ts';
import { aMailbox, someBytes, someDigest, someId, someSignature } from './builders.ts';

/** Right in every field, unsigned: see builders.ts. */
export function aHandover(changes: Partial<Handover> = {}): Handover {
  return {
    v: 1,
    type: 'handover',
    id: someId('handover'),
    at: '2026-11-24T09:12:00Z',
    by: aMailbox,
    key: someDigest('pairwise key of Nour'),
    grant: someId('grant'),
    newKey: someDigest('new pairwise key of Nour'),
    newBoxKey: someBytes('new box key of Nour', 1216),
    newSignature: someSignature('new key of Nour'),
    ...changes,
  };
}
