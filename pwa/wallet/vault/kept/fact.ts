// Rows of what the resident knows of herself, and of her standing choices about it.

import type { Fact, Place } from '../../../../policy/fact.ts';
import type { ImportKind, ImportSummary, ReadFile } from '../../../../policy/import.ts';
import type { Preference } from '../../../../policy/preference.ts';

/** A fact as the resident typed it; the name of its row is its key. */
export type KeptFact = Fact;

export interface KeptPreference extends Preference {
  id: string;
}

/**
 * One import of a person's own files: what came out of it. The rows that were read are gone. The name of its row is its id.
 */
export interface KeptImport {
  id: string;
  kind: ImportKind;
  at: string;
  /** Of all of them the digest; the name of the first ones, empty for the others. */
  files: readonly ReadFile[];
  rowsRead: number;
  rowsRefused: number;
  summary: ImportSummary;
  /** Where it was, as the person says: the phone reads no map. */
  place: Place | null;
  /** The facts that were kept from it, as they were then. */
  facts: readonly KeptFact[];
}

/** Values that somebody prepared, until they are kept or not. */
export interface KeptProposal {
  id: string;
  at: string;
  facts: readonly KeptFact[];
  /** Address of a request that a professional brought, at this relay. */
  request: string | null;
}
