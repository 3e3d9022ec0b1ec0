import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PartyPage } from '../../../policy/party-page.ts';
import { eraseDevice } from '../../../pwa/wallet/paths/erase.ts';
import {
  listDeclaring,
  readPublicPage,
  readReachable,
  regieId,
} from '../../../pwa/wallet/paths/party-page.ts';
import { heldSignal, nothingHeld } from '../../../pwa/wallet/vault/open.ts';
import { admittedCity, openTestHouse, type TestCity, type TestHouse } from '../../relay/house.ts';
import { aroundOf, type TestAround } from './wallet.ts';

let relay: TestHouse;
let city: TestCity;
let around: TestAround;

beforeAll(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  relay.clock.pass({ days: 7, hours: 1 });
});
afterAll(() => relay.close());
beforeEach(async () => {
  around = aroundOf(relay);
  await eraseDevice();
});

describe('the directory', () => {
  it('says who declares, to anybody, and keeps nothing', async () => {
    const listed = await listDeclaring(around);
    expect(listed.map(({ id, declared }) => [id, declared])).toEqual([[city.client.id, 1]]);
    expect(heldSignal.value).toBe(nothingHeld);
  });

  it('lists a party that has declared nothing as what it is', async () => {
    around.meddle = async (path, next) => {
      const response = await next();
      if (!path.endsWith('/page')) return response;
      const { page } = (await response.json()) as { page: object };
      return Response.json({ page: { ...page, promises: [] } });
    };
    expect((await listDeclaring(around)).map(({ declared }) => declared)).toEqual([0]);
  });

  it('says who answers late, from the first answer that is owed on', async () => {
    expect((await listDeclaring(around)).map(({ isLate }) => isLate)).toEqual([false]);
    expect((await readPublicPage(city.client.id, around)).lateSince).toBeNull();
    around.meddle = async (path, next) => {
      const response = await next();
      if (!path.endsWith('/page')) return response;
      const { page } = (await response.json()) as { page: PartyPage };
      const owed = { rights: '2026-12-21', deletions: '2026-12-14' } as const;
      const rights = { ...page.rights, lateSince: owed.rights };
      const deletions = { ...page.deletions, lateSince: owed.deletions };
      return Response.json({ page: { ...page, rights, deletions } });
    };
    expect((await listDeclaring(around)).map(({ isLate }) => isLate)).toEqual([true]);
    expect((await readPublicPage(city.client.id, around)).lateSince).toBe('2026-12-14');
  });

  it('names the people of a party from its declarations, each once', async () => {
    const { page } = await readPublicPage(city.client.id, around);
    const found = await readReachable(page, around);
    expect(found.map(({ as }) => as)).toContain('service');
    expect(new Set(found.map((one) => JSON.stringify(one))).size).toBe(found.length);
    const twice = { ...page, promises: [...page.promises, ...page.promises] };
    expect(await readReachable(twice, around)).toEqual(found);
    expect(await readReachable({ ...page, promises: [] }, around)).toEqual([]);
  });

  it('has a page of the régie, whose id stands beside the key of the log', async () => {
    const id = await regieId(around);
    expect((await readPublicPage(id, around)).party.current.role).toBe('regie');
  });

  it('is asked for whole: no call names one party alone before all are known', async () => {
    await listDeclaring(around);
    expect(around.calls[0]?.path).toBe('/party');
  });
});

describe('the public page of a party', () => {
  it('shows what it promised, under the name of its own signed record', async () => {
    const { page, party } = await readPublicPage(city.client.id, around);
    expect(page.promises.map(({ declaration }) => declaration)).toEqual([city.declaration]);
    expect(party.id).toBe(city.client.id);
  });

  it('is not believed when it is the page of another, or no page at all', async () => {
    for (const change of [{ party: 'A'.repeat(43) }, { contests: null }, { refusals: 3 }]) {
      around.meddle = async (path, next) => {
        const response = await next();
        if (!path.endsWith('/page')) return response;
        const { page } = (await response.json()) as { page: object };
        return Response.json({ page: { ...page, ...change } });
      };
      await expect(readPublicPage(city.client.id, around)).rejects.toMatchObject({ code: 'answer-invalid' });
    }
  });
});
