// Results in the fictional wallet: confirmed, other than the phone's, and not to be recomputed.

import { rulesHash } from './declaration.ts';
import { day, id } from './made-up.ts';

const path = [
  {
    rule: 'aides . bordeaux',
    title: 'Bordeaux Métropole',
    state: 'applied',
    came: { value: 200, unit: '€' },
    tests: [
      {
        rule: 'revenu',
        title: 'Revenu fiscal de référence par part',
        operator: '<=',
        limit: { value: 14_201, unit: '€/an' },
        outcome: 'true',
      },
    ],
  },
  {
    rule: 'aides . état',
    title: 'Bonus vélo de l’État',
    state: 'applied',
    came: { value: 100, unit: '€' },
    tests: [],
  },
  { rule: 'aides . pliant', title: 'Aide au vélo pliant', state: 'tested-false', tests: [] },
  { rule: 'aides . cargo', title: 'Aide au vélo cargo', state: 'never-looked-at', tests: [] },
];

function aContent(verdict: 'same' | 'different' | 'impossible') {
  const steps = verdict === 'different' ? path.slice(1) : path;
  const told = { path: { steps, totals: null, assumed: [] }, facts: [], inputs: [], results: [] };
  if (verdict === 'impossible') return { ...told, cohort: null, human: { involved: false, role: null } };
  return {
    ...told,
    arm: verdict === 'same' ? 'two-steps' : 'other',
    human: { involved: true, role: { fr: 'Un agent du guichet', en: 'An officer at the desk' } },
    cohort: {
      definition: { fr: 'Les foyers de la ville en 2026.', en: 'The households of the city in 2026.' },
      size: 24_310,
      ownBand: 'de 10 000 à 15 000 €',
      distribution: [
        { band: 'moins de 10 000 €', count: 5210 },
        { band: 'de 10 000 à 15 000 €', count: 7420 },
        { band: 'de 15 000 à 25 000 €', count: 8118 },
        { band: 'plus de 25 000 €', count: 3562 },
      ],
    },
  };
}

export function aCalculation(digest: string, verdict: 'same' | 'different' | 'impossible') {
  const theirs = [{ key: 'aides . montant', value: 300, unit: '€' }];
  const ours = [{ key: 'aides . montant', value: verdict === 'same' ? 300 : 400, unit: '€' }];
  return {
    digest,
    grant: id('1', 22),
    party: id('p'),
    declaration: id('e'),
    at: day(1),
    seq: 2,
    text: '',
    rulesHash,
    engine: 'publicodes 1.10.3',
    envelope: 1,
    contestUntil: null,
    contestWhere: 'https://ville.example/contester',
    content: aContent(verdict),
    openFault: null,
    results: theirs,
    inputs: [{ key: 'revenu fiscal de référence', value: 14_200, unit: '€/an' }],
    recomputation: {
      verdict,
      why: verdict === 'impossible' ? 'rules-slow' : null,
      theirs,
      ours: verdict === 'impossible' ? [] : ours,
      path,
      totals: { applied: 12, testedFalse: 318, neverLookedAt: 117 },
      assumed: [{ rule: 'vélo . neuf', title: 'Vélo neuf', value: true }],
      engine: 'publicodes 1.10.3',
      at: day(0),
    },
    receiptText: null,
  };
}
