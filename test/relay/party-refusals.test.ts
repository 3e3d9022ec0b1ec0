import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toBase64url } from '../../crypto/encode.ts';
import { recordDigest } from '../../crypto/hash.ts';
import { randomId } from '../../crypto/random.ts';
import { instantText } from '../../policy/instant.ts';
import { readParty } from '../../policy/party.ts';
import { splitRecord } from '../../policy/record.ts';
import { type Line, signJws } from '../../relay/kit/call.ts';
import { KitFault } from '../../relay/kit/fault.ts';
import { newPartyKeys, pairOf, partyRecord, signLine } from '../../relay/kit/keys.ts';
import { someDigest } from '../support/builders.ts';
import {
  aboutCity,
  admittedCity,
  askAs,
  codeOf,
  declarationBody,
  knownParty,
  openTestHouse,
  origin,
  redirectUri,
  type TestCity,
  type TestHouse,
} from './house.ts';

let relay: TestHouse;
let city: TestCity;

beforeEach(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
});
afterEach(() => relay.close());

/** Refused with this code, and the log did not grow. */
async function refuses(code: string, act: () => Promise<Response>): Promise<void> {
  const { size } = await relay.house.store.head();
  const response = await act();
  expect(await codeOf(response)).toBe(code);
  expect(response.status).toBeLessThan(500);
  expect((await relay.house.store.head()).size).toBe(size);
}

async function kitRefuses(code: string, act: () => Promise<unknown>): Promise<void> {
  const { size } = await relay.house.store.head();
  const fault = await act().then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(fault).toBeInstanceOf(KitFault);
  expect((fault as KitFault).code).toBe(code);
  expect((await relay.house.store.head()).size).toBe(size);
}

const lineOf = (party: { keys: TestCity['keys']; client: { id: string } }): Line => ({
  realm: 'real',
  relay: origin,
  party: party.client.id,
  keys: party.keys,
  fetch: relay.fetch,
  now: relay.clock.now,
});

const flip = (text: string) => text.slice(0, -3) + (text.at(-3) === 'A' ? 'B' : 'A') + text.slice(-2);
const days = (count: number) => count * 86_400_000;

/** Closes the city by the next version of its record. */
async function closeCity(): Promise<void> {
  const party = readParty(splitRecord(city.record).body);
  const closed = {
    ...party,
    id: randomId(),
    at: instantText(relay.clock.now()),
    by: city.client.id,
    status: 'closed' as const,
    previousHash: recordDigest(city.record),
  };
  const response = await relay.post('/party', { record: signLine(closed, city.keys.identity) });
  expect(response.status).toBe(201);
}

describe('a party’s record', () => {
  it('is taken once, of its time, and by its own identity key', async () => {
    const keys = newPartyKeys();
    const now = relay.clock.now();
    await refuses('record-exists', () => relay.post('/party', { record: city.record }));
    await refuses('signature-invalid', async () =>
      relay.post('/party', { record: flip(await partyRecord(keys, aboutCity, now)) }),
    );
    await refuses('time-stale', async () =>
      relay.post('/party', { record: await partyRecord(keys, aboutCity, now - days(2)) }),
    );
    await refuses('time-future', async () =>
      relay.post('/party', { record: await partyRecord(keys, aboutCity, now + 120_000) }),
    );
    await refuses('role-reserved', async () =>
      relay.post('/party', { record: await partyRecord(keys, { ...aboutCity, role: 'regie' }, now) }),
    );
  });

  it('has one successor, by the same identity key, and none once it is closed', async () => {
    const party = readParty(splitRecord(city.record).body);
    const next = (changes: object) => ({
      ...party,
      id: randomId(),
      by: city.client.id,
      previousHash: recordDigest(city.record),
      ...changes,
    });
    const other = newPartyKeys();
    const stolen = next({ identityKey: toBase64url(pairOf(other.identity).publicKey) });
    await refuses('record-conflict', () =>
      relay.post('/party', { record: signLine(stolen, other.identity) }),
    );
    await refuses('signature-invalid', () =>
      relay.post('/party', { record: signLine(next({}), other.identity) }),
    );
    await refuses('party-unknown', () =>
      relay.post('/party', { record: signLine(next({ by: someDigest('nobody') }), city.keys.identity) }),
    );
    const second = signLine(next({ url: 'https://ville.example/2' }), city.keys.identity);
    expect((await relay.post('/party', { record: second })).status).toBe(201);
    await refuses('record-conflict', () =>
      relay.post('/party', { record: signLine(next({}), city.keys.identity) }),
    );
    const closing = next({ previousHash: recordDigest(second), status: 'closed' });
    const closed = signLine(closing, city.keys.identity);
    expect((await relay.post('/party', { record: closed })).status).toBe(201);
    const after = next({ previousHash: recordDigest(closed) });
    await refuses('party-closed', () =>
      relay.post('/party', { record: signLine(after, city.keys.identity) }),
    );
  });
});

describe('admission', () => {
  it('is the régie’s word alone, of this minute, about a party that is there', async () => {
    const { client, keys } = await knownParty(relay, { ...aboutCity, legalId: 'other' });
    const now = relay.clock.now();
    const label = relay.regie.admit(client.id, now + days(30), now);
    await refuses('signature-invalid', () => relay.post('/label', { record: flip(label) }));
    const own = { ...(splitRecord(label).body as object), by: client.id } as Parameters<typeof signLine>[0];
    await refuses('signature-invalid', () => relay.post('/label', { record: signLine(own, keys.record) }));
    await refuses('time-stale', () =>
      relay.post('/label', { record: relay.regie.admit(client.id, now + days(30), now - 120_000) }),
    );
    await refuses('time-future', () =>
      relay.post('/label', { record: relay.regie.admit(client.id, now + days(30), now + 120_000) }),
    );
    await refuses('time-stale', () =>
      relay.post('/label', { record: relay.regie.admit(client.id, now - 1000, now) }),
    );
    await refuses('party-unknown', () =>
      relay.post('/label', { record: relay.regie.admit(someDigest('x'), now + days(1), now) }),
    );
    expect((await relay.post('/label', { record: label })).status).toBe(201);
    await refuses('record-exists', () => relay.post('/label', { record: label }));
  });

  it('ends at its end: then the party may ask no more', async () => {
    relay.clock.pass({ days: 366 });
    await kitRefuses('party-not-admitted', () => askAs(city));
  });
});

describe('a declaration', () => {
  it('comes from an admitted party, signed, complete, once', async () => {
    const outsider = await knownParty(relay, { ...aboutCity, legalId: 'outsider' });
    await kitRefuses('party-not-admitted', () => outsider.client.declare(declarationBody()));
    await kitRefuses('declaration-incomplete', () =>
      city.client.declare(declarationBody({ contactAffected: null })),
    );
    await kitRefuses('record-conflict', () =>
      city.client.declare(declarationBody({ previousHash: someDigest('none') })),
    );
    const logic = {
      kind: 'rules' as const,
      rules: {
        lang: 'publicodes' as const,
        engineVersion: '1.10.3',
        hash: someDigest('rules nobody published'),
        logicHash: someDigest('logic'),
        entryPoints: ['aides'],
        cases: someDigest('cases nobody published'),
        change: null,
      },
      parameters: [],
    };
    await kitRefuses('rules-unknown', () => city.client.declare(declarationBody({ logic })));
    const { text } = await city.client.declare(declarationBody({ version: '1.1.0' }));
    await refuses('record-exists', () => relay.post('/declaration', { record: text }));
    await refuses('signature-invalid', () => relay.post('/declaration', { record: flip(text) }));
    const body = splitRecord(text).body as Parameters<typeof signLine>[0];
    const at = (ms: number) =>
      signLine({ ...body, id: randomId(), at: instantText(relay.clock.now() + ms) }, city.keys.record);
    await refuses('time-stale', () => relay.post('/declaration', { record: at(-days(2)) }));
    await refuses('time-future', () => relay.post('/declaration', { record: at(120_000) }));
    await refuses('party-unknown', () =>
      relay.post('/declaration', {
        record: signLine({ ...body, by: someDigest('nobody') }, city.keys.record),
      }),
    );
    await closeCity();
    await kitRefuses('party-closed', () => city.client.declare(declarationBody({ version: '1.2.0' })));
  });
});

describe('a pushed request', () => {
  it('asks within a declaration that is in force', async () => {
    const asks = [
      ['scope-widened', { purpose: 'service-improvement' }],
      ['scope-widened', { facts: [{ key: 'park-visits', necessity: 'optional', precision: 'exact' }] }],
      ['declaration-unknown', { declaration: someDigest('no declaration') }],
      ['request-invalid', { facts: [] }],
      ['request-invalid', { redirectUri: 'http://elsewhere.example/' }],
    ] as const;
    for (const [code, changes] of asks) await kitRefuses(code, () => askAs(city, changes as never));
    const contract = { form: 'agreement', reference: null } as const;
    const loose = await city.client.declare(declarationBody({ version: '1.1.0', contract }));
    await kitRefuses('scope-widened', () => askAs(city, { declaration: loose.digest }));
    await askAs(city, { declaration: loose.digest, period: { days: 31 } });
    const { digest } = await city.client.declare(declarationBody({ version: '2.0.0', status: 'suspended' }));
    await kitRefuses('declaration-closed', () => askAs(city, { declaration: digest }));
    await closeCity();
    await kitRefuses('party-closed', () => askAs(city));
  });

  it('needs both signatures, each of its own kind, once and in time', async () => {
    const line = lineOf(city);
    const seconds = () => Math.floor(relay.clock.now() / 1000);
    const assertion = (changes: object = {}) =>
      signJws(line, 'JWT', {
        iss: city.client.id,
        sub: city.client.id,
        aud: origin,
        jti: randomId(),
        iat: seconds(),
        exp: seconds() + 60,
        ...changes,
      });
    const asked = (changes: object = {}, typ = 'oauth-authz-req+jwt') =>
      signJws(line, typ, {
        iss: city.client.id,
        client_id: city.client.id,
        aud: origin,
        response_type: 'code',
        redirect_uri: redirectUri,
        state: 's',
        nonce: randomId(),
        jti: randomId(),
        iat: seconds(),
        exp: seconds() + 300,
        code_challenge: someDigest('challenge'),
        code_challenge_method: 'S256',
        authorization_details: [
          {
            type: 'vav',
            declaration: city.declaration,
            purpose: 'aid',
            facts: [{ key: 'commune', necessity: 'required', precision: 'exact' }],
            actions: ['read'],
            period: { days: 31 },
          },
        ],
        ...changes,
      });
    const push = (fields: Record<string, string>) =>
      relay.fetch('/par', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          client_id: city.client.id,
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: assertion(),
          request: asked(),
          ...fields,
        }).toString(),
      });
    expect((await push({})).status).toBe(201);
    await refuses('request-unsigned', () => push({ request: '' }));
    await refuses('signature-invalid', () => push({ request: flip(asked()) }));
    await refuses('signature-invalid', () => push({ request: asked({}, 'JWT') }));
    await refuses('signature-invalid', () => push({ request: 'a.b.c' }));
    await refuses('request-invalid', () => push({ request: asked({ aud: 'http://localhost:1' }) }));
    await refuses('request-expired', () =>
      push({ request: asked({ iat: seconds() - 500, exp: seconds() - 200 }) }),
    );
    await refuses('time-future', () =>
      push({ request: asked({ iat: seconds() + 200, exp: seconds() + 300 }) }),
    );
    const request = asked();
    expect((await push({ request })).status).toBe(201);
    await refuses('request-replayed', () => push({ request }));
    const used = assertion();
    expect((await push({ client_assertion: used })).status).toBe(201);
    await refuses('request-replayed', () => push({ client_assertion: used }));
    await refuses('client-invalid', () => push({ client_assertion: flip(assertion()) }));
    await refuses('client-invalid', () =>
      push({ client_assertion: assertion({ aud: 'http://localhost:1' }) }),
    );
    await refuses('client-invalid', () =>
      push({ client_assertion: assertion({ iat: seconds() - 900, exp: seconds() - 840 }) }),
    );
    await refuses('client-invalid', () =>
      push({ client_assertion: assertion({ iat: seconds() + 900, exp: seconds() + 960 }) }),
    );
    await refuses('client-invalid', () => push({ client_assertion: request }));
    await refuses('party-unknown', () => push({ client_id: someDigest('nobody') }));
    await refuses('signature-missing', () => push({ client_assertion_type: 'none' }));
  });
});
