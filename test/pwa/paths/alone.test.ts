import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerAlone } from '../../../pwa/wallet/paths/alone.ts';
import { readAsk } from '../../../pwa/wallet/paths/ask.ts';
import { forgetFact, keepFact } from '../../../pwa/wallet/paths/keep.ts';
import { dropPreference, setPreference } from '../../../pwa/wallet/paths/prefer.ts';
import { proposedFacts } from '../../../pwa/wallet/paths/propose.ts';
import { events, facts, grants, preferences, refusals } from '../../../pwa/wallet/vault/open.ts';
import {
  aboutCity,
  admittedCity,
  declarationBody,
  openTestHouse,
  type TestCity,
  type TestHouse,
} from '../../relay/house.ts';
import { aroundOf, openWallet, scan, type TestAround } from './wallet.ts';

let relay: TestHouse;
let city: TestCity;
let operator: TestCity;
let around: TestAround;

const parkInput = {
  key: 'park-visits',
  necessity: 'optional',
  source: 'citizen',
  sourceId: null,
  precision: 'exact',
  sensitive: true,
} as const;
/** Of a city and of an operator alike. */
const contract = { form: 'delegation', reference: null } as const;
const parkAsk = [{ key: 'park-visits', necessity: 'optional', precision: 'exact' }] as const;

async function asksForParks(party: TestCity): Promise<TestCity> {
  const body = declarationBody();
  const { digest } = await party.client.declare({ ...body, contract, inputs: [...body.inputs, parkInput] });
  return { ...party, declaration: digest };
}

beforeAll(async () => {
  relay = await openTestHouse();
  city = await asksForParks(await admittedCity(relay));
  const about = { ...aboutCity, role: 'operator', interest: 'commercial', legalId: '552100554' } as const;
  operator = await asksForParks(await admittedCity(relay, about));
});
afterAll(() => relay.close());
beforeEach(async () => {
  around = aroundOf(relay);
  await openWallet(around);
});

const askOf = async (party: TestCity, changes: Parameters<typeof scan>[2] = {}) =>
  readAsk((await scan(relay, party, changes)).hash, around);

describe('my rules', () => {
  it('ask by default, and answer nothing', async () => {
    const ask = await askOf(city);
    expect(proposedFacts(ask).map(({ proposal }) => proposal)).toEqual(['ask', 'ask']);
    expect(await answerAlone(ask, 'fr', around)).toEqual({ answer: 'none' });
  });

  it('let geolocated park visits go to the city and not to private actors', async () => {
    await keepFact(
      { key: 'park-visits', value: [{ park: 'Parc Montjuzet', lat: 45.79, lon: 3.07, date: '2026-11-20' }] },
      around,
    );
    await setPreference({
      fact: 'park-visits',
      role: 'city',
      purpose: '*',
      answer: 'allow',
      automatic: true,
    });
    await setPreference({
      fact: 'park-visits',
      role: 'private',
      purpose: '*',
      answer: 'never',
      automatic: false,
    });
    const asked = { facts: [...parkAsk] };
    expect(proposedFacts(await askOf(operator, asked))[0]?.proposal).toBe('never');
    expect(await answerAlone(await askOf(operator, asked), 'fr', around)).toEqual({ answer: 'none' });
    const ask = await askOf(city, asked);
    expect(proposedFacts(ask)[0]?.proposal).toBe('allow');
    expect(await answerAlone(ask, 'fr', around)).toMatchObject({ answer: 'yes', sent: { isSent: true } });
    expect(grants.value).toMatchObject([{ party: city.client.id, automatic: true, period: { days: 31 } }]);
    expect(events.value).toMatchObject([{ what: 'answered-yes-alone', party: city.client.id }]);
  });

  it('propose, and do not answer, where the resident did not ask for that', async () => {
    await setPreference({ fact: '*', role: '*', purpose: '*', answer: 'allow', automatic: false });
    const ask = await askOf(city);
    expect(proposedFacts(ask).map(({ proposal }) => proposal)).toEqual(['allow', 'allow']);
    expect(await answerAlone(ask, 'fr', around)).toEqual({ answer: 'none' });
  });

  it('answer no by themselves where the resident asked for that, and say so', async () => {
    await setPreference({
      fact: 'reference-income',
      role: '*',
      purpose: '*',
      answer: 'never',
      automatic: true,
    });
    expect(await answerAlone(await askOf(city), 'fr', around)).toMatchObject({
      answer: 'no',
      sent: { isSent: true },
    });
    expect(refusals.value).toMatchObject([{ automatic: true }]);
    expect(events.value).toMatchObject([{ what: 'answered-no-alone' }]);
  });

  it('do not answer for a fact that is not there', async () => {
    await setPreference({ fact: '*', role: '*', purpose: '*', answer: 'allow', automatic: true });
    await forgetFact('commune');
    expect(await answerAlone(await askOf(city), 'fr', around)).toEqual({ answer: 'none' });
  });

  it('are one for each fact, party and purpose: said again, a rule takes the place of the one before', async () => {
    const first = await setPreference({
      fact: 'commune',
      role: 'city',
      purpose: 'aid',
      answer: 'allow',
      automatic: false,
    });
    const second = await setPreference({
      fact: 'commune',
      role: 'city',
      purpose: 'aid',
      answer: 'ask',
      automatic: true,
    });
    expect(second).toBe(first);
    expect(preferences.value).toMatchObject([{ answer: 'ask', automatic: false }]);
    await dropPreference(first);
    expect(preferences.value).toEqual([]);
  });

  it('do not touch what is kept', () => expect(facts.value.size).toBe(2));
});
