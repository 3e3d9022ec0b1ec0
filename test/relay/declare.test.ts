import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Declaration } from '../../policy/declaration.ts';
import { dateText, instantText } from '../../policy/instant.ts';
import { splitRecord } from '../../policy/record.ts';
import { changeReport, type GainCase } from '../../relay/kit/calculate.ts';
import type { RuleCase } from '../../relay/kit/client.ts';
import { KitFault } from '../../relay/kit/fault.ts';
import { aDeclaration } from '../support/a-declaration.ts';
import { someDigest } from '../support/builders.ts';
import {
  aboutCity,
  admittedCity,
  codeOf,
  declarationBody,
  knownParty,
  openTestHouse,
  type TestCity,
  type TestHouse,
} from './house.ts';
import { agree, signLine, TestWallet } from './resident.ts';

let relay: TestHouse;
let city: TestCity;
beforeEach(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
});
afterEach(() => relay.close());

async function faultOf(act: () => Promise<unknown>): Promise<KitFault> {
  const fault = await act().then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (fault instanceof KitFault) return fault;
  throw new Error('expected a fault of the kit', { cause: fault });
}

const base = aDeclaration();
const inDays = (days: number) => dateText(relay.clock.now() + days * 86_400_000);

type Class = Declaration['changelog'][number]['class'];
const entry = (version: string, of: Class) => ({
  version,
  date: inDays(0),
  class: of,
  why: { fr: 'Mieux.', en: 'Better.' },
  behaviour: null,
});

/** The next version after `previousHash`, saying of itself that it is of this class. */
async function next(
  previousHash: string,
  version: string,
  of: Class,
  changes: Partial<Declaration>,
): Promise<string> {
  const body = declarationBody({ previousHash, version, changelog: [entry(version, of)], ...changes });
  return (await city.client.declare(body)).digest;
}

/** A yes to this version, and what the party is told when it reads. */
async function saysYes(declaration: string) {
  const agreed = await agree(relay, { ...city, declaration }, new TestWallet(relay));
  return async () => {
    const reading = await city.client.readEnvelope(agreed.yes.grant);
    return reading.decision ? 'served' : reading.denial.form;
  };
}

const [kept] = base.retention as [Declaration['retention'][number]];
const longer = { retention: [{ ...kept, days: 2000, why: { fr: 'Contrôle', en: 'Audit' } }] };
const doubled = { scale: { ...base.scale, peoplePerYear: base.scale.peoplePerYear * 2 } };
const later = () => ({ validFrom: inDays(30) });

describe('the schema of declarations', () => {
  it('is served, and what was published here fits it', async () => {
    const response = await relay.fetch('/declaration/schema');
    expect(response.headers.get('content-type')).toBe('application/schema+json');
    const validate = new Ajv2020({ strict: true }).compile((await response.json()) as object);
    const published = (await (await relay.fetch(`/declaration/${city.declaration}`)).json()) as {
      record: string;
    };
    expect(validate(splitRecord(published.record).body)).toBe(true);
    expect(validate({})).toBe(false);
  });
});

describe('a declaration that lacks something', () => {
  it('is told everything at once, each with the reason and the text that asks', async () => {
    const { scale: _, human, ...rest } = declarationBody({ contactAffected: null, security: [] });
    const { sees: __, ...half } = human;
    const fault = await faultOf(() => city.client.declare({ ...rest, human: half } as never));
    expect(fault.code).toBe('declaration-incomplete');
    expect(fault.gaps.map(({ field }) => field).toSorted()).toEqual([
      'contactAffected',
      'human.sees',
      'scale',
      'security',
    ]);
    for (const { why, standard } of fault.gaps) {
      expect(why.fr).toMatch(/\.$/);
      expect(why.en).toMatch(/\.$/);
      expect(standard).not.toBe('');
    }
  });

  it('is told nothing when it is not from an admitted party', async () => {
    const stranger = await knownParty(relay);
    const record = signLine(
      { v: 1, type: 'declaration', id: 'A'.repeat(22), at: '2026-11-21T10:05:00Z', by: stranger.client.id },
      new Uint8Array(64),
    );
    expect(await codeOf(await relay.post('/declaration', { record }))).toBe('party-not-admitted');
  });

  it('may not call its service the city’s own unless it is a city', async () => {
    const operator = await admittedCity(relay, { ...aboutCity, legalId: '552100554', role: 'operator' });
    const fault = await faultOf(() => operator.client.declare(declarationBody({ version: '1.1.0' })));
    expect(fault.gaps.map(({ field }) => field)).toEqual(['contract.form']);
  });

  it('may not call itself first when it follows another', async () => {
    const fault = await faultOf(() => next(city.declaration, '1.1.0', 'first', {}));
    expect(fault.gaps.map(({ field }) => field)).toEqual(['changelog.class']);
  });
});

describe('a later version', () => {
  it('that reaches less far leaves every yes in force', async () => {
    const serves = await saysYes(city.declaration);
    await next(city.declaration, '1.1.0', 'log', { retention: [{ ...kept, days: 100 }] });
    expect(await serves()).toBe('served');
  });

  it('that is told begins thirty days later at the earliest, and leaves every yes in force', async () => {
    const serves = await saysYes(city.declaration);
    const tooSoon = () => next(city.declaration, '1.1.0', 'notify', { ...doubled, validFrom: inDays(29) });
    expect((await faultOf(tooSoon)).code).toBe('notice-short');
    await next(city.declaration, '1.1.0', 'notify', { ...doubled, ...later() });
    expect(await serves()).toBe('served');
  });

  it('keeps the announced day, whatever small version comes in between', async () => {
    const told = await next(city.declaration, '1.1.0', 'notify', { ...doubled, ...later() });
    const atOnce = { ...doubled, validFrom: inDays(0) };
    expect((await faultOf(() => next(told, '1.1.1', 'log', atOnce))).code).toBe('notice-short');
    const same = await next(told, '1.1.1', 'log', { ...doubled, ...later() });
    expect((await faultOf(() => next(same, '1.1.2', 'log', atOnce))).code).toBe('notice-short');
    // Taken back: what people know already needs no notice.
    const back = { scale: base.scale, validFrom: inDays(0) };
    await next(same, '1.2.0', 'log', back);
  });

  it('that reaches further stops every yes to the one before, without a reason towards the party', async () => {
    const serves = await saysYes(city.declaration);
    expect(await serves()).toBe('served');
    const digest = await next(city.declaration, '2.0.0', 'pause', longer);
    expect(await serves()).toBe('not-now');
    const again = await saysYes(digest);
    expect(await again()).toBe('served');
  });

  it('may not say that it is milder than it is', async () => {
    const fault = await faultOf(() => next(city.declaration, '2.0.0', 'notify', { ...longer, ...later() }));
    expect(fault.code).toBe('declaration-incomplete');
    expect(fault.gaps).toMatchObject([
      { field: 'changelog.class', why: { en: expect.stringContaining('pause') } },
    ]);
  });

  it('may ask for a new yes where none is due, and then needs no notice', async () => {
    const serves = await saysYes(city.declaration);
    await next(city.declaration, '1.1.0', 'pause', doubled);
    expect(await serves()).toBe('not-now');
  });

  it('that is suspended stops every yes for the time being', async () => {
    const serves = await saysYes(city.declaration);
    await next(city.declaration, '1.1.0', 'stop', { status: 'suspended' });
    expect(await serves()).toBe('not-now');
  });

  it('that is retired ends every yes to any version before it, with itself as the record', async () => {
    const first = await agree(relay, city, new TestWallet(relay));
    const shorter = await next(city.declaration, '1.1.0', 'log', { retention: [{ ...kept, days: 100 }] });
    const second = await saysYes(shorter);
    const retired = await next(shorter, '2.0.0', 'stop', { status: 'retired' });
    const reading = await city.client.readEnvelope(first.yes.grant);
    expect(reading).toMatchObject({
      denial: {
        form: 'ended',
        reason: 'grant-terminated',
        at: instantText(relay.clock.now()),
        record: retired,
      },
    });
    expect(await second()).toBe('ended');
  });

  it('that adds up with another of the same ninety days pauses', async () => {
    const serves = await saysYes(city.declaration);
    const second = await next(city.declaration, '1.1.0', 'notify', { ...doubled, ...later() });
    expect(await serves()).toBe('served');
    relay.clock.pass({ days: 20 });
    const more = { ...doubled, maxAgeDays: 200, ...later() };
    const fault = await faultOf(() => next(second, '1.2.0', 'notify', more));
    expect(fault.gaps.map(({ field }) => field)).toEqual(['changelog.class']);
    await next(second, '1.2.0', 'pause', more);
    expect(await serves()).toBe('not-now');
  });

  it('more than ninety days after is told again', async () => {
    const second = await next(city.declaration, '1.1.0', 'notify', { ...doubled, ...later() });
    relay.clock.pass({ days: 91 });
    await next(second, '1.2.0', 'notify', { ...doubled, maxAgeDays: 200, ...later() });
  });

  it('stops only the yeses that it goes beyond: who said yes to as much goes on', async () => {
    const first = await saysYes(city.declaration);
    const shorter = await next(city.declaration, '1.1.0', 'log', { retention: [{ ...kept, days: 100 }] });
    const second = await saysYes(shorter);
    await next(shorter, '1.2.0', 'pause', {});
    expect(await first()).toBe('served');
    expect(await second()).toBe('not-now');
  });

  it('stops the yeses of every version that it goes beyond', async () => {
    const first = await saysYes(city.declaration);
    const shorter = await next(city.declaration, '1.1.0', 'log', { retention: [{ ...kept, days: 100 }] });
    await next(shorter, '2.0.0', 'pause', longer);
    expect(await first()).toBe('not-now');
  });

  it('follows the newest only', async () => {
    await next(city.declaration, '1.1.0', 'log', {});
    expect((await faultOf(() => next(city.declaration, '1.1.1', 'log', {}))).code).toBe('record-conflict');
    expect((await faultOf(() => next(someDigest('none'), '1.1.2', 'log', {}))).code).toBe('record-conflict');
  });
});

describe('a declaration by rules', () => {
  const rules = (limit: number) =>
    JSON.stringify({
      revenu: { question: 'Revenu ?', unité: '€/an', 'par défaut': 20_000 },
      aide: { titre: 'Aide', 'applicable si': `revenu <= ${limit} €/an`, valeur: '300 €' },
    });
  const at = (value: number) => ({ revenu: { value, unit: '€/an' } });
  const cases = (limit: number): RuleCase[] => [
    {
      name: 'on it',
      inputs: at(limit),
      expects: [{ key: 'aide', value: 30_000, unit: 'cent' }],
      isBoundary: true,
    },
    { name: 'above', inputs: at(limit + 0.01), expects: [{ key: 'aide', value: null }], isBoundary: true },
  ];
  const publish = (limit: number) => city.client.publishRules(rules(limit), cases(limit));
  type Told = Awaited<ReturnType<typeof publish>>;
  const grid: GainCase[] = Array.from({ length: 10 }, (_, step) => ({
    group: 'seul',
    inputs: at(8000 + 400 * step),
  }));
  const report = (from: Told, to: Told, [before, after]: readonly [number, number]) =>
    changeReport(
      { hash: from.hash, compiled: rules(before) },
      { hash: to.hash, compiled: rules(after) },
      { key: 'aide', better: 'more' },
      grid,
    );
  const logicOf = (told: Told, changes: object = {}): Declaration['logic'] => ({
    kind: 'rules',
    rules: {
      lang: 'publicodes',
      engineVersion: '1.10.3',
      hash: told.hash,
      logicHash: told.logicHash,
      entryPoints: ['aide'],
      cases: told.cases,
      change: null,
      ...changes,
    },
    parameters: [],
  });
  const { inputs: asked, outputs: told } = declarationBody();
  /** The facts and the result of these rules. */
  const named = (key = 'aide', ruleInput = 'revenu') => ({
    inputs: asked.map(({ ruleInput: _, ...input }) =>
      input.key === 'reference-income' ? { ...input, ruleInput } : input,
    ),
    outputs: told.map((output) => ({ ...output, key })),
  });
  const declare = async (logic: Declaration['logic'], changes: object = named()) =>
    (await city.client.declare(declarationBody({ logic, ...changes }))).digest;

  it('names the logic and the cases of what was published', async () => {
    const told = await publish(9000);
    const code = async (changes: object) => (await faultOf(() => declare(logicOf(told, changes)))).code;
    expect(await code({ logicHash: someDigest('the logic of before') })).toBe('rules-invalid');
    expect(await code({ cases: someDigest('cases nobody saw') })).toBe('rules-unknown');
    expect(await code({ cases: null })).toBe('declaration-incomplete');
    const other = await publish(10_000);
    for (const cases of [other.cases, other.hash, told.hash])
      expect(await code({ cases })).toBe('rules-invalid');
    expect(await code({ hash: other.hash, logicHash: other.logicHash })).toBe('rules-invalid');
    await declare(logicOf(told));
  });

  it('names inputs, outputs and entry points that its rules have: every other name is told at once', async () => {
    const told = await publish(9000);
    const other = {
      inputs: named('aide', 'revenus').inputs.map((input) =>
        input.key === 'commune' ? { ...input, ruleInput: 'localisation' } : input,
      ),
      outputs: named('aides').outputs,
    };
    const fault = await faultOf(() => declare(logicOf(told, { entryPoints: ['aide', 'montant'] }), other));
    expect(fault.code).toBe('declaration-incomplete');
    expect(fault.gaps.map(({ field, why }) => `${field}: ${why.en}`)).toEqual([
      'inputs.commune.ruleInput: The published rules have no « localisation ».',
      'inputs.reference-income.ruleInput: The published rules have no « revenus ».',
      'outputs.key: The published rules have no « aides ».',
      'logic.rules.entryPoints: The published rules have no « montant ».',
    ]);
    await declare(logicOf(told));
  });

  it('changes its logic only with the report on these two versions, and then pauses for everyone', async () => {
    const [from, to, other] = [await publish(9000), await publish(10_000), await publish(11_000)];
    const first = await declare(logicOf(from));
    const serves = await saysYes(first);
    const change = (digest: string | null) =>
      next(first, '2.0.0', 'pause', { ...named(), logic: logicOf(to, { change: digest }) });
    for (const digest of [null, someDigest('no report'), to.cases, to.hash]) {
      expect((await faultOf(() => change(digest))).code).toBe('change-unreported');
    }
    const elsewhere = await city.client.publishChange(report(from, other, [9000, 11_000]));
    expect((await faultOf(() => change(elsewhere))).code).toBe('change-unreported');
    expect(await serves()).toBe('served');
    await change(await city.client.publishChange(report(from, to, [9000, 10_000])));
    expect(await serves()).toBe('not-now');
  });
});
