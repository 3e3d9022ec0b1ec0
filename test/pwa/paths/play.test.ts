import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Declaration, readDeclaration } from '../../../policy/declaration.ts';
import { splitRecord } from '../../../policy/record.ts';
import { compareRules } from '../../../pwa/wallet/paths/compare-rules.ts';
import { forgetFact } from '../../../pwa/wallet/paths/keep.ts';
import { playOf, playOfGrant, refusalCost, thresholdsNear, tryAt } from '../../../pwa/wallet/paths/play.ts';
import { change } from '../../../pwa/wallet/vault/hold.ts';
import { envelopes } from '../../../pwa/wallet/vault/open.ts';
import type { RuleCase } from '../../../relay/kit/client.ts';
import {
  admittedCity,
  declarationBody,
  openTestHouse,
  type TestCity,
  type TestHouse,
} from '../../relay/house.ts';
import { aroundOf, liveGrant, openWallet, type TestAround } from './wallet.ts';

/** `aFact` gives an income of 18 450 €. */
const rules = (limit: number, amount: string) =>
  JSON.stringify({
    revenu: { titre: 'Revenu fiscal', question: 'Votre revenu ?', unité: '€/an', 'par défaut': '90000 €/an' },
    lieu: null,
    'lieu . code insee': { question: 'Votre commune ?', 'par défaut': "'00000'" },
    aide: { titre: 'Aide au vélo', 'applicable si': `revenu <= ${limit} €/an`, unité: '€', valeur: amount },
  });
const casesAt = (limit: number, cents: number): RuleCase[] => [
  {
    name: 'on the limit',
    inputs: { revenu: { value: limit, unit: '€/an' } },
    expects: [{ key: 'aide', value: cents, unit: 'cent' }],
    isBoundary: true,
  },
];

let relay: TestHouse;
let city: TestCity;
let declared: Declaration;
let around: TestAround;

async function declarationOf(limit: number, cents: number): Promise<Declaration> {
  const published = await city.client.publishRules(rules(limit, `${cents / 100} €`), casesAt(limit, cents));
  const logic = {
    kind: 'rules',
    rules: { lang: 'publicodes', change: null, ...published, entryPoints: ['aide'] },
    parameters: [],
  } as const;
  const ruleInputs: Record<string, string> = { commune: 'lieu', 'reference-income': 'revenu' };
  const inputs = declarationBody().inputs.map(({ ruleInput: _, ...input }) => {
    const name = ruleInputs[input.key];
    return name === undefined ? input : { ...input, ruleInput: name };
  });
  const refusal = { ...declarationBody().refusal, computable: true };
  const outputs = declarationBody().outputs.map((output) => ({ ...output, key: 'aide' }));
  return { ...declared, logic, inputs, outputs, refusal };
}

beforeAll(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  // A sound head; only what is under test is replaced in it.
  const first = await city.client.declare(declarationBody());
  declared = readDeclaration(splitRecord(first.text).body);
  declared = await declarationOf(30_000, 30_000);
  const { v: _, type: _type, id: _id, at: _at, by: _by, ...body } = declared;
  const { digest, text } = await city.client.declare(body);
  declared = readDeclaration(splitRecord(text).body);
  city = { ...city, declaration: digest };
});
afterAll(() => relay.close());
beforeEach(async () => {
  around = aroundOf(relay);
  await openWallet(around);
});

const first = (tried: { figures: readonly { value: unknown }[] } | null) => tried?.figures[0]?.value;

describe('trying', () => {
  it('plays with the resident’s own facts where they are all there, and else with somebody who does not exist', async () => {
    expect(playOf(declared, around).isFictional).toBe(false);
    expect(playOf(declared, around).facts.find(({ key }) => key === 'reference-income')?.value).toBe(18_450);
    await forgetFact('reference-income');
    const fictional = playOf(declared, around);
    expect(fictional.isFictional).toBe(true);
    expect(fictional.facts.map(({ key }) => key).sort()).toEqual(
      declared.inputs.map(({ key }) => key).sort(),
    );
    expect(first(await tryAt(fictional, {}, around))).toBe(30_000);
  });

  it('gives figures with their path, and changes nothing of what is kept', async () => {
    const play = playOf(declared, around);
    const richer = await tryAt(play, { 'reference-income': 30_000.01 }, around);
    expect(first(richer)).toBeNull();
    expect(richer?.path.find(({ rule }) => rule === 'aide')).toMatchObject({ state: 'tested-false' });
    expect(play.facts.find(({ key }) => key === 'reference-income')?.value).toBe(18_450);
    expect(first(await tryAt(play, {}, around))).toBe(30_000);
  });

  it('sends nothing but the wish for published rules', async () => {
    const before = around.calls.length;
    await tryAt(playOf(declared, around), { 'reference-income': 12_345.67 }, around);
    await thresholdsNear(playOf(declared, around), around);
    await refusalCost(playOf(declared, around), around);
    const sent = around.calls.slice(before);
    expect(
      sent.every(({ path, method, body }) => path.startsWith('/rules/') && method === 'GET' && body === ''),
    ).toBe(true);
    expect(JSON.stringify(sent)).not.toContain('12345');
  });

  it('lets a newer try overtake those that wait, and answers the last', async () => {
    const play = playOf(declared, around);
    const slid = [20_000, 25_000, 30_000, 31_000].map((value) =>
      tryAt(play, { 'reference-income': value }, around),
    );
    const [one, two, three, last] = await Promise.all(slid);
    expect([one, two, three]).toEqual([null, null, null]);
    expect(first(last ?? null)).toBeNull();
    expect(last?.why).toBeNull();
  });

  it('says why there is no answer', async () => {
    around.isOffline = true;
    const tried = await tryAt(playOf(declared, around), {}, around);
    expect(tried).toMatchObject({ figures: [], why: 'rules-unreached' });
    const logic = { kind: 'statistical', parameters: [] } as const;
    expect(await tryAt(playOf({ ...declared, logic }, around), {}, around)).toMatchObject({
      why: 'rules-none',
    });
  });
});

describe('thresholds near a person', () => {
  it('name the fact, the value from which on, and the figures there', async () => {
    expect(await thresholdsNear(playOf(declared, around), around)).toEqual([
      {
        key: 'reference-income',
        way: 'above',
        value: 30_000.01,
        figures: [{ key: 'aide', value: null, unit: null }],
      },
    ]);
  });
});

describe('the cost of a no', () => {
  it('is what the rules give without a fact, beside what they give with them', async () => {
    expect(await refusalCost(playOf(declared, around), around)).toEqual({
      key: 'aide',
      verdict: 'worse',
      withYes: { key: 'aide', value: 30_000, unit: 'cent' },
      withNo: { key: 'aide', value: null, unit: null },
      difference: -30_000,
    });
  });

  it('is not told where the declaration does not say that a no is treated so', async () => {
    const refusal = { ...declared.refusal, computable: false };
    expect(await refusalCost(playOf({ ...declared, refusal }, around), around)).toBeNull();
  });
});

describe('a change of rules, on the resident’s own facts', () => {
  const compared = async (limit: number, cents: number) => {
    const { grantId } = await liveGrant(relay, city, around);
    return compareRules(grantId, await declarationOf(limit, cents), around);
  };

  it('is better or worse by an amount, worked out here', async () => {
    const goal = { key: 'aide', better: 'more' };
    expect(await compared(30_000, 35_000)).toEqual({
      verdict: 'better',
      before: { value: 30_000, unit: 'cent' },
      after: { value: 35_000, unit: 'cent' },
      difference: 5000,
      goal,
      why: null,
    });
    const { grantId } = await liveGrant(relay, city, around);
    expect(await compareRules(grantId, await declarationOf(18_449, 30_000), around)).toMatchObject({
      verdict: 'worse',
      after: { value: null },
      difference: -30_000,
    });
    expect(await compareRules(grantId, await declarationOf(18_450, 30_000), around)).toMatchObject({
      verdict: 'same',
      difference: 0,
    });
  });

  it('tells nobody: no call names the grant, the mailbox or a result', async () => {
    const { grantId } = await liveGrant(relay, city, around);
    const after = await declarationOf(30_000, 36_000);
    const before = around.calls.length;
    await compareRules(grantId, after, around);
    const paths = around.calls.slice(before).map(({ path, body }) => [path.split('/')[1], body]);
    expect(paths).toEqual([
      ['rules', ''],
      ['rules', ''],
    ]);
  });

  it('is impossible, and says so, where a fact is new, the facts are gone or the rules out of reach', async () => {
    const { grantId } = await liveGrant(relay, city, around);
    const after = await declarationOf(30_000, 37_000);
    const more = {
      ...(after.inputs[0] as Declaration['inputs'][number]),
      key: 'bike-price' as const,
      necessity: 'required' as const,
      ruleInput: 'revenu',
    };
    const asksMore = { ...after, inputs: [...after.inputs, more] };
    expect(await compareRules(grantId, asksMore, around)).toMatchObject({
      verdict: 'impossible',
      why: 'input-new',
    });
    around.isOffline = true;
    expect(await compareRules(grantId, after, around)).toMatchObject({ why: 'rules-unreached' });
    around.isOffline = false;
    await change((rows) => {
      for (const name of envelopes.value.keys()) rows.drop('envelope', name);
    });
    expect(await compareRules(grantId, after, around)).toMatchObject({
      verdict: 'impossible',
      why: 'facts-gone',
    });
    expect(playOfGrant(grantId).facts).toEqual([]);
  });
});
