import type { LangText } from '../record.ts';

/** What happened, and what can be done: a sentence each. Residents read these too. */
export interface ProblemText extends LangText {
  readonly todo: LangText;
}

export const text = (fr: string, en: string, todoFr: string, todoEn: string): ProblemText => ({
  fr,
  en,
  todo: { fr: todoFr, en: todoEn },
});
