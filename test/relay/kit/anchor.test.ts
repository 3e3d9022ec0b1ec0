import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toBase64 } from '../../../crypto/encode.ts';
import { openParty } from '../../../relay/kit/client.ts';
import { admittedCity, declarationBody, origin, type TestCity } from '../house.ts';
import { grow } from '../witness/grow.ts';
import { openWitnessedHouse, type WitnessedHouse } from '../witness/witnessed.ts';

let house: WitnessedHouse;
let city: TestCity;
beforeAll(async () => {
  house = await openWitnessedHouse();
  city = await admittedCity(house.relay);
});
afterAll(() => house.close());

const keys = () => [house.witness.cosigner.verifierKey];

describe('a party’s paper', () => {
  it('is recorded at once, and anchored when a witness that it names has seen the log', async () => {
    house.way.isOpen = false;
    const { receipt } = await city.client.declare(declarationBody({ version: '2.0.0' }));
    expect(await city.client.anchorOf(receipt, keys())).toBe('recorded');
    house.way.isOpen = true;
    await grow(house.relay, 30);
    await house.round();
    expect(await city.client.anchorOf(receipt, keys())).toBe('anchored');
    expect(await city.client.anchorOf(receipt, [])).toBe('recorded');
  });

  it('on a head of another history is found', async () => {
    const { receipt } = await city.client.declare(declarationBody({ version: '3.0.0' }));
    await house.round();
    const { signer } = house.relay.house;
    const root = toBase64(new Uint8Array(32).fill(9));
    const forked = { ...receipt, checkpoint: signer.signHead(`${signer.name}\n${receipt.size}\n${root}\n`) };
    await expect(city.client.anchorOf(forked, keys())).rejects.toMatchObject({ code: 'head-forked' });
  });

  it('is not anchored by tiles of another log', async () => {
    const { receipt } = await city.client.declare(declarationBody({ version: '4.0.0' }));
    await grow(house.relay, 3);
    await house.round();
    const { keys: own, record } = city;
    const client = await openParty({
      relay: origin,
      keys: own,
      record,
      now: house.relay.clock.now,
      fetch: async (address, options) => {
        const response = await house.relay.fetch(address, options);
        return address.includes('/log/tile/') ? new Response(new Uint8Array(32)) : response;
      },
    });
    await expect(client.anchorOf(receipt, keys())).rejects.toMatchObject({ code: 'receipt-unproven' });
  });
});
