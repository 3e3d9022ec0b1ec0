import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readVerifierKey, verifyCheckpoint } from '../../../crypto/note.ts';
import { verifyConsistency } from '../../../crypto/proof.ts';
import { readCheckpoint, readConsistency, readLogIdentity } from '../../../pwa/wallet/link/log.ts';
import { admit, knownParty, openTestHouse, origin, type TestHouse } from '../../relay/house.ts';

let relay: TestHouse;
const reach = {
  origin,
  patienceMs: 5_000,
  fetch: (address: string, options: RequestInit) => relay.fetch(address, options),
};

beforeAll(async () => {
  relay = await openTestHouse();
});
afterAll(() => relay.close());

const head = async () =>
  verifyCheckpoint(await readCheckpoint(reach), readVerifierKey((await readLogIdentity(reach)).verifierKey));

describe('the log', () => {
  it('shows from its tiles that each head continues every one before', async () => {
    const { client } = await knownParty(relay);
    const heads = [await head()];
    // Past one full tile of 256 hashes, so that a second level is read too.
    while (heads.length < 270) {
      relay.clock.pass({ ms: 100 });
      await admit(relay, client.id);
      heads.push(await head());
    }
    const last = heads.at(-1);
    if (last === undefined) throw new Error('expected heads');
    expect(last.size).toBeGreaterThan(256);
    for (const old of [heads[0], heads[1], heads[6], heads[254], heads[256], last]) {
      if (old === undefined) throw new Error('expected a head');
      const path = await readConsistency(reach, old.size, last.size);
      expect(verifyConsistency(old.size, old.root, last.size, last.root, path)).toBe(true);
      expect(old === last || !verifyConsistency(old.size, last.root, last.size, last.root, path)).toBe(true);
    }
  });
});
