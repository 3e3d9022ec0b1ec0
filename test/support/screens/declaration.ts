// What the fictional city declares: the real bike grant with its real rules, and everything that a screen can show of a
// declaration (a trial, a price of one's own, groups that are compared). Never signed.

import { toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { bikeGrant } from '../../../docs/examples/bike-grant/declaration.ts';
import rulesText from '../../../docs/examples/bike-grant/rules.json?raw';
import olderText from '../../../docs/examples/bike-grant/rules-3.0.1.json?raw';
import { declarationBody } from '../../../docs/examples/program/publish.ts';
import { canonicalText } from '../../../policy/canonical.ts';
import { type Declaration, readDeclaration } from '../../../policy/declaration.ts';
import { joinRecord } from '../../../policy/record.ts';
import { engineVersion } from '../../../policy/rules.ts';

const digestOf = (text: string) => toBase64url(sha256(toUtf8(text)));

/** The real rules, before and after a real change. */
export const rulesHash = digestOf(rulesText);
const olderHash = digestOf(olderText);
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

const versions = { log: 'L', notify: 'N', pause: 'P', own: 'O' } as const;
export const versionDigest = (name: keyof typeof versions): string => versions[name].repeat(43);

const withRules = (hash: string, logicHash: string): Declaration['logic'] => {
  const { rules } = aDeclaration.logic;
  if (rules === undefined) throw new Error('expected rules');
  return { ...aDeclaration.logic, rules: { ...rules, hash, logicHash } };
};

/** What it was before the rules changed: the agreement of which this one is the text shows a pause. */
export const anOlderDeclaration: Declaration = {
  ...aDeclaration,
  experiments: [],
  logic: withRules(olderHash, digestOf('older logic')),
};

const jobSeekers = {
  who: { fr: 'Les personnes sans emploi', en: 'People without a job' },
  why: { fr: 'Une autre aide existe pour elles.', en: 'Another grant exists for them.' },
  instead: { fr: 'Demandez à France Travail.', en: 'Ask at the job centre.' },
  fact: { key: 'activity', is: ['job-seeker'] },
} as const;

/** One newer version for each thing that may follow. */
export const newerVersions: Readonly<Record<keyof typeof versions, Declaration>> = {
  log: {
    ...aDeclaration,
    version: '1.0.1',
    summary: {
      fr: 'La ville calcule les aides que vous pouvez avoir pour un vélo. Les règles sont publiées.',
      en: 'The city works out the grants that you can get for a bike. The rules are published.',
    },
  },
  notify: {
    ...aDeclaration,
    version: '1.1.0',
    validFrom: day(30),
    notServed: [...aDeclaration.notServed, { ...jobSeekers, fact: { key: 'disability', is: true } }],
  },
  own: {
    ...aDeclaration,
    version: '1.1.0',
    validFrom: day(30),
    notServed: [...aDeclaration.notServed, jobSeekers],
  },
  pause: {
    ...anOlderDeclaration,
    version: '2.0.0',
    logic: withRules(rulesHash, digestOf('logic')),
    retention: aDeclaration.retention.map((kept) => ({ ...kept, days: kept.days + 300 })),
    human: { ...aDeclaration.human, mustJustify: !aDeclaration.human.mustJustify },
    recipients: [
      ...aDeclaration.recipients,
      {
        name: { fr: 'Assurance du Pont', en: 'Bridge Insurance' },
        kind: 'private',
        why: { fr: 'Elle vend une assurance pour le vélo.', en: 'It sells insurance for the bike.' },
        fields: ['bike-price', 'commune'],
        asWhat: 'identified',
      },
    ],
  },
};
