import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordDigest } from '../../crypto/hash.ts';
import { casesText, readCases } from '../../policy/cases.ts';
import { readChangeReport, reportText } from '../../policy/gain.ts';
import { changeReport, type GainCase } from '../../relay/kit/calculate.ts';
import { type Line, signCall } from '../../relay/kit/call.ts';
import type { RuleCase } from '../../relay/kit/client.ts';
import { KitFault } from '../../relay/kit/fault.ts';
import { someDigest } from '../support/builders.ts';
import {
  aboutCity,
  admittedCity,
  codeOf,
  knownParty,
  openTestHouse,
  origin,
  type TestCity,
  type TestHouse,
} from './house.ts';

const rules = (limit: number, amount = '300 €') =>
  JSON.stringify({
    revenu: { question: 'Revenu ?', unité: '€/an', 'par défaut': 20_000 },
    aide: { titre: 'Aide', 'applicable si': `revenu <= ${limit} €/an`, valeur: amount },
  });
const at = (value: number) => ({ revenu: { value, unit: '€/an' } });
const onLimit = (limit: number, cents = 30_000): RuleCase[] => [
  {
    name: 'on the limit',
    inputs: at(limit),
    expects: [{ key: 'aide', value: cents, unit: 'cent' }],
    isBoundary: true,
  },
  {
    name: 'one cent above',
    inputs: at(limit + 0.01),
    expects: [{ key: 'aide', value: null }],
    isBoundary: true,
  },
];

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

describe('the publication of rules', () => {
  it('keeps rules and cases, each found again by the hash of its bytes', async () => {
    const told = await city.client.publishRules(rules(9000), onLimit(9000));
    const found = await relay.fetch(`/rules/${told.hash}`);
    // Without the charset the lexer of the rules breaks on `€` in a browser.
    expect(found.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(recordDigest(await found.text())).toBe(told.hash);
    const cases = await (await relay.fetch(`/cases/${told.cases}`)).text();
    expect(recordDigest(cases)).toBe(told.cases);
    expect(cases).toBe(casesText({ rules: told.hash, cases: readCases(onLimit(9000)) }));
    expect(await city.client.publishRules(rules(9000), onLimit(9000))).toEqual(told);
    expect(await codeOf(await relay.fetch(`/rules/${someDigest('nothing')}`))).toBe('rules-unknown');
  });

  it('checks two at once, and the others in their turn', async () => {
    let [alive, most] = [0, 0];
    const note = (worker: Worker) => {
      alive += 1;
      most = Math.max(most, alive);
      worker.once('exit', () => {
        alive -= 1;
      });
    };
    process.on('worker', note);
    const limits = [9000, 9100, 9200, 9300, 9400, 9500];
    const told = await Promise.all(limits.map((at) => city.client.publishRules(rules(at), onLimit(at))));
    process.off('worker', note);
    expect(new Set(told.map(({ hash }) => hash)).size).toBe(limits.length);
    expect(most).toBe(2);
  });

  it.each<[string, string, RuleCase[], RegExp]>([
    ['a name that is nowhere', '{"a":{"valeur":"b . c"}}', onLimit(9000), /parse/],
    ['a list', '[]', onLimit(9000), /object of rules/],
    ['no case', rules(9000), [], /at least one case/],
    [
      'a case that gives another cent',
      rules(9000),
      onLimit(9000, 29_999),
      /`on the limit`.*found `30000 cent`/,
    ],
    [
      'a case that names another unit',
      rules(9000),
      [{ ...(onLimit(9000)[0] as RuleCase), expects: [{ key: 'aide', value: 30_000, unit: 'km' }] }],
      /what the case says/,
    ],
    [
      'a limit and no case on it',
      rules(9000),
      onLimit(9000).map((one) => ({ ...one, isBoundary: false })),
      /on a boundary, because/,
    ],
    [
      'a case that says to be on a limit and is far from it',
      rules(9000),
      [{ ...(onLimit(9000)[0] as RuleCase), inputs: at(4000) }],
      /within one cent/,
    ],
    [
      'a case that gives a rule what it does not ask for',
      rules(9000),
      [{ ...(onLimit(9000)[0] as RuleCase), inputs: { ...at(9000), aide: { value: 1, unit: '€' } } }],
      /asks for a value/,
    ],
    [
      'units that do not fit, found by a case',
      JSON.stringify({ km: '2 km', aide: { somme: ['4 €', 'km'] } }),
      [{ name: 'any', inputs: {}, expects: [{ key: 'aide', value: 600, unit: 'cent' }], isBoundary: false }],
      /`any`/,
    ],
    [
      'a circle, found by a case',
      JSON.stringify({ b: 'aide + 1 €', aide: 'b + 1 €' }),
      [{ name: 'any', inputs: {}, expects: [{ key: 'aide', value: 100, unit: 'cent' }], isBoundary: false }],
      /`any`/,
    ],
  ])('is refused with %s', async (_, compiled, cases, said) => {
    const fault = await faultOf(() => city.client.publishRules(compiled, cases));
    expect(fault.code).toBe('rules-invalid');
    expect(fault.message).toMatch(said);
  });

  it('asks for no boundary where nothing is compared with a number', async () => {
    const cases: RuleCase[] = [
      { name: 'all', inputs: {}, expects: [{ key: 'aide', value: 30_000, unit: 'cent' }], isBoundary: false },
    ];
    const told = await city.client.publishRules(JSON.stringify({ aide: '300 €' }), cases);
    expect(told.cases).toBe(recordDigest(casesText({ rules: told.hash, cases })));
  });

  it('is signed by an admitted party, once, over these bytes, with nothing else in them', async () => {
    const line = (of: { keys: TestCity['keys']; client: { id: string } }): Line => ({
      realm: 'real',
      relay: origin,
      party: of.client.id,
      keys: of.keys,
      fetch: relay.fetch,
      now: relay.clock.now,
    });
    const body = JSON.stringify({ rules: JSON.parse(rules(9000)), cases: onLimit(9000) });
    const send = (text: string, signed = text, by: Parameters<typeof line>[0] = city) =>
      relay.fetch('/rules', {
        method: 'POST',
        headers: { ...signCall(line(by), 'POST', '/rules', signed).headers },
        body: text,
      });
    expect(await codeOf(await relay.post('/rules', body))).toBe('signature-missing');
    expect(await codeOf(await send(`${body} `, body))).toBe('digest-invalid');
    expect(await codeOf(await send(body.replace('{', '{"more":1,')))).toBe('body-invalid');
    expect(await codeOf(await send('{"prf":{"valeur":"1"}}'))).toBe('secret-carried');
    const stranger = await knownParty(relay, aboutCity);
    expect(await codeOf(await send(body, body, stranger))).toBe('party-not-admitted');
    const { headers } = signCall(line(city), 'POST', '/rules', body);
    const once = () => relay.fetch('/rules', { method: 'POST', headers, body });
    expect((await once()).status).toBe(201);
    expect(await codeOf(await once())).toBe('request-replayed');
  });
});

describe('the publication of a change', () => {
  const goal = { key: 'aide', better: 'more' } as const;
  const grid: GainCase[] = [4000, 9000, 9000.01, 9500, 10_000, 12_000].flatMap((income) =>
    ['seul', 'en couple'].map((group) => ({ group, inputs: at(income) })),
  );
  async function bothVersions(after = rules(10_000)) {
    const from = await city.client.publishRules(rules(9000), onLimit(9000));
    const to = await city.client.publishRules(
      after,
      onLimit(10_000, after.includes('280') ? 28_000 : 30_000),
    );
    return changeReport(
      { hash: from.hash, compiled: rules(9000) },
      { hash: to.hash, compiled: after },
      goal,
      grid,
    );
  }

  it('is kept when both versions give what it claims', async () => {
    const report = await bothVersions();
    expect(report.claim[0]).toMatchObject({
      group: 'seul',
      cases: 6,
      same: 3,
      better: 3,
      worse: 0,
      gained: 90_000,
    });
    const digest = await city.client.publishChange(report);
    const text = await (await relay.fetch(`/rules-change/${digest}`)).text();
    expect(recordDigest(text)).toBe(digest);
    expect(text).toBe(reportText(readChangeReport(JSON.parse(text))));
  });

  it('names those who lose', async () => {
    const report = await bothVersions(rules(10_000, '280 €'));
    expect(report.claim[1]).toMatchObject({ better: 3, worse: 2, same: 1, lost: 4000, mostLost: 2000 });
    await city.client.publishChange(report);
  });

  it.each<[string, (report: Awaited<ReturnType<typeof bothVersions>>) => object]>([
    [
      'claims another gain',
      (report) => ({ claim: report.claim.map((one) => ({ ...one, gained: one.gained + 1 })) }),
    ],
    ['hides a group', (report) => ({ claim: report.claim.slice(1) })],
    ['turns the versions round', (report) => ({ from: report.to, to: report.from })],
    ['names another unit', () => ({ unit: 'km' })],
    ['runs over a handful of cases', (report) => ({ cases: report.cases.slice(0, 4) })],
    [
      'runs over inputs that neither version knows',
      (report) => ({
        cases: report.cases.map((one) => ({ ...one, inputs: { ...one.inputs, autre: { value: 1 } } })),
      }),
    ],
  ])('is refused when it %s', async (_, change) => {
    const report = await bothVersions();
    const fault = await faultOf(() => city.client.publishChange({ ...report, ...change(report) }));
    expect(fault.code).toBe('rules-invalid');
  });

  it('is refused between rules that nobody has published', async () => {
    const report = await bothVersions();
    const fault = await faultOf(() => city.client.publishChange({ ...report, to: someDigest('other') }));
    expect(fault.code).toBe('rules-unknown');
  });
});
