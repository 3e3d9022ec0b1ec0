import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admittedCity, openTestHouse, type TestHouse } from '../house.ts';

let relay: TestHouse;
beforeAll(async () => {
  relay = await openTestHouse();
  await admittedCity(relay);
});
afterAll(() => relay.close());

const parties = async (accepted?: string) => {
  const headers = accepted === undefined ? {} : { 'accept-encoding': accepted };
  const response = await relay.fetch('/party', { headers });
  return { headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};

describe('a long public answer', () => {
  it('is packed for whoever takes it packed, and is the same answer', async () => {
    const plain = await parties();
    const packed = await parties('br, gzip;q=0.5');
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(packed.bytes.length).toBeLessThan(plain.bytes.length * 0.6);
    expect(gunzipSync(packed.bytes).equals(plain.bytes)).toBe(true);
  });

  it('says that it depends on what is accepted, and keeps its other heads', async () => {
    for (const accepted of [undefined, 'gzip']) {
      const { headers } = await parties(accepted);
      expect(headers.get('vary')).toBe('accept-encoding');
      expect(headers.get('content-type')).toBe('application/json');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('comes as it is to whoever says no to packing', async () => {
    for (const accepted of ['identity', 'br', 'gzip;q=0', 'gzip;q=0.0, br', 'xgzip'])
      expect((await parties(accepted)).headers.get('content-encoding'), accepted).toBeNull();
  });
});
