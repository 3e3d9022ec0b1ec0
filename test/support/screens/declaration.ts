// What the fictional city declares: the real bike grant with its real rules, and everything that a screen can show of a
// declaration (a trial, a price of one's own, groups that are compared). Never signed.

import { toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { bikeGrant } from '../../../docs/examples/bike-grant/declaration.ts';
import rulesText from '../../../docs/examples/bike-grant/rules.json?raw';
import { declarationBody } from '../../../docs/examples/program/publish.ts';
import { canonicalText } from '../../../policy/canonical.ts';
import { type Declaration, readDeclaration } from '../../../policy/declaration.ts';
import { joinRecord } from '../../../policy/record.ts';
import { engineVersion } from '../../../policy/rules.ts';

const digestOf = (text: string) => toBase64url(sha256(toUtf8(text)));

export const rulesHash = digestOf(rulesText);
const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);

const published = { engineVersion, hash: rulesHash, logicHash: digestOf('logic') };
const trial = {
  measure: { fr: 'combien de dossiers sont finis', en: 'how many files are finished' },
  from: day(-20),
  to: day(40),
};

/** Read as a wallet reads it: what stands here must be a whole declaration. */
export const aDeclaration: Declaration = readDeclaration(
  JSON.parse(
    canonicalText({
      v: 1,
      type: 'declaration',
      id: `${'d'.repeat(21)}A`,
      at: '2026-01-01T08:00:00Z',
      by: `${'p'.repeat(42)}A`,
      ...declarationBody(bikeGrant, published, null, Date.now()),
      experiments: [
        {
          ...trial,
          arm: 'one-step',
          what: { fr: 'Tout le dossier sur une page', en: 'The whole file on one page' },
        },
        {
          ...trial,
          arm: 'two-steps',
          what: { fr: 'Le dossier en deux pages', en: 'The file on two pages' },
        },
      ],
      personalisedPrice: { used: true, inputs: ['reference-income', 'household-parts'] },
      value: [
        {
          who: { fr: 'La ville', en: 'The city' },
          earns: { fr: 'Rien : elle paie.', en: 'Nothing: it pays.' },
        },
      ],
    }),
  ),
);

const proof = { kind: 'ed25519', value: 'A'.repeat(86) } as const;

/** As the vault keeps it, but for the signature, which nobody made. */
export const declarationText = (of: Declaration): string => joinRecord(canonicalText(of), proof);
