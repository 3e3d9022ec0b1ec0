import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Grant } from '../../../policy/grant.ts';
import { splitRecord } from '../../../policy/record.ts';
import { keepFact } from '../../../pwa/wallet/paths/keep.ts';
import { lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import { sendOutbox } from '../../../pwa/wallet/paths/outbox.ts';
import { outdated } from '../../../pwa/wallet/paths/outdated.ts';
import { pauseGrant, resumeGrant } from '../../../pwa/wallet/paths/pause.ts';
import { pausesOf } from '../../../pwa/wallet/paths/pauses.ts';
import { renewGrant } from '../../../pwa/wallet/paths/renew.ts';
import { stopGrant } from '../../../pwa/wallet/paths/revoke.ts';
import { alarms, grants, heldSignal, outbox } from '../../../pwa/wallet/vault/open.ts';
import { aboutCity, admittedCity, openTestHouse, type TestCity, type TestHouse } from '../../relay/house.ts';
import { aroundOf, liveGrant, openWallet, type TestAround } from './wallet.ts';

let relay: TestHouse;
let city: TestCity;
let around: TestAround;
let id: string;
let grant: Grant;

beforeAll(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
});
afterAll(() => relay.close());
beforeEach(async () => {
  around = aroundOf(relay);
  await openWallet(around);
  ({ id, grant } = await shared(city));
});

async function shared(party: TestCity): Promise<{ id: string; grant: Grant }> {
  const { grantId, code, scanned } = await liveGrant(relay, party, around);
  const given = await party.client.redeemCode(code, scanned);
  await lookAtGrant(grantId, around);
  return { id: grantId, grant: given.grant };
}

const status = (of = id) => grants.value.find((kept) => kept.id === of)?.status;
const codes = () => alarms.value.map(({ code }) => code);
async function formNow(of = grant, party = city): Promise<string> {
  const reading = await party.client.readEnvelope(of);
  return reading.decision ? 'allowed' : reading.denial.form;
}

describe('a pause', () => {
  it('stops reading at once, and its end lets it go on', async () => {
    await pauseGrant(id, around);
    expect(status()).toBe('paused');
    expect(await formNow()).toBe('not-now');
    await pauseGrant(id, around);
    expect(pausesOf(id)).toHaveLength(1);
    await resumeGrant(id, around);
    expect(status()).toBe('active');
    expect(await formNow()).toBe('allowed');
    await lookAtGrant(id, around);
    expect(pausesOf(id).map(({ n, act, receipt }) => [n, act, receipt === null])).toEqual([
      [1, 'pause', false],
      [2, 'resume', false],
    ]);
    expect(codes()).toEqual([]);
  });

  it('holds over looks, locks and the relay’s own word about it', async () => {
    await pauseGrant(id, around);
    await lookAtGrant(id, around);
    expect(status()).toBe('paused');
    around.meddle = async (path, next) => {
      const response = await next();
      if (path !== '/mailbox') return response;
      const body = (await response.json()) as { grants: object[]; pauses: object[] };
      const active = body.grants.map((shown) => ({ ...shown, status: 'active' }));
      return Response.json({ ...body, grants: active, pauses: [] });
    };
    await lookAtGrant(id, around);
    expect(status()).toBe('paused');
  });

  it('waits for the network, in its turn, and is in force here meanwhile', async () => {
    around.isOffline = true;
    await pauseGrant(id, around);
    await resumeGrant(id, around);
    await pauseGrant(id, around);
    expect(status()).toBe('paused');
    expect(outbox.value.filter(({ kind }) => kind === 'pause')).toHaveLength(3);
    around.isOffline = false;
    around.calls.length = 0;
    await sendOutbox(around);
    const sent = around.calls.filter(({ path }) => path === '/pause').map(({ body }) => body);
    const numbers = sent.map((body) => {
      const { pause } = JSON.parse(body) as { pause: string };
      return (splitRecord(pause).body as { n: number }).n;
    });
    expect(numbers).toEqual([1, 2, 3]);
    expect(outbox.value).toEqual([]);
    expect(await formNow()).toBe('not-now');
  });

  it('of two agreements leaves in two calls that keep their distance', async () => {
    const operator = await admittedCity(relay, { ...aboutCity, legalId: '552100554', role: 'operator' });
    const other = await shared(operator);
    around.isOffline = true;
    await pauseGrant(id, around);
    await pauseGrant(other.id, around);
    around.isOffline = false;
    around.pauses.length = 0;
    await sendOutbox(around);
    expect(around.pauses.some((ms) => ms >= 2_000 && ms < 30_000)).toBe(true);
    expect(await formNow(other.grant, operator)).toBe('not-now');
  });

  it('whose answer was lost is the same pause when it is sent again', async () => {
    around.meddle = async (path, next) => {
      const response = await next();
      if (path === '/pause') throw new TypeError('lost');
      return response;
    };
    await pauseGrant(id, around);
    expect(outbox.value).toMatchObject([{ kind: 'pause', tries: 1 }]);
    around.meddle = (_, next) => next();
    await sendOutbox(around);
    await lookAtGrant(id, around);
    expect(pausesOf(id)).toHaveLength(1);
    expect(pausesOf(id)[0]?.receipt).not.toBeNull();
    expect(codes()).toEqual([]);
  });

  it('lets what was sealed before it leave, so that the numbers go on', async () => {
    await keepFact({ key: 'reference-income', value: 20_000 }, around);
    around.isOffline = true;
    await renewGrant(id, outdated.value.get(id) ?? [], around);
    await pauseGrant(id, around);
    around.isOffline = false;
    await sendOutbox(around);
    expect(outbox.value).toEqual([]);
    expect(await formNow()).toBe('not-now');
    await resumeGrant(id, around);
    await keepFact({ key: 'reference-income', value: 21_000 }, around);
    expect(await renewGrant(id, outdated.value.get(id) ?? [], around)).toBe('sent');
    expect(await formNow()).toBe('allowed');
    expect(codes()).toEqual([]);
  });

  it('does not outlive a stop, and nothing of it leaves after one', async () => {
    around.isOffline = true;
    await pauseGrant(id, around);
    await stopGrant(id, around);
    around.isOffline = false;
    around.calls.length = 0;
    await sendOutbox(around);
    expect(around.calls.map(({ path }) => path)).toEqual(['/revoke']);
    expect(status()).toBe('ended');
    await expect(resumeGrant(id, around)).rejects.toMatchObject({ code: 'grant-over' });
  });

  it('by a key that is not the resident’s is told, and changes nothing', async () => {
    around.meddle = async (path, next) => {
      const response = await next();
      if (path !== '/mailbox') return response;
      const body = (await response.json()) as { pauses: object[] };
      const text = heldSignal.value.grant.get(id)?.text ?? '';
      return Response.json({ ...body, pauses: [{ grant: id, n: 1, text, receipt: null }] });
    };
    await lookAtGrant(id, around);
    expect(codes()).toEqual(['record-foreign']);
    expect(status()).toBe('active');
  });
});

describe('a suspension', () => {
  it('is shown as what it is, and a pause does not hide it', async () => {
    await pauseGrant(id, around);
    await relay.house.store.suspendGrants(grant.declaration);
    await lookAtGrant(id, around);
    expect(status()).toBe('suspended');
    expect(await formNow()).toBe('not-now');
    await expect(resumeGrant(id, around)).rejects.toMatchObject({ code: 'grant-over' });
    expect(await stopGrant(id, around)).toBe('ended');
    city = await admittedCity(relay);
  });
});

describe('a record that was shown before it had its place in the log', () => {
  it('is asked for once more, and is then as proven as any other', async () => {
    await keepFact({ key: 'reference-income', value: 19_000 }, around);
    await stopGrant(id, around);
    const member = () => [...heldSignal.value.member.values()].find(({ type }) => type === 'revocation');
    around.meddle = async (path, next) => {
      const response = await next();
      if (path !== '/mailbox') return response;
      const body = (await response.json()) as { entries: { type?: string }[] };
      const entries = body.entries.map((entry) =>
        entry.type === 'revocation' ? { ...entry, receipt: null } : entry,
      );
      return Response.json({ ...body, entries });
    };
    await lookAtGrant(id, around);
    expect(member()?.receipt).toBeNull();
    around.meddle = (_, next) => next();
    await lookAtGrant(id, around);
    expect(member()?.receipt).not.toBeNull();
    expect(codes()).toEqual([]);
  });
});
