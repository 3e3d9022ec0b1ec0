// Everything that a party holds in common with residents, in one file: whoever has it can check it without the relay, and
// compare it with what a resident exported of the same grant.

import { instantText } from '../../policy/instant.ts';
import { type History, partyExportFormat } from '../../policy/symmetry.ts';
import type { Unproven } from './history.ts';
import type { JournalRow } from './journal.ts';

export interface PartyExport {
  readonly format: typeof partyExportFormat;
  readonly madeAt: string;
  /** Id and all versions of the party's own record: the keys that its acts are signed by. */
  readonly party: { readonly id: string; readonly texts: readonly string[] };
  /** The log's key as a C2SP verifier key. */
  readonly log: string;
  readonly history: readonly History[];
  /** Grants whose history is not confirmed: it is not in this file. */
  readonly unproven: readonly Unproven[];
  readonly journal: readonly JournalRow[];
}

export function partyExport(of: Omit<PartyExport, 'format' | 'madeAt'>, nowMs: number): PartyExport {
  return { format: partyExportFormat, madeAt: instantText(nowMs), ...of };
}
