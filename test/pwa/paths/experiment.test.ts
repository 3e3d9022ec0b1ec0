import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Grant } from '../../../policy/grant.ts';
import { readAsk } from '../../../pwa/wallet/paths/ask.ts';
import { joinExperiments, leaveExperiments } from '../../../pwa/wallet/paths/experiment.ts';
import { keepFact } from '../../../pwa/wallet/paths/keep.ts';
import { lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import { sendOutbox } from '../../../pwa/wallet/paths/outbox.ts';
import { outdated } from '../../../pwa/wallet/paths/outdated.ts';
import { renewGrant } from '../../../pwa/wallet/paths/renew.ts';
import { stopGrant } from '../../../pwa/wallet/paths/revoke.ts';
import { heldSignal, outbox } from '../../../pwa/wallet/vault/open.ts';
import type { Yes } from '../../../relay/kit/read.ts';
import { admittedCity, openTestHouse, type TestCity, type TestHouse } from '../../relay/house.ts';
import { agreeTo, aroundOf, liveGrant, openWallet, scan, type TestAround, typeAtRoom } from './wallet.ts';

let relay: TestHouse;
let city: TestCity;
let around: TestAround;

beforeAll(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
});
afterAll(() => relay.close());
beforeEach(async () => {
  around = aroundOf(relay);
  await openWallet(around);
});

async function agreed(): Promise<{ id: string; grant: Grant }> {
  const { grantId, code, scanned } = await liveGrant(relay, city, around);
  const { grant } = await city.client.redeemCode(code, scanned);
  await lookAtGrant(grantId, around);
  return { id: grantId, grant };
}

async function read(grant: Grant): Promise<Yes> {
  const reading = await city.client.readEnvelope(grant);
  if (!reading.decision) throw new Error('expected a yes');
  return reading;
}

const signedOf = (id: string) => {
  const kept = heldSignal.value.grant.get(id);
  return { text: kept?.text, scope: kept?.scope, period: kept?.period, until: kept?.until };
};

describe('leaving an experiment', () => {
  it('is one call, and leaves grant, scope and period byte for byte as they were', async () => {
    const { id, grant } = await agreed();
    const first = await read(grant);
    expect(first.content.experiment).toBeUndefined();
    const before = JSON.stringify(signedOf(id));
    around.calls.length = 0;
    expect(await leaveExperiments(id, around)).toBe('sent');
    expect(around.calls.map(({ path }) => path)).toEqual(['/envelope']);
    const second = await read(grant);
    expect(second.content.experiment).toBe('left');
    expect(second.content.facts).toEqual(first.content.facts);
    expect(second.envelope.n).toBe(2);
    await lookAtGrant(id, around);
    expect(JSON.stringify(signedOf(id))).toBe(before);
    const shown = await city.client.readEnvelope(grant);
    expect(JSON.stringify(shown.grant)).toBe(JSON.stringify(grant));
  });

  it('does not let a value slip out that has changed meanwhile', async () => {
    const { id, grant } = await agreed();
    const { facts } = (await read(grant)).content;
    await keepFact({ key: 'reference-income', value: 21_400 }, around);
    await leaveExperiments(id, around);
    expect((await read(grant)).content.facts).toEqual(facts);
    expect(outdated.value.get(id)).toHaveLength(1);
  });

  it('holds when a new value is sent later, until the resident comes back', async () => {
    const { id, grant } = await agreed();
    await leaveExperiments(id, around);
    await keepFact({ key: 'reference-income', value: 21_400 }, around);
    await renewGrant(id, outdated.value.get(id) ?? [], around);
    const renewed = await read(grant);
    expect(renewed.content.experiment).toBe('left');
    expect(renewed.content.facts.find(({ key }) => key === 'reference-income')?.value).toBe(21_400);
    await joinExperiments(id, around);
    expect((await read(grant)).content.experiment).toBeUndefined();
  });

  it('said twice is said once', async () => {
    const { id, grant } = await agreed();
    await leaveExperiments(id, around);
    await leaveExperiments(id, around);
    expect((await read(grant)).envelope.n).toBe(2);
  });

  it('is the size of any other envelope, so the relay cannot tell it from a new value', async () => {
    const { id } = await agreed();
    await leaveExperiments(id, around);
    await keepFact({ key: 'reference-income', value: 21_400 }, around);
    await joinExperiments(id, around);
    const sizes = around.calls.flatMap(({ path, body }) => (path === '/envelope' ? [body.length] : []));
    expect(new Set(sizes).size).toBe(1);
  });

  it('waits for the network', async () => {
    const { id, grant } = await agreed();
    around.isOffline = true;
    expect(await leaveExperiments(id, around)).toBe('queued');
    expect(outbox.value.map(({ kind }) => kind)).toEqual(['envelope']);
    around.isOffline = false;
    await sendOutbox(around);
    expect((await read(grant)).content.experiment).toBe('left');
  });

  it('is possible with the yes itself', async () => {
    const scanned = await scan(relay, city);
    const sent = await agreeTo(await readAsk(scanned.hash, around), around, { experiment: 'left' });
    const typed = await typeAtRoom(relay, scanned.room, sent.confirm);
    const { redirect } = (await typed.json()) as { redirect: string };
    const code = new URL(redirect).searchParams.get('code') ?? '';
    const { grant } = await city.client.redeemCode(code, scanned);
    expect((await read(grant)).content.experiment).toBe('left');
  });

  it('is refused under an agreement that is over', async () => {
    const { id } = await agreed();
    await stopGrant(id, around);
    await expect(leaveExperiments(id, around)).rejects.toMatchObject({ code: 'grant-over' });
  });
});
