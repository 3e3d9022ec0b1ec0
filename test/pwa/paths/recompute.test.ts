import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import { ourEngine, recompute, tryWith } from '../../../pwa/wallet/paths/recompute.ts';
import { change } from '../../../pwa/wallet/vault/hold.ts';
import { calculations } from '../../../pwa/wallet/vault/open.ts';
import { type Calculator, engineName, openCalculator } from '../../../relay/kit/calculate.ts';
import type { Computed, PublishedRules, RuleCase } from '../../../relay/kit/client.ts';
import {
  admittedCity,
  declarationBody,
  openTestHouse,
  type TestCity,
  type TestHouse,
} from '../../relay/house.ts';
import { aroundOf, liveGrant, openWallet, type TestAround } from './wallet.ts';

const compiled = JSON.stringify({
  revenu: { titre: 'Revenu fiscal', question: 'Votre revenu ?', unité: '€/an', 'par défaut': '20000 €/an' },
  lieu: null,
  'lieu . code insee': { question: 'Votre commune ?', 'par défaut': "'00000'" },
  aide: {
    titre: 'Aide au vélo',
    'applicable si': 'revenu <= 30000 €/an',
    unité: '€',
    valeur: '300 €',
  },
});

const cases: RuleCase[] = [
  {
    name: 'at the limit',
    inputs: { revenu: { value: 30_000, unit: '€/an' } },
    expects: [{ key: 'aide', value: 30_000, unit: 'cent' }],
    isBoundary: true,
  },
];

let relay: TestHouse;
let city: TestCity;
let published: PublishedRules;
let calculator: Calculator;
let around: TestAround;
const inputs = () =>
  declarationBody().inputs.map((input) => {
    const names: Record<string, string> = { commune: 'lieu', 'reference-income': 'revenu' };
    const { ruleInput: _, ...rest } = input;
    const name = names[input.key];
    return name === undefined ? rest : { ...rest, ruleInput: name };
  });

const outputs = () => declarationBody().outputs.map((output) => ({ ...output, key: 'aide' }));

beforeAll(async () => {
  relay = await openTestHouse();
  const admitted = await admittedCity(relay);
  published = await admitted.client.publishRules(compiled, cases);
  calculator = openCalculator(compiled);
  const logic = {
    kind: 'rules',
    rules: { lang: 'publicodes', change: null, ...published, entryPoints: ['aide'] },
    parameters: [],
  } as const;
  const { digest } = await admitted.client.declare(
    declarationBody({ logic, inputs: inputs(), outputs: outputs() }),
  );
  city = { ...admitted, declaration: digest };
});
afterAll(() => relay.close());
beforeEach(async () => {
  around = aroundOf(relay);
  await openWallet(around);
});

/** The city reads, calculates with its published rules, and deposits what `change` makes of it. */
async function calculated(
  change: (computed: Computed) => Computed = (computed) => computed,
  engine = engineName,
): Promise<string> {
  const { code, scanned, grantId } = await liveGrant(relay, city, around);
  const { grant } = await city.client.redeemCode(code, scanned);
  const reading = await city.client.readEnvelope(grant);
  if (!reading.decision) throw new Error('expected a yes');
  const list = await around.communes();
  const { facts } = reading.content;
  const result = calculator.calculate(inputs(), facts, ['aide'], (place) => list.byCode.get(place));
  const computed = { ...result, facts, cohort: null, human: { involved: false, role: null } };
  const about = { rulesHash: published.hash, engine, contest: { where: 'https://ville.example/contester' } };
  await city.client.depositCalculation(reading, about, change(computed));
  await lookAtGrant(grantId, around);
  return calculations.value[0]?.digest ?? '';
}

describe('recomputing', () => {
  it('comes to the same result, to the cent, with the party’s own rules on the resident’s own facts', async () => {
    const done = await recompute(await calculated(), around);
    expect(done).toMatchObject({ verdict: 'same', why: null, engine: ourEngine });
    expect(done.ours).toEqual([{ key: 'aide', value: 30_000, unit: 'cent' }]);
    expect(done.path.some(({ rule }) => rule === 'aide')).toBe(true);
    expect(calculations.value[0]?.recomputation).toEqual(done);
  });

  it('sees a result that is one cent off', async () => {
    const digest = await calculated((computed) => ({
      ...computed,
      results: computed.results.map((result) => ({ ...result, value: 29_999 })),
    }));
    expect(await recompute(digest, around)).toMatchObject({
      verdict: 'different',
      theirs: [{ value: 29_999 }],
      ours: [{ value: 30_000 }],
    });
  });

  it('sees that other inputs were used, even where the result is the same', async () => {
    const digest = await calculated((computed) => ({
      ...computed,
      inputs: computed.inputs.map((input) => (input.key === 'revenu' ? { ...input, value: 1 } : input)),
    }));
    expect(await recompute(digest, around)).toMatchObject({ verdict: 'different', why: 'inputs-other' });
  });

  it('says why it cannot: another engine', async () => {
    const digest = await calculated((computed) => computed, 'publicodes 0.9.0');
    expect(await recompute(digest, around)).toMatchObject({
      verdict: 'impossible',
      why: 'engine-other',
      ours: [],
    });
  });

  it('says why it cannot: no network for the rules', async () => {
    const digest = await calculated();
    around.isOffline = true;
    expect(await recompute(digest, around)).toMatchObject({ verdict: 'impossible', why: 'rules-unreached' });
  });

  it('takes no rules but those of the hash', async () => {
    const digest = await calculated();
    around.meddle = (path, next) =>
      path.startsWith('/rules/') ? Promise.resolve(new Response(compiled.replace('300 €', '400 €'))) : next();
    expect(await recompute(digest, around)).toMatchObject({ verdict: 'impossible', why: 'rules-unreached' });
  });

  it('says why it cannot: the snapshot of what was sent is gone', async () => {
    const digest = await calculated();
    const [calculation] = calculations.value;
    await change((rows) => rows.drop('envelope', `${calculation?.grant}/1`));
    expect(await recompute(digest, around)).toMatchObject({ verdict: 'impossible', why: 'facts-gone' });
  });

  it('lets the resident try other facts, and keeps and sends nothing', async () => {
    const digest = await calculated();
    const before = around.calls.length;
    expect(await tryWith(digest, { 'reference-income': 30_001 }, around)).toEqual([
      { key: 'aide', value: null, unit: null },
    ]);
    expect(await tryWith(digest, { 'reference-income': 12_000 }, around)).toEqual([
      { key: 'aide', value: 30_000, unit: 'cent' },
    ]);
    expect(around.calls.slice(before).map(({ path }) => path.split('/')[1])).toEqual(['rules', 'rules']);
    expect(calculations.value[0]?.recomputation).toBeNull();
  });
});
