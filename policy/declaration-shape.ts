/** What a declaration looks like from outside, field by field in the order of its type: `declaration.ts` holds the two equal. */
import { factKey } from './fact.ts';
import { contact } from './party.ts';
import { purposeId } from './purpose.ts';
import {
  date,
  digest,
  distinct,
  either,
  id,
  instant,
  langText,
  line,
  list,
  literal,
  nullable,
  number,
  object,
  oneOf,
  optional,
  partyId,
  semver,
  shortName,
  some,
  url,
  whole,
  yesNo,
} from './read.ts';

export const statuses = ['planned', 'pilot', 'active', 'suspended', 'retired'] as const;
export const sources = ['citizen', 'service', 'third', 'derived', 'inferred', 'observed'] as const;
export const decisionKinds = [
  'none',
  'information',
  'scoring',
  'ranking',
  'eligibility',
  'price',
  'control',
] as const;
export const subjectKinds = ['resident', 'household', 'incidental', 'community'] as const;

const ruleName = line(200);

const input = object({
  key: factKey,
  necessity: oneOf(['required', 'optional']),
  source: oneOf(sources),
  precision: shortName,
  ruleInput: optional(ruleName),
  sensitive: yesNo,
});

const output = object({
  key: ruleName,
  type: oneOf(['amount', 'number', 'yes-no', 'choice', 'text']),
  unit: nullable(line(20)),
  meaning: langText(400),
  consequences: langText(600),
});

const logic = object({
  kind: oneOf(['rules', 'statistical', 'learned', 'hybrid']),
  rules: optional(
    object({
      lang: literal('publicodes'),
      engineVersion: semver,
      hash: digest,
      logicHash: digest,
      entryPoints: some(ruleName, 50),
    }),
  ),
  parameters: list(
    object({
      name: line(120),
      value: either([number, line(200)]),
      unit: nullable(line(20)),
      weight: nullable(number),
      source: langText(300),
    }),
    200,
  ),
});

export const declarationShape = object({
  v: literal(1),
  type: literal('declaration'),
  id,
  at: instant,
  by: partyId,
  version: semver,
  previousHash: nullable(digest),
  status: oneOf(statuses),
  validFrom: date,
  validTo: date,
  title: langText(100),
  summary: langText(350),
  controller: object({ name: langText(120), legalId: line(40), contact, dpo: optional(contact) }),
  purposes: distinct(some(object({ id: purposeId, text: langText(300) }), 10), (entry) => entry.id),
  legalBasis: some(object({ article: line(60), lawUrl: nullable(url) }), 10),
  necessity: langText(600),
  subjects: some(oneOf(subjectKinds), 4),
  notServed: list(object({ who: langText(200), why: langText(300), instead: langText(300) }), 20),
  inputs: distinct(list(input, 40), (entry) => entry.key),
  outputs: distinct(list(output, 40), (entry) => entry.key),
  decision: object({
    kind: oneOf(decisionKinds),
    automation: oneOf([0, 1, 2, 3, 4, 5]),
    mode: oneOf(['sole', 'decisive', 'one-of', 'advisory']),
  }),
  human: object({
    involved: yesNo,
    role: nullable(langText(200)),
    when: nullable(langText(200)),
    canOverride: yesNo,
    mustJustify: yesNo,
  }),
  logic,
  comparison: object({
    used: yesNo,
    method: oneOf(['none', 'rank', 'percentile', 'threshold']),
    cohort: optional(object({ definition: langText(300), minimum: whole(1, 1_000_000_000) })),
  }),
  recipients: list(
    object({
      name: langText(120),
      kind: oneOf(['processor', 'public', 'private', 'research']),
      why: langText(300),
      fields: list(factKey, 40),
      asWhat: oneOf(['identified', 'pseudonymised', 'aggregate']),
    }),
    30,
  ),
  transfers: list(object({ country: line(60), safeguard: langText(300) }), 30),
  retention: list(
    object({
      what: langText(200),
      days: whole(0, 36_500),
      why: optional(langText(300)),
      // biome-ignore lint/suspicious/noThenProperty: the field's name in the public standards; never awaited
      then: oneOf(['delete', 'anonymise', 'archive']),
    }),
    20,
  ),
  frequency: object({
    kind: oneOf(['once', 'on-event', 'periodic']),
    maxPerPeriod: optional(whole(1, 1_000_000)),
    periodDays: optional(whole(1, 366)),
  }),
  maxAgeDays: whole(1, 366),
  leavePolicy: oneOf(['delete', 'freeze', 'keep-in-aggregates']),
  refusal: object({ consequence: langText(400), alternative: langText(400), costDelta: number }),
  contest: object({
    channels: list(oneOf(['app', 'human', 'paper']), 3),
    contact,
    deadlineDays: whole(1, 366),
    humanReview: yesNo,
  }),
  contactAffected: nullable(contact),
  resultsShownByParty: yesNo,
  interest: oneOf(['general', 'commercial']),
  experiments: list(object({ arm: shortName, what: langText(300), from: date, to: date }), 20),
  personalisedPrice: object({ used: yesNo, inputs: list(factKey, 40) }),
});
