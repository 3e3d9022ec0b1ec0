/** The codes of a thread: what it is, what it is about, why it was opened, how it was answered. What is said stands in sealed text. */

export const threadKinds = ['contest', 'rights', 'deletion', 'question', 'report'] as const;
export type ThreadKind = (typeof threadKinds)[number];

/** What it is about. `place`: something acts around where I live. `exclusion`: I am among those not served. */
export const threadTargets = [
  'input',
  'rule',
  'result',
  'cohort',
  'human',
  'access',
  'declaration',
  'exclusion',
  'place',
] as const;
export type ThreadTarget = (typeof threadTargets)[number];

/** Why, as a code: what the person has to say stands in the sealed text. */
export const openingReasons = {
  contest: [
    'fact-wrong',
    'fact-missing',
    'fact-old',
    'rule-wrong',
    'rule-misapplied',
    'result-differs',
    'cohort-wrong',
    'human-absent',
    'access-unwanted',
    'left-out',
    'affected',
    'other',
  ],
  /** GDPR art. 15, 15(1)(h), 16, 17, 18, 20, 21, 22(3); `rules`: CRPA L311-3-1. */
  rights: [
    'access',
    'explanation',
    'rectify',
    'erase',
    'restrict',
    'portability',
    'object',
    'human-review',
    'rules',
  ],
  deletion: ['after-withdrawal', 'after-end'],
  question: ['purpose', 'data', 'rules', 'recipients', 'retention', 'other'],
  /** `result-differs`: what the phone computed is not what the party declared; counted in public as a mismatch. */
  report: ['bias', 'fault', 'security', 'result-differs', 'other'],
} as const satisfies Record<ThreadKind, readonly string[]>;
export type OpeningReason = (typeof openingReasons)[ThreadKind][number];

export const outcomes = ['upheld', 'partly', 'rejected', 'done', 'cannot'] as const;
export type Outcome = (typeof outcomes)[number];

/** Why the answer is what it is. An answer without one is none. */
export const answerReasons = {
  upheld: ['fact-corrected', 'rule-corrected', 'result-corrected', 'human-decided', 'explained'],
  partly: ['fact-corrected', 'rule-corrected', 'result-corrected', 'human-decided', 'explained'],
  rejected: [
    'fact-confirmed',
    'rule-applies',
    'result-confirmed',
    'human-confirmed',
    'out-of-scope',
    'law-requires',
    'unfounded',
    'excessive',
  ],
  done: ['deleted', 'made-anonymous', 'copy-given', 'corrected', 'stopped', 'explained', 'nothing-held'],
  cannot: ['law-requires', 'identity-unproven', 'not-held', 'rights-of-others', 'impossible'],
} as const satisfies Record<Outcome, readonly string[]>;
export type AnswerReason = (typeof answerReasons)[Outcome][number];

/** Where the person can go from here; what each means, when it opens and by which text: `procedure.ts`. */
export const nextStepCodes = [
  'none-needed',
  'human-review',
  'dpo',
  'appeal',
  'mediator',
  'cada',
  'defender',
  'cnil',
  'court-administrative',
  'court-civil',
] as const;
export type NextStepCode = (typeof nextStepCodes)[number];

export const extendReasons = ['complex', 'many-requests'] as const;
export const clarifyReasons = ['identity', 'detail', 'document'] as const;
export const classifications = ['settled', 'not-settled'] as const;
