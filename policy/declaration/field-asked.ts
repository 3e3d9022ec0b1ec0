/** One field of a declaration: why it is asked and by which standard. A gap in a declaration is told with these words. */
import type { LangText } from '../record.ts';

export interface DeclarationField {
  /** Dotted name. */
  readonly field: string;
  readonly standard: string;
  readonly why: LangText;
}

export const asked = (field: string, standard: string, fr: string, en: string): DeclarationField => ({
  field,
  standard,
  why: { fr, en },
});
