// Words are made from the fields of a declaration, so the same fields must say the same text later. At the yes the digest of
// that text is kept; where the same bytes say something else under the same templates, somebody changed the words.

import { toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { type Change, compareDeclarations } from '../../../policy/change.ts';
import type { Declaration } from '../../../policy/declaration.ts';
import type { Lang } from '../../../policy/record.ts';
import { tell, tellingTemplate } from '../../../policy/telling.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';

export type ToldText = NonNullable<KeptGrant['told']>;

const digestOf = (lines: readonly string[]): string => toBase64url(sha256(toUtf8(lines.join('\n'))));

export const toldText = (declaration: Declaration, lang: Lang): ToldText => ({
  template: tellingTemplate,
  lang,
  digest: digestOf(tell(declaration, 'plain', lang)),
});

/** `declaration` is the one that was agreed to. Empty where newer templates say it in other words: that is no sign. */
export function retold({ told }: Pick<KeptGrant, 'told'>, declaration: Declaration): Change[] {
  if (told?.template !== tellingTemplate) return [];
  const now = toldText(declaration, told.lang);
  return compareDeclarations(declaration, declaration, {
    told: { before: [told.digest], after: [now.digest] },
  });
}
