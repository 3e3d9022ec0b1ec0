// Which declarations a record under an agreement may name: its own, or a later version that was only announced or noted.
// A version that wants a new yes gets a new agreement, and nothing is calculated under the old one by it.

import { PolicyFault } from '../../../policy/fault.ts';
import { splitRecord } from '../../../policy/record.ts';
import type { ShownEntry } from '../link/mailbox.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';
import { changes } from '../vault/open.ts';

export function isFollowed(grant: KeptGrant, declaration: string): boolean {
  if (grant.declaration === declaration) return true;
  const kept = changes.value.get(grant.id);
  return kept?.versions.includes(declaration) === true && (kept.effect === 'log' || kept.effect === 'notify');
}

/** A result under a version that this wallet has not heard of: it looks for it before it judges the record. */
export function namesUnheard(entry: ShownEntry, grants: readonly KeptGrant[]): boolean {
  if (entry.kind !== 'signed' || entry.type !== 'calculation') return false;
  const grant = grants.find(({ id }) => id === entry.grant);
  const declaration = declarationIn(entry.text);
  return grant !== undefined && declaration !== null && !isFollowed(grant, declaration);
}

/** Unreadable texts are told where they are judged. */
function declarationIn(text: string): string | null {
  try {
    const { declaration } = (splitRecord(text).body ?? {}) as { declaration?: unknown };
    return typeof declaration === 'string' ? declaration : null;
  } catch (cause) {
    if (cause instanceof PolicyFault) return null;
    throw cause;
  }
}
