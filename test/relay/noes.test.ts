// A party is told « not now » without a reason, and « not granted » without telling whether anybody said no. So the bytes of
// each door are compared, with all that is random made alike; and what the store was asked for, statement by statement.

import { StatementSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toBase64url } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import { randomBytes, randomId } from '../../crypto/random.ts';
import { padTo, sealTo } from '../../crypto/seal.ts';
import { itemText } from '../../policy/access.ts';
import type { Grant } from '../../policy/grant.ts';
import { instantText, minuteText } from '../../policy/instant.ts';
import type { Line } from '../../relay/kit/call.ts';
import { signCall } from '../../relay/kit/call.ts';
import { signLine as signAs } from '../../relay/kit/keys.ts';
import { rootOfTexts } from '../../relay/kit/proof.ts';
import { aCalculation, aPause, someDigest } from '../support/builders.ts';
import {
  admittedCity,
  askAs,
  declarationBody,
  openTestHouse,
  origin,
  type TestCity,
  type TestHouse,
} from './house.ts';
import { agree, enterRoom, signLine, TestWallet } from './resident.ts';

let relay: TestHouse;
let city: TestCity;

beforeEach(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
});
afterEach(() => relay.close());

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
  const sealed = sealTo(
    city.keys === undefined ? new Uint8Array(0) : boxKey,
    padTo(new Uint8Array(9)),
    new Uint8Array(0),
  );
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

/** All that differs by chance, made alike with its length kept; places in the log and numbers of a sequence by their form. */
function alike(text: string): string {
  const told = JSON.parse(text, (name, value: unknown) => {
    // The place of a leaf, and the way from there: how long it is follows from the size of the log alone.
    if (name === 'receipt' && value !== null) return 'receipt';
    if (name === 'checkpoint') return 'checkpoint';
    if (name === 'seq' || name === 'index' || name === 'size') return typeof value;
    return value;
  }) as unknown;
  return (
    JSON.stringify(told)
      .replace(/\b\d{10}\b/g, '0')
      // One yes has to be older than the others for its envelope to be too old.
      .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'instant')
      .replace(/[A-Za-z0-9_+/=-]{20,}/g, (run) => `<${run.length}>`)
  );
}

async function seen(
  response: Response,
): Promise<{ status: number; headers: string[]; body: string; bytes: number }> {
  const text = await response.text();
  const headers = [...response.headers].map(([name, value]) => `${name}: ${alike(JSON.stringify(value))}`);
  // As long as each other, but for the path in the log that evidence and receipts carry.
  const bytes = text.includes('checkpoint') ? 0 : text.length;
  return { status: response.status, headers, body: alike(text), bytes };
}

type Reader = (...values: unknown[]) => unknown;
const prototype = StatementSync.prototype as unknown as Record<'get' | 'all' | 'run' | 'iterate', Reader>;

/** Every statement that the database runs meanwhile, in order. */
async function lookups(act: () => Promise<unknown>): Promise<string[]> {
  const asked: string[] = [];
  const kept = {
    ...prototype,
    get: prototype.get,
    all: prototype.all,
    run: prototype.run,
    iterate: prototype.iterate,
  };
  for (const how of ['get', 'all', 'run', 'iterate'] as const) {
    prototype[how] = function counted(this: StatementSync, ...values: unknown[]) {
      asked.push(`${how} ${this.sourceSQL}`);
      return Reflect.apply(kept[how], this, values);
    };
  }
  try {
    await act();
    return asked;
  } finally {
    for (const how of ['get', 'all', 'run', 'iterate'] as const) prototype[how] = kept[how];
  }
}

/** Methods of the store that a door calls. */
async function asks(act: () => Promise<unknown>): Promise<string[]> {
  const { store } = relay.house;
  const called: string[] = [];
  const counting = new Proxy(store, {
    get: (of, name) => {
      const found = Reflect.get(of, name) as unknown;
      if (typeof found !== 'function') return found;
      return (...values: unknown[]) => {
        called.push(String(name));
        return Reflect.apply(found as Reader, of, values);
      };
    },
  });
  (relay.house as { store: typeof store }).store = counting;
  try {
    await act();
    return called;
  } finally {
    (relay.house as { store: typeof store }).store = store;
  }
}

async function allAlike(
  cases: Record<string, Asked>,
  door: (asked: Asked) => Promise<Response>,
): Promise<void> {
  const told: Record<string, unknown> = {};
  for (const [name, asked] of Object.entries(cases)) {
    let answer: Response | undefined;
    let store: string[] = [];
    const statements = await lookups(async () => {
      store = await asks(async () => {
        answer = await door(asked);
      });
    });
    told[name] = { ...(await seen(answer as Response)), statements, store };
  }
  const [[first = '', expected] = [], ...rest] = Object.entries(told);
  for (const [name, found] of rest) expect(found, `${name} beside ${first}`).toEqual(expected);
}

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

describe('« not now »', () => {
  let cases: Record<string, Asked>;

  beforeEach(async () => {
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
      expect(await (await evaluate(asked)).json(), name).toEqual({
        decision: false,
        context: { form: 'not-now' },
      });
  });

  it.each(Object.entries(doors))(
    'is the same bytes and the same look-ups for every reason: %s',
    async (_, door) => {
      await allAlike(cases, door);
    },
  );

  it('and each of these doors tells something else of a grant that was stopped', async () => {
    const { grant, wallet } = await yesTo(Object.values(cases)[0]?.declaration ?? '');
    const asked = await readOnce(grant);
    await relay.post('/revoke', { revocation: wallet.revocation(grant) });
    const [now] = Object.values(cases);
    for (const name of ['evaluation', 'evaluations', 'envelope of a record of before', 'records']) {
      const door = doors[name] as (asked: Asked) => Promise<Response>;
      const [ended, notNow] = [await seen(await door(asked)), await seen(await door(now as Asked))];
      expect(ended.body, name).not.toBe(notNow.body);
    }
  });

  it('is told to a party that reads a whole list in one call by the same leaves', async () => {
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

  beforeEach(async () => {
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
      await allAlike(cases, door);
    },
  );

  it('leaves as many rows behind, whoever said what', async () => {
    for (const [name, asked] of Object.entries(cases)) {
      const statements = await lookups(() => evaluate(asked, 'envelope'));
      expect(
        statements.filter((statement) => statement.startsWith('run INSERT')),
        name,
      ).toHaveLength(3);
    }
  });
});

describe('the comparison itself', () => {
  it('finds one byte, one statement, and one call to the store more', async () => {
    const none = {
      declaration: city.declaration,
      record: randomId(),
      mailbox: someDigest('a'),
      grant: randomId(),
    };
    const cases = { one: none, other: { ...none, grant: randomId() } };
    let turn = 0;
    const second = () => {
      turn += 1;
      return turn % 2 === 0;
    };
    const longer = async (asked: Asked) => {
      const answer = await evaluate(asked);
      return second() ? new Response(`${await answer.text()} `, answer) : answer;
    };
    await expect(allAlike(cases, longer)).rejects.toThrow();
    const asking = async (asked: Asked) => {
      if (second()) await relay.house.store.readGrant(asked.mailbox, asked.grant);
      return evaluate(asked);
    };
    await expect(allAlike(cases, asking)).rejects.toThrow();
  });
});
