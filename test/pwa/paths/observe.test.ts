import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import { observe } from '../../../pwa/wallet/paths/observe.ts';
import { admittedCity, openTestHouse, type TestCity, type TestHouse } from '../../relay/house.ts';
import { aContent } from '../../support/builders.ts';
import { aroundOf, liveGrant, openWallet, type TestAround } from './wallet.ts';

let relay: TestHouse;
let city: TestCity;
let around: TestAround;

beforeAll(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  around = aroundOf(relay);
  await openWallet(around);
});
afterAll(() => relay.close());

const verdicts = (id: string) =>
  Object.fromEntries(observe(id, around).rows.map(({ row, verdict }) => [row, verdict]));

describe('said beside done, from what the phone holds', () => {
  it('waits before anything was read, then sees an honest party keep its word', async () => {
    const { grantId, code, scanned } = await liveGrant(relay, city, around);
    const { grant } = await city.client.redeemCode(code, scanned);
    await lookAtGrant(grantId, around);
    expect(verdicts(grantId)).toMatchObject({
      purpose: 'nothing-yet',
      facts: 'nothing-yet',
      recipients: 'unseen',
    });
    const reading = await city.client.readEnvelope(grant);
    if (!reading.decision) throw new Error('expected a yes');
    await city.client.depositCalculation(
      reading,
      { rulesHash: null, engine: 'by hand', contest: { where: 'https://ville.example/recours' } },
      aContent({ facts: reading.content.facts }),
    );
    await lookAtGrant(grantId, around);
    expect(verdicts(grantId)).toMatchObject({
      purpose: 'as-said',
      facts: 'as-said',
      volume: 'as-said',
      frequency: 'as-said',
      served: 'as-said',
      recipients: 'unseen',
    });
    const facts = observe(grantId, around).rows.find((entry) => entry.row === 'facts');
    expect(facts?.done).toMatchObject({ read: grant.scope.facts.map(({ key }) => key).sort() });
  });

  it('an agreement that this phone has not got is told as such', () => {
    expect(() => observe('AAAAAAAAAAAAAAAAAAAAAA', around)).toThrow(
      expect.objectContaining({ code: 'grant-unknown' }),
    );
  });
});
