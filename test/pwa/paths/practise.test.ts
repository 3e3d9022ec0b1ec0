// Helping somebody who does not exist, at an exercise's own doors, on a clock that stands between two minutes.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readySodium } from '../../../crypto/sodium.ts';
import { lookFor } from '../../../pwa/wallet/paths/helped.ts';
import { lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import { canPractise, practiseHelping } from '../../../pwa/wallet/paths/practise.ts';
import { alarms, heldSignal, helps, mandates, uses } from '../../../pwa/wallet/vault/open.ts';
import { admittedCity, type TestHouse } from '../../relay/house.ts';
import { stillClock } from '../../support/clock.ts';
import { exerciseOrigin, openExerciseHouse } from '../../support/realms/two-realms.ts';
import { aroundOf, liveGrant, openWallet, type TestAround } from './wallet.ts';

let relay: TestHouse;
let around: TestAround;

/** The page as its relay marks it. */
const pageOf = (exercise: string | null) => ({
  querySelector: () => (exercise === null ? null : { getAttribute: () => exercise }),
});

beforeEach(async () => {
  await readySodium();
  vi.stubGlobal('document', pageOf('practice'));
  relay = await openExerciseHouse(stillClock('2026-11-21T10:05:33Z'));
  const made = aroundOf(relay);
  around = Object.assign(made, { reach: { ...made.reach, origin: exerciseOrigin } });
  await openWallet(around);
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await relay.close();
});

describe('practising to help', () => {
  it('gives help at 33 seconds past the minute as at any other, and each look stands in her history', async () => {
    const { grantId } = await liveGrant(relay, await admittedCity(relay), around);
    const helped = await practiseHelping('Camille', 'fr', around);
    expect(helps.value).toMatchObject([{ nickname: 'Camille', days: 1, at: '2026-11-21T10:05:00Z' }]);
    expect([...mandates.value.values()]).toMatchObject([{ state: 'given' }]);
    await lookFor(helped, around);
    expect(heldSignal.value.helped.get(helped)).toMatchObject({
      nickname: 'Camille',
      grants: [{ id: grantId, status: 'active' }],
    });
    await lookAtGrant(grantId, around);
    expect(uses.value).toMatchObject([{ n: 1 }]);
    expect(alarms.value).toEqual([]);
  });

  it('needs an agreement that somebody could be helped with', async () => {
    expect(canPractise()).toBe(false);
    await expect(practiseHelping('Camille', 'fr', around)).rejects.toMatchObject({
      code: 'choice-incomplete',
    });
    expect(helps.value).toEqual([]);
  });

  it('is only in an exercise', async () => {
    await liveGrant(relay, await admittedCity(relay), around);
    expect(canPractise()).toBe(true);
    vi.stubGlobal('document', pageOf(null));
    expect(canPractise()).toBe(false);
    await expect(practiseHelping('Camille', 'fr', around)).rejects.toMatchObject({
      code: 'choice-incomplete',
    });
  });
});
