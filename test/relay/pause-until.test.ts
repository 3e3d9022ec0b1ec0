import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomId } from '../../crypto/random.ts';
import type { Grant } from '../../policy/grant.ts';
import { minuteText } from '../../policy/instant.ts';
import { aPause } from '../support/builders.ts';
import { admittedCity, openTestHouse, type TestCity, type TestHouse } from './house.ts';
import { agree, signLine, TestWallet } from './resident.ts';

let relay: TestHouse;
let city: TestCity;
let wallet: TestWallet;
let grant: Grant;

beforeEach(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  wallet = new TestWallet(relay);
  const { code, asked } = await agree(relay, city, wallet);
  ({ grant } = await city.client.redeemCode(code, asked));
});
afterEach(() => relay.close());

async function turn(act: 'pause' | 'resume', n: number, untilMs?: number): Promise<number> {
  const { signing } = wallet.keysFor(grant.party);
  const { by, key, id } = grant;
  const at = minuteText(relay.clock.now());
  const until = untilMs === undefined ? {} : { until: minuteText(untilMs) };
  const body = aPause({ id: randomId(), at, by, key, grant: id, act, n, ...until });
  return (await relay.post('/pause', { pause: signLine(body, signing.secretKey) })).status;
}

const read = () => city.client.readEnvelope(grant);
const inTwoHours = () => relay.clock.now() + 2 * 3_600_000;

describe('a pause until a time', () => {
  it('ends by itself at the relay, also after a restart, without a call of the wallet', async () => {
    expect(await turn('pause', 1, inTwoHours())).toBe(201);
    expect(await read()).toMatchObject({ decision: false, denial: { form: 'not-now' } });
    await relay.restart();
    relay.clock.pass({ hours: 1, minutes: 59 });
    expect((await read()).decision).toBe(false);
    relay.clock.pass({ minutes: 1 });
    expect((await read()).decision).toBe(true);
  });

  it('gives the party the same answer, the same records and no time', async () => {
    await turn('pause', 1);
    const plain = JSON.stringify(await read());
    await turn('resume', 2);
    await turn('pause', 3, inTwoHours());
    expect(JSON.stringify(await read())).toBe(plain);
    const told = JSON.stringify(await city.client.exportGrants());
    expect(told).not.toContain('until":"');
    expect(told).not.toContain('pause');
  });

  it('is ended sooner by one word, and followed by another pause in turn', async () => {
    await turn('pause', 1, inTwoHours());
    expect(await turn('pause', 3)).toBe(409);
    expect(await turn('resume', 2)).toBe(201);
    expect((await read()).decision).toBe(true);
    expect(await turn('pause', 3, inTwoHours())).toBe(201);
    expect((await read()).decision).toBe(false);
  });
});
