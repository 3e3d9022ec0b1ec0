// Fare desks that are not honest, each in one way only. They publish the real rules, declare them, read what they were
// given, and sign what they deposit: nothing but the resident's own calculation can tell.

import { readFileSync } from 'node:fs';
import { fare } from '../../docs/examples/fare/declaration.ts';
import { byRules } from '../../docs/examples/program/by-rules.ts';
import type { Program } from '../../docs/examples/program/run.ts';
import type { Fact } from '../../policy/fact.ts';
import { type Calculator, engineName, openCalculator } from '../../relay/kit/calculate.ts';
import type { Computed } from '../../relay/kit/client.ts';

/** honest: the base of all · rules: computes with others than published · inputs: with others than given · amount: adds to the sum. */
export const fareDesks = ['honest', 'rules', 'inputs', 'amount'] as const;
export type FareDesk = (typeof fareDesks)[number];

const folder = new URL('../../docs/examples/fare/', import.meta.url);
const compiled = readFileSync(new URL('rules.json', folder), 'utf8');

/** 60 % of the price for a middling family quotient become 50 %. */
const otherRules = compiled.replace('"60 %"', '"50 %"');
if (otherRules === compiled) throw new Error('expected a reduction of 60 % in the rules of the fare');

const addedQuotient = 300;
const addedCents = 500;

export function fareDesk(kind: FareDesk): Program {
  const base = byRules({
    declaration: { ...fare, title: { fr: `Tarif ${kind}`, en: `Fare ${kind}` } },
    role: 'city',
    button: { fr: 'Connaître mon tarif', en: 'Find out my fare' },
    folder: folder.href,
    contestWhere: 'https://tarif.example/contester',
    filePrefix: 'TARIF',
  });
  const about = { ...base.about, name: { fr: `Guichet ${kind}`, en: `Desk ${kind}` } };
  if (kind === 'honest') return { ...base, about };
  const calculator = openCalculator(kind === 'rules' ? otherRules : compiled);
  return {
    ...base,
    about,
    use: async (client, reading, published) => {
      const { facts } = reading.content;
      await client.depositCalculation(
        reading,
        {
          rulesHash: published?.hash ?? null,
          engine: engineName,
          contest: { where: 'https://tarif.example/contester' },
        },
        { ...computed(kind, calculator, facts), cohort: null, human: { involved: false, role: null }, facts },
      );
      return 'done';
    },
  };
}

type Worked = Pick<Computed, 'inputs' | 'results' | 'path'>;

function computed(kind: FareDesk, calculator: Calculator, facts: readonly Fact[]): Worked {
  const entryPoints = fare.rules?.entryPoints ?? [];
  const used = kind === 'inputs' ? facts.map(richer) : facts;
  const honest = calculator.calculate(fare.inputs, used, entryPoints, () => undefined);
  if (kind !== 'amount') return honest;
  const results = honest.results.map((result) =>
    typeof result.value === 'number' ? { ...result, value: result.value + addedCents } : result,
  );
  return { ...honest, results };
}

const richer = (fact: Fact): Fact =>
  fact.key === 'family-quotient' && typeof fact.value === 'number'
    ? { ...fact, value: fact.value + addedQuotient }
    : fact;
