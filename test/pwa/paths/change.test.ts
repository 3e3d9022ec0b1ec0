import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compareDeclarations, effectOf } from '../../../policy/change.ts';
import type { Declaration } from '../../../policy/declaration.ts';
import { dayMs } from '../../../policy/period.ts';
import { findChanges, findChangesDaily, goOn, setAsksFirst } from '../../../pwa/wallet/paths/change.ts';
import { judgeChange } from '../../../pwa/wallet/paths/judge-change.ts';
import { keepFact } from '../../../pwa/wallet/paths/keep.ts';
import { lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import { setRenewal } from '../../../pwa/wallet/paths/renew.ts';
import { stopGrant } from '../../../pwa/wallet/paths/revoke.ts';
import {
  alarms,
  asksFirst,
  calculations,
  changes,
  declarations,
  grants,
  renewal,
} from '../../../pwa/wallet/vault/open.ts';
import {
  admittedCity,
  declarationBody,
  openTestHouse,
  type TestCity,
  type TestHouse,
} from '../../relay/house.ts';
import { aContent } from '../../support/builders.ts';
import { aroundOf, type Lived, liveGrant, openWallet, type TestAround } from './wallet.ts';

let relay: TestHouse;
let city: TestCity;
let around: TestAround;

beforeAll(async () => {
  relay = await openTestHouse();
});
afterAll(() => relay.close());
beforeEach(async () => {
  around = aroundOf(relay);
  city = await admittedCity(relay);
  await openWallet(around);
});

type Body = ReturnType<typeof declarationBody>;
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const soon = () => dayOf(relay.clock.now() + 40 * dayMs);

async function agreed(): Promise<Lived> {
  const lived = await liveGrant(relay, city, around);
  await lookAtGrant(lived.grantId, around);
  return lived;
}

/** The next version of what the city declared. */
let round = 0;
async function next(
  edit: (body: Body) => Partial<Body>,
  previousHash = city.declaration,
  said?: 'pause',
): Promise<string> {
  const body = declarationBody();
  round += 1;
  const version = `${round + 1}.0.0`;
  const why = { fr: 'Nouveau texte.', en: 'New words.' };
  const edited = { ...body, ...edit(body) };
  // A class graver than the change would ask everyone anew.
  const its = effectOf(compareDeclarations(body as Declaration, edited as Declaration));
  const entry = { version, date: dayOf(relay.clock.now()), class: said ?? its, why, behaviour: null };
  const changed = { ...edited, version, previousHash, changelog: [...body.changelog, entry] };
  return (await city.client.declare(changed)).digest;
}

/** One more group left out, who knows whether one is in it: told 30 days ahead, and no more. */
const leavesOut = (body: Body): Partial<Body> => ({
  validFrom: soon(),
  validTo: dayOf(relay.clock.now() + 400 * dayMs),
  notServed: [
    ...body.notServed,
    {
      who: { fr: 'Les personnes sans emploi', en: 'People without a job' },
      why: { fr: 'La loi le dit.', en: 'The law says so.' },
      instead: { fr: 'Allez au guichet.', en: 'Go to the desk.' },
      fact: { key: 'activity', is: ['job-seeker'] },
    },
  ],
});
/** Kept much longer: wants a new yes from everybody. */
const keptLonger = (body: Body): Partial<Body> => ({
  retention: body.retention.map((kept) => ({ ...kept, days: Math.round(kept.days * 1.4) })),
});
const reworded = (): Partial<Body> => ({ title: { fr: 'Aide au vélo', en: 'Help for a bike' } });

const changeOf = (id: string) => changes.value.get(id);
const statusOf = (id: string) => grants.value.find((grant) => grant.id === id)?.status;
const asked = () => around.calls.map(({ path }) => path);

describe('a newer version of a declaration', () => {
  it('is found in the list of all, so that nothing is said of what one has', async () => {
    const { grantId } = await agreed();
    around.calls.length = 0;
    expect(await findChanges(around)).toBe(true);
    expect(asked()).toEqual(['/declaration']);
    expect(changeOf(grantId)).toBeUndefined();
    const digest = await next(reworded);
    around.calls.length = 0;
    await findChanges(around);
    expect(asked()).toEqual(['/declaration', '/party', `/declaration/${digest}`]);
    expect(changeOf(grantId)).toMatchObject({ versions: [digest], effect: 'log', isHeld: false });
    expect(declarations.value.get(digest)?.title.fr).toBe('Aide au vélo');
    around.calls.length = 0;
    await findChanges(around);
    expect(asked()).toEqual(['/declaration']);
  });

  it('is not asked for while nothing is agreed', async () => {
    around.calls.length = 0;
    expect(await findChanges(around)).toBe(true);
    expect(asked()).toEqual([]);
  });

  it('is looked for once a day', async () => {
    await agreed();
    around.calls.length = 0;
    await findChangesDaily(around);
    await findChangesDaily(around);
    expect(asked()).toEqual(['/declaration']);
    relay.clock.pass({ days: 1 });
    await findChangesDaily(around);
    expect(asked()).toHaveLength(2);
  });

  it('only noted leaves the agreement in force', async () => {
    const { grantId } = await agreed();
    await next(reworded);
    await setAsksFirst(true);
    await findChanges(around);
    expect(statusOf(grantId)).toBe('active');
  });

  it('announced leaves it in force, unless the resident wants to be asked first', async () => {
    const { grantId } = await agreed();
    await next(leavesOut);
    await findChanges(around);
    expect(changeOf(grantId)).toMatchObject({ effect: 'notify', isHeld: false, from: soon() });
    expect(statusOf(grantId)).toBe('active');
  });

  it('announced pauses where the resident wants to be asked first, until « Continuer »', async () => {
    const { grantId } = await agreed();
    await setRenewal('always');
    await setAsksFirst(true);
    expect([asksFirst.value, renewal.value]).toEqual([true, 'always']);
    await setRenewal('ask');
    expect(asksFirst.value).toBe(true);
    await next(leavesOut);
    await findChanges(around);
    expect(changeOf(grantId)).toMatchObject({ effect: 'notify', isHeld: true });
    expect(statusOf(grantId)).toBe('paused');
    await goOn(grantId, around);
    expect(statusOf(grantId)).toBe('active');
    await findChanges(around);
    expect(statusOf(grantId)).toBe('active');
    await setAsksFirst(false);
    expect(asksFirst.value).toBe(false);
  });

  it('that wants a new yes is never gone on with', async () => {
    const { grantId } = await agreed();
    await next(keptLonger);
    await lookAtGrant(grantId, around);
    await findChanges(around);
    expect(changeOf(grantId)?.effect).toBe('pause');
    expect(['suspended', 'paused']).toContain(statusOf(grantId));
    await expect(goOn(grantId, around)).rejects.toMatchObject({ code: 'grant-over' });
  });

  it('can be objected to in one tap: the agreement stops', async () => {
    const { grantId } = await agreed();
    await next(leavesOut);
    await findChanges(around);
    expect(await stopGrant(grantId, around)).toBe('ended');
    expect(statusOf(grantId)).toBe('ended');
  });

  it('that leaves out this very person is told here, and pauses nothing: a pause would tell the fact', async () => {
    const { grantId } = await agreed();
    await keepFact({ key: 'activity', value: 'job-seeker' }, around);
    const digest = await next(leavesOut);
    around.calls.length = 0;
    await findChanges(around);
    const grant = grants.value.find(({ id }) => id === grantId);
    if (grant === undefined) throw new Error('expected the grant');
    expect(judgeChange(grant, [digest], around.now())).toMatchObject({
      effect: 'notify',
      ownEffect: 'pause',
    });
    expect(statusOf(grantId)).toBe('active');
    expect(asked()).not.toContain('/pause');
  });

  it('that is small pauses with another small one of the same 90 days', async () => {
    const { grantId } = await agreed();
    const second = await next(leavesOut);
    const twoGroups = (body: Body): Partial<Body> => {
      const [own] = leavesOut(body).notServed?.slice(-1) ?? [];
      if (own === undefined) throw new Error('expected a group');
      const alike = { ...own, who: { fr: 'Les retraités', en: 'Retired people' } };
      return { ...leavesOut(body), notServed: [...body.notServed, own, alike] };
    };
    await next(twoGroups, second, 'pause');
    await findChanges(around);
    const grant = grants.value.find(({ id }) => id === grantId);
    const judged = grant && judgeChange(grant, changeOf(grantId)?.versions ?? [], around.now());
    expect(judged).toMatchObject({ isStacked: true, effect: 'pause' });
  });

  it('is as grave as the party says, if it says graver than it must', async () => {
    const { grantId } = await agreed();
    await next(reworded, city.declaration, 'pause');
    await findChanges(around);
    expect(changeOf(grantId)?.effect).toBe('pause');
  });

  it('counts each step of a chain, also one that was taken back', async () => {
    const { grantId } = await agreed();
    const second = await next(keptLonger);
    const third = await next(reworded, second);
    await lookAtGrant(grantId, around);
    await findChanges(around);
    expect(changeOf(grantId)).toMatchObject({ versions: [second, third], effect: 'pause' });
  });
});

describe('a version that is not what it should be', () => {
  const body = (digest: string, change: (answer: { record: string; receipt: object }) => object) => {
    around.meddle = async (path, go) => {
      const response = await go();
      if (path !== `/declaration/${digest}`) return response;
      const answer = (await response.json()) as { record: string; receipt: object };
      return new Response(JSON.stringify(change(answer)), {
        headers: { 'content-type': 'application/json' },
      });
    };
  };

  it('with other bytes than its digest is not taken', async () => {
    const { grantId } = await agreed();
    const digest = await next(reworded);
    body(digest, (answer) => ({ ...answer, record: answer.record.replace('Aide au vélo', 'Aide au velo') }));
    expect(await findChanges(around)).toBe(false);
    expect(changeOf(grantId)).toBeUndefined();
  });

  it('without its place in the log raises an alarm and changes nothing', async () => {
    const { grantId } = await agreed();
    const digest = await next(reworded);
    body(digest, (answer) => ({ ...answer, receipt: null }));
    await findChanges(around);
    expect(changeOf(grantId)).toBeUndefined();
    expect(alarms.value.map(({ code }) => code)).toEqual(['record-unproven']);
  });

  it('that a relay slips in from another party is not followed', async () => {
    const { grantId } = await agreed();
    const other = await admittedCity(relay);
    around.meddle = async (path, go) => {
      if (path !== '/declaration') return go();
      const { declarations: heads } = (await (await go()).json()) as { declarations: object[] };
      const slipped = { digest: other.declaration, party: other.client.id, previousHash: city.declaration };
      return new Response(JSON.stringify({ declarations: [...heads, slipped] }));
    };
    await findChanges(around);
    expect(changeOf(grantId)).toBeUndefined();
    // The same, with the right party’s name beside the wrong text.
    around.meddle = async (path, go) => {
      if (path !== '/declaration') return go();
      const slipped = { digest: other.declaration, party: city.client.id, previousHash: city.declaration };
      return new Response(JSON.stringify({ declarations: [slipped] }));
    };
    await findChanges(around);
    expect(changeOf(grantId)).toBeUndefined();
    expect(alarms.value.map(({ code }) => code)).toEqual(['record-unproven']);
  });

  it('in a circle ends', async () => {
    const { grantId } = await agreed();
    around.meddle = async (path, go) => {
      if (path !== '/declaration') return go();
      const circle = [{ digest: city.declaration, party: city.client.id, previousHash: city.declaration }];
      return new Response(JSON.stringify({ declarations: circle }));
    };
    await findChanges(around);
    expect(changeOf(grantId)).toBeUndefined();
  });

  it('is asked for again when the network is back', async () => {
    const { grantId } = await agreed();
    await next(reworded);
    around.isOffline = true;
    expect(await findChanges(around)).toBe(false);
    around.isOffline = false;
    expect(await findChanges(around)).toBe(true);
    expect(changeOf(grantId)?.effect).toBe('log');
  });
});

describe('a result under a newer version', () => {
  async function calculated(lived: Lived, declaration: string): Promise<void> {
    const { grant } = await city.client.redeemCode(lived.code, lived.scanned);
    const reading = await city.client.readEnvelope(grant);
    if (!reading.decision) throw new Error('expected a yes');
    const { salt: _, ...content } = aContent({ facts: [...reading.content.facts] });
    const inputs = content.inputs.map(({ key, value }) => ({ key, value }));
    await city.client.depositCalculation(
      { ...reading, grant: { ...reading.grant, declaration } },
      { rulesHash: null, engine: 'hand', contest: { where: 'https://ville.example/contester' } },
      { ...content, inputs },
    );
  }

  it('that was only announced is taken, and the version is found first', async () => {
    const lived = await agreed();
    const digest = await next(leavesOut);
    await calculated(lived, digest);
    await lookAtGrant(lived.grantId, around);
    expect(calculations.value.map(({ declaration }) => declaration)).toEqual([digest]);
    expect(alarms.value).toEqual([]);
  });

  it('of another declaration altogether is an alarm', async () => {
    const lived = await agreed();
    await calculated(lived, 'A'.repeat(43));
    await lookAtGrant(lived.grantId, around);
    expect(calculations.value).toEqual([]);
    expect(alarms.value.map(({ code }) => code)).toEqual(['record-foreign']);
  });
});
