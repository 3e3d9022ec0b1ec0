// A party is told « not now » without a reason, and « not granted » without telling whether anybody said no. So the bytes of
// each door are compared, with all that is random made alike; and what the store was asked for, statement by statement.

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toBase64url } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import { randomBytes, randomId } from '../../crypto/random.ts';
import { padTo, sealTo } from '../../crypto/seal.ts';
import { itemText } from '../../policy/access.ts';
import { type DenialReason, formOf } from '../../policy/denial.ts';
import type { Grant } from '../../policy/grant.ts';
import { instantText, minuteText } from '../../policy/instant.ts';
import { routes } from '../../policy/routes.ts';
import type { Line } from '../../relay/kit/call.ts';
import { signCall } from '../../relay/kit/call.ts';
import { openParty } from '../../relay/kit/client.ts';
import { signLine as signAs } from '../../relay/kit/keys.ts';
import { rootOfTexts } from '../../relay/kit/proof.ts';
import { noWallet } from '../../relay/routes/wallet.ts';
import type { Judge } from '../../relay/store/contract.ts';
import { openPostgresStore } from '../../relay/store/postgres.ts';
import { openSqliteStore } from '../../relay/store/sqlite.ts';
import { aCalculation, aPause, someDigest } from '../support/builders.ts';
import { openPostgres, type PostgresServer } from '../support/postgres.ts';
import { alike, allAlike, lookups, seen } from './alike.ts';
import {
  admittedCity,
  askAs,
  declarationBody,
  type OpenStore,
  openTestHouse,
  origin,
  type TestCity,
  type TestHouse,
} from './house.ts';
import { agree, enterRoom, signLine, TestWallet } from './resident.ts';

let relay: TestHouse;
let city: TestCity;

let server: PostgresServer;
const sqlite = {
  name: 'SQLite',
  /** Its record, what it was about, its leaf. */
  rowsOfANo: 3,
  start: async () => undefined,
  openStore: async (): Promise<OpenStore> => (folder, signer) =>
    openSqliteStore(join(folder, 'relay.db'), signer),
  stop: async () => undefined,
};
const postgres: typeof sqlite = {
  name: 'PostgreSQL',
  /** The signer writes the leaf. */
  rowsOfANo: 2,
  start: async () => {
    server = await openPostgres({ fsync: 'off' });
    return undefined;
  },
  openStore: async () => {
    const url = await server.newDatabase();
    return (_, signer) => openPostgresStore(url, signer);
  },
  stop: async () => {
    await server.close();
    return undefined;
  },
};
const noWitness = { doors: [], ask: () => Promise.reject(new Error('no witness')) };

interface Asked {
  readonly mailbox: string;
  readonly grant: string;
  readonly declaration: string;
  /** Of a reading that was allowed a moment before the no. */
  readonly record: string;
}

const line = (): Line => ({
  realm: 'real',
  relay: origin,
  party: city.client.id,
  keys: city.keys,
  fetch: relay.fetch,
  now: relay.clock.now,
});

function call(method: string, path: string, body?: string, more: Record<string, string> = {}, root?: string) {
  const { headers } = signCall(line(), method, path, body, root);
  const options = { method, headers: { ...headers, ...more } };
  return relay.fetch(path, body === undefined ? options : { ...options, body });
}

const itemOf = ({ mailbox, grant }: Asked, want?: 'envelope') => ({
  subject: { type: 'party' as const, id: city.client.id },
  action: { name: 'read' as const },
  resource: { type: 'mailbox' as const, id: mailbox },
  context: {
    grant,
    purpose: 'aid' as const,
    facts: ['commune', 'reference-income'] as const,
    salt: toBase64url(randomBytes(32)),
    ...(want === undefined ? {} : { want }),
  },
});

function evaluate(asked: Asked, want?: 'envelope', more: Record<string, string> = {}): Promise<Response> {
  const item = itemOf(asked, want);
  const root = rootOfTexts([itemText(item as never)]);
  return call('POST', '/access/v1/evaluation', JSON.stringify(item), more, root);
}

function evaluateTwice(asked: Asked, more: Record<string, string> = {}): Promise<Response> {
  const items = [itemOf(asked), itemOf(asked, 'envelope')];
  const root = rootOfTexts(items.map((item) => itemText(item as never)));
  return call('POST', '/access/v1/evaluations', JSON.stringify({ evaluations: items }), more, root);
}

const records = ({ mailbox, grant }: Asked): Promise<Response> =>
  call('POST', '/records', JSON.stringify({ mailbox, grant, after: 0 }));

function deposit({ mailbox, grant, declaration }: Asked): Promise<Response> {
  const sealed = sealTo(boxKey, padTo(new Uint8Array(9)), new Uint8Array(0));
  const record = aCalculation({
    id: randomId(),
    at: instantText(relay.clock.now()),
    by: city.client.id,
    mailbox,
    grant,
    declaration,
    sealedDigest: toBase64url(sha256(sealed)),
  });
  const body = { calculation: signAs(record, city.keys.record), sealed: toBase64url(sealed) };
  return relay.post('/result', body);
}

/** Any key of the right form: what is sealed to it is opened by nobody here. */
let boxKey: Uint8Array;

const evidence = { 'vav-want': 'evidence' };
const doors: Record<string, (asked: Asked) => Promise<Response>> = {
  evaluation: (asked) => evaluate(asked),
  'evaluation that wants the envelope': (asked) => evaluate(asked, 'envelope'),
  'evaluation with its evidence': (asked) => evaluate(asked, 'envelope', evidence),
  evaluations: (asked) => evaluateTwice(asked),
  'evaluations with their evidence': (asked) => evaluateTwice(asked, evidence),
  records,
  result: deposit,
  'envelope of a record of before': ({ record }) => call('GET', `/envelope/${record}`),
};

const alikeAll = (cases: Record<string, Asked>, door: (asked: Asked) => Promise<Response>): Promise<void> =>
  allAlike(relay.house, cases, door);

async function yesTo(declaration: string): Promise<{ grant: Grant; wallet: TestWallet }> {
  const wallet = new TestWallet(relay);
  const { code, asked } = await agree(relay, { ...city, declaration }, wallet);
  return { grant: (await city.client.redeemCode(code, asked)).grant, wallet };
}

async function declared(changes: object = {}): Promise<string> {
  return (await city.client.declare(declarationBody(changes))).digest;
}

async function readOnce({ id, by, declaration }: Grant): Promise<Asked> {
  const asked = { mailbox: by, grant: id, declaration, record: '' };
  const response = await evaluate(asked, 'envelope');
  const { decision, context } = (await response.json()) as { decision: boolean; context: { record: string } };
  if (!decision) throw new Error('expected a yes');
  return { ...asked, record: context.record };
}

const notNowAnswer = { decision: false, context: { form: 'not-now' } };

/** The list of denials has them (protocol §6); `decide` gives them once there is a state that leads to them. */
const unreached = [
  'report-overdue',
  'condition-open',
  'key-awaited',
  'envelope-missing',
  'state-broken',
] as const satisfies readonly DenialReason[];

/** From here on these grants are judged so, whatever their state. */
function judgeBy(reasons: ReadonlyMap<string, DenialReason>): void {
  const { store } = relay.house;
  const { keepAccess } = store;
  const judging =
    (judge: Judge): Judge =>
    (state, question, nowMs) => {
      const reason = reasons.get(question.grantId);
      if (reason === undefined) return judge(state, question, nowMs);
      return { allowed: false, form: formOf[reason], denials: [{ reason }] };
    };
  Object.assign(store, {
    keepAccess: (...[access, judge]: Parameters<typeof keepAccess>) =>
      keepAccess.call(store, access, judging(judge)),
  });
}

describe.each([sqlite, postgres])('on $name,', (kind) => {
  beforeAll(kind.start);
  afterAll(kind.stop);
  const openHouse = async () => {
    relay = await openTestHouse(noWallet, noWitness, await kind.openStore());
    city = await admittedCity(relay);
  };
  const closeHouse = () => relay.close();

  describe('« not now »', () => {
    let cases: Record<string, Asked>;
    afterAll(closeHouse);

    beforeAll(async () => {
      await openHouse();
      const once = { kind: 'on-event', maxPerPeriod: 1, periodDays: 31 };
      const [plain, suspended, stale, used] = [
        await declared(),
        await declared(),
        await declared({ maxAgeDays: 1 }),
        await declared({ frequency: once }),
      ];
      const old = await yesTo(stale as string);
      boxKey = Buffer.from(old.grant.boxKey, 'base64url');
      relay.clock.pass({ days: 1, minutes: -5 });
      const [paused, later, held, spent] = [
        await yesTo(plain as string),
        await yesTo(plain as string),
        await yesTo(suspended as string),
        await yesTo(used as string),
      ];
      const all = [paused, later, held, old, spent] as const;
      const asked: Asked[] = [];
      for (const { grant } of all) asked.push(await readOnce(grant));
      await pause(paused as Yes);
      await pause(later as Yes, { until: minuteText(relay.clock.now() + 86_400_000) });
      await relay.house.store.suspendGrants(suspended as string);
      relay.clock.pass({ minutes: 6 });
      const names = ['paused', 'paused until a time', 'suspended', 'envelope too old', 'frequency used up'];
      cases = Object.fromEntries(names.map((name, at) => [name, asked[at] as Asked]));
    });

    it('is what each of these cases is told', async () => {
      for (const [name, asked] of Object.entries(cases))
        expect(await (await evaluate(asked)).json(), name).toEqual(notNowAnswer);
    });

    it.each(Object.entries(doors))(
      'is the same bytes and the same look-ups for every reason: %s',
      async (_, door) => {
        await alikeAll(cases, door);
      },
    );

    it.each(Object.entries(doors).filter(([name]) => name !== 'result'))(
      'is not what is told of a grant that was stopped: %s',
      async (_, door) => {
        const { grant, wallet } = await yesTo(Object.values(cases)[0]?.declaration ?? '');
        const asked = await readOnce(grant);
        await relay.post('/revoke', { revocation: wallet.revocation(grant) });
        const [now] = Object.values(cases);
        const [ended, notNow] = [await seen(await door(asked)), await seen(await door(now as Asked))];
        expect(ended.body).not.toBe(notNow.body);
      },
    );

    it('is never told of a result: what was worked out before is taken, stopped or not', async () => {
      const { grant, wallet } = await yesTo(cases['paused']?.declaration ?? '');
      const asked = await readOnce(grant);
      await relay.post('/revoke', { revocation: wallet.revocation(grant) });
      const [ended, notNow] = [await deposit(asked), await deposit(cases['paused'] as Asked)];
      expect([ended.status, notNow.status]).toEqual([201, 201]);
      expect((await deposit({ ...asked, grant: randomId() })).status).toBe(404);
    });

    it.each(Object.entries(doors).filter(([name]) => name.startsWith('evaluation')))(
      'is the same also for a reason that no state of a grant leads to yet: %s',
      async (_, door) => {
        const judged = new Map<string, DenialReason>();
        const all: Record<string, Asked> = { paused: cases['paused'] as Asked };
        for (const reason of unreached) {
          const { grant } = await yesTo(cases['paused']?.declaration ?? '');
          all[reason] = await readOnce(grant);
          judged.set(grant.id, reason);
        }
        judgeBy(judged);
        for (const [name, asked] of Object.entries(all))
          expect(await (await evaluate(asked)).json(), name).toEqual(notNowAnswer);
        await alikeAll(all, door);
      },
    );

    it('is the same bytes and the same look-ups where a code is changed for the grant it was given for', async () => {
      const once = { kind: 'on-event', maxPerPeriod: 1, periodDays: 31 };
      const codes = new Map<string, { code: string; verifier: string }>();
      const fresh: Record<string, Asked> = {};
      for (const name of ['in force', 'paused', 'paused until a time', 'suspended', 'frequency used up']) {
        const declaration = await declared(name === 'frequency used up' ? { frequency: once } : {});
        const wallet = new TestWallet(relay);
        const { code, asked, yes } = await agree(relay, { ...city, declaration }, wallet);
        const { grant } = yes;
        codes.set(grant.id, { code, verifier: asked.verifier });
        fresh[name] = { mailbox: grant.by, grant: grant.id, declaration, record: '' };
        if (name === 'paused') await pause({ grant, wallet });
        if (name === 'paused until a time')
          await pause({ grant, wallet }, { until: minuteText(relay.clock.now() + 86_400_000) });
        if (name === 'suspended') await relay.house.store.suspendGrants(declaration);
        if (name === 'frequency used up') await readOnce(grant);
        const decision = (await (await evaluate(fresh[name] as Asked)).json()) as object;
        if (name === 'in force') expect(decision).toMatchObject({ decision: true });
        else expect(decision, name).toEqual(notNowAnswer);
      }
      let told: Response | undefined;
      const party = await openParty({
        relay: origin,
        keys: city.keys,
        record: city.record,
        now: relay.clock.now,
        fetch: async (address, options) => {
          const response = await relay.fetch(address, options);
          if (address.endsWith(routes.takeToken.path)) told = response.clone();
          return response;
        },
      });
      await alikeAll(fresh, async ({ grant }) => {
        const { code, verifier } = codes.get(grant) as { code: string; verifier: string };
        await party.redeemCode(code, { verifier });
        return told as Response;
      });
    });

    it('is told to a party that reads a whole list in one call by the same leaves', async () => {
      // Each leaf names the place of the one before it: the only item of a call, like its neighbours.
      for (const asked of Object.values(cases)) await evaluate(asked);
      const items = Object.values(cases).map((asked) => itemOf(asked, 'envelope'));
      const root = rootOfTexts(items.map((item) => itemText(item as never)));
      const body = JSON.stringify({ evaluations: items });
      const answer = (await (await call('POST', '/access/v1/evaluations', body, evidence, root)).json()) as {
        evaluations: object[];
        evidence: { answers: object[] };
      };
      const leaves = answer.evidence.answers.map((leaf) => alike(JSON.stringify(leaf)));
      expect(new Set(leaves).size).toBe(1);
      expect(new Set(answer.evaluations.map((told) => JSON.stringify(told))).size).toBe(1);
    });

    type Yes = Awaited<ReturnType<typeof yesTo>>;
    async function pause({ grant, wallet }: Yes, more: { until?: string } = {}): Promise<void> {
      const { signing } = wallet.keysFor(grant.party);
      const { by, key } = grant;
      const at = minuteText(relay.clock.now());
      const record = aPause({ id: randomId(), at, by, key, grant: grant.id, act: 'pause', n: 1, ...more });
      const answer = await relay.post('/pause', { pause: signLine(record, signing.secretKey) });
      if (!answer.ok) throw new Error(await answer.text());
    }
  });

  describe('« not granted »', () => {
    let cases: Record<string, Asked>;
    afterAll(closeHouse);

    beforeAll(async () => {
      await openHouse();
      const { declaration } = city;
      const refused = new TestWallet(relay);
      const room = await enterRoom(relay, (await askAs(city)).address);
      const opened = await refused.open(room.handle);
      boxKey = Buffer.from(refused.say(opened).grant.boxKey, 'base64url');
      const said = await relay.post('/refusal', {
        handle: room.handle,
        claim: refused.claim,
        refusal: refused.refusal(opened),
      });
      if (!said.ok) throw new Error(await said.text());
      // Opened on a phone, and nothing said.
      const unanswered = new TestWallet(relay);
      await unanswered.open((await enterRoom(relay, (await askAs(city)).address)).handle);
      const none = { declaration, record: randomId() };
      cases = {
        refused: { ...none, mailbox: refused.keysFor(city.client.id).mailbox, grant: randomId() },
        unanswered: { ...none, mailbox: unanswered.keysFor(city.client.id).mailbox, grant: randomId() },
        'no such mailbox': { ...none, mailbox: someDigest('nobody'), grant: randomId() },
      };
    });

    it('is what each of these cases is told', async () => {
      for (const [name, asked] of Object.entries(cases))
        expect(await (await evaluate(asked)).json(), name).toEqual({
          decision: false,
          context: { form: 'not-granted' },
        });
    });

    it.each(Object.entries(doors))(
      'is the same bytes and the same look-ups whoever said what: %s',
      async (_, door) => {
        await alikeAll(cases, door);
      },
    );

    it('leaves as many rows behind, whoever said what', async () => {
      for (const [name, asked] of Object.entries(cases)) {
        const statements = await lookups(() => evaluate(asked, 'envelope'));
        expect(
          statements.filter((statement) => /^(run|query) INSERT/.test(statement)),
          name,
        ).toHaveLength(kind.rowsOfANo);
      }
    });
  });

  describe('the comparison itself', () => {
    beforeAll(openHouse);
    afterAll(closeHouse);
    const none = { declaration: '', record: randomId(), mailbox: someDigest('a') };
    const cases = { one: { ...none, grant: randomId() }, other: { ...none, grant: randomId() } };

    /** Planted at every second call of the door. */
    function planted(more: () => unknown, after: (answer: Response) => Promise<Response>) {
      let turn = 0;
      return async (asked: Asked) => {
        turn += 1;
        if (turn % 2 === 0) await more();
        const answer = await evaluate(asked);
        return turn % 2 === 0 ? after(answer) : answer;
      };
    }
    const asItIs = async (answer: Response) => answer;
    const nothing = () => undefined;

    it('finds nothing where nothing is planted', async () => {
      await alikeAll(cases, planted(nothing, asItIs));
    });

    it('finds one byte more', async () => {
      const longer = async (answer: Response) => new Response(`${await answer.text()} `, answer);
      await expect(alikeAll(cases, planted(nothing, longer))).rejects.toThrow();
    });

    it('finds one statement more, whoever had it run', async () => {
      const { store } = relay.house;
      const unseen = planted(() => store.listKeySteps(none.mailbox), asItIs);
      await expect(alikeAll(cases, unseen)).rejects.toThrow();
    });

    it('finds one call to the store more, also one that runs no statement', async () => {
      const silent = planted(() => relay.house.store.isReady(), asItIs);
      await expect(alikeAll(cases, silent)).rejects.toThrow();
    });
  });
});
