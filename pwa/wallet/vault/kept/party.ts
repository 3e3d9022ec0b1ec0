// Rows of who asks, and of what they say they do.

import type { Effect } from '../../../../policy/change/rule.ts';
import type { PartyRole } from '../../../../policy/party.ts';
import type { LangText } from '../../../../policy/record.ts';

/** Newer versions of the declaration under an agreement, found and verified. The name of its row is the grant's id. */
export interface KeptChange {
  grant: string;
  party: string;
  /** Digests, oldest first, from the one after the agreement's own to the newest. */
  versions: string[];
  /** What they do together, to everybody; null where this build cannot read one of them. */
  effect: Effect | null;
  /** The first day of the newest. */
  from: string;
  foundAt: string;
  /** Paused here: the change wants a new yes, or the resident wants to be asked first. */
  isHeld: boolean;
  readAt: string | null;
}

/** A party as this wallet has checked it: all its versions, oldest first. The name of its row is its id. */
export interface KeptParty {
  id: string;
  texts: string[];
  name: LangText;
  role: PartyRole;
  interest: 'general' | 'commercial';
  url: string;
  firstSeenAt: string;
}

/** A declaration as received; the name of its row is its digest. */
export interface KeptDeclaration {
  digest: string;
  party: string;
  text: string;
  title: LangText;
}
