import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toBase64url } from '../../crypto/encode.ts';
import { recordDigest } from '../../crypto/hash.ts';
import { randomBytes, randomId } from '../../crypto/random.ts';
import { newSigningPair } from '../../crypto/sign.ts';
import { instantText, minuteText } from '../../policy/instant.ts';
import { readParty } from '../../policy/party.ts';
import { splitRecord } from '../../policy/record.ts';
import { type Line, signCall, signJws } from '../../relay/kit/call.ts';
import { KitFault } from '../../relay/kit/fault.ts';
import { newPartyKeys, pairOf, partyRecord, signLine } from '../../relay/kit/keys.ts';
import { someDigest } from '../support/builders.ts';
import {
  aboutCity,
  admittedCity,
  agree,
  askAs,
  codeOf,
  declarationBody,
  enterRoom,
  knownParty,
  openTestHouse,
  origin,
  redirectUri,
  type TestCity,
  type TestHouse,
  TestWallet,
} from './house.ts';

let relay: TestHouse;
let city: TestCity;
let wallet: TestWallet;

beforeEach(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  wallet = new TestWallet(relay);
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

describe('published rules', () => {
  const rules = JSON.stringify({ 'aide . montant': { valeur: '300 €' }, aide: null });

  it('are signed, parsed without warning, and found again by their hash', async () => {
    const { hash } = await city.client.publishRules(rules);
    const found = await relay.fetch(`/rules/${hash}`);
    expect(found.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(recordDigest(await found.text())).toBe(hash);
    expect((await city.client.publishRules(rules)).hash).toBe(hash);
    await kitRefuses('rules-invalid', () => city.client.publishRules('{"a":{"valeur":"b . c"}}'));
    await kitRefuses('rules-invalid', () => city.client.publishRules('[]'));
    const { headers } = signCall(lineOf(city), 'POST', '/rules', rules);
    const post = (changes: Record<string, string>, body = rules) =>
      relay.fetch('/rules', { method: 'POST', headers: { ...headers, ...changes }, body });
    await refuses('digest-invalid', () => post({}, `${rules} `));
    expect((await post({})).status).toBe(201);
    await refuses('request-replayed', () => post({}));
    await refuses('signature-missing', () => relay.post('/rules', rules));
  });

  it('may not carry PRF results either', async () => {
    await kitRefuses('secret-carried', () => city.client.publishRules('{"prf":{"valeur":"1"}}'));
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

describe('the waiting room', () => {
  it('opens once, for the party that pushed, within ninety seconds', async () => {
    const asked = await askAs(city);
    const stranger = asked.address.replace(city.client.id, someDigest('stranger'));
    await refuses('party-unknown', () => relay.fetch(stranger));
    await enterRoom(relay, asked.address);
    await refuses('request-expired', () => relay.fetch(asked.address));
    const late = await askAs(city);
    relay.clock.pass({ seconds: 91 });
    await refuses('request-expired', () => relay.fetch(late.address));
    await refuses('request-unsigned', () => relay.fetch(`/authorize?client_id=${city.client.id}`));
  });

  it('shows a person a page when it cannot open', async () => {
    const headers = { accept: 'text/html', 'accept-language': 'en' };
    const response = await relay.fetch(`/authorize?client_id=${city.client.id}&request_uri=gone`, {
      headers,
    });
    expect(response.status).toBe(410);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toContain('<html lang="en">');
  });

  it('belongs to one wallet and closes after five minutes', async () => {
    const { handle } = await enterRoom(relay, (await askAs(city)).address);
    await wallet.open(handle);
    const claim = toBase64url(randomBytes(32));
    await refuses('handle-claimed', () => relay.post('/request', { handle, claim }));
    await refuses('handle-unknown', () => relay.post('/request', { handle: randomId(), claim }));
    await refuses('body-invalid', () => relay.post('/request', { handle, claim: 'short' }));
    relay.clock.pass({ minutes: 5 });
    await refuses('handle-expired', () => relay.post('/request', { handle, claim: wallet.claim }));
  });
});

describe('a yes', () => {
  const open = async () => {
    const room = await enterRoom(relay, (await askAs(city)).address);
    return { room, asked: await wallet.open(room.handle) };
  };

  it('is within its request, signed by its mailbox, of our time', async () => {
    const { room, asked } = await open();
    const send = (changes: object, envelope?: string) => {
      const yes = wallet.say(asked, changes);
      return wallet.send(room.handle, { ...yes, envelope: envelope ?? yes.envelope });
    };
    const at = (ms: number) => minuteText(relay.clock.now() + ms);
    const scope = wallet.say(asked).grant.scope;
    const wider = { ...scope, facts: [...scope.facts, { key: 'park-visits', precision: 'exact' }] };
    await refuses('scope-widened', () => send({ scope: wider }));
    await refuses('scope-widened', () => send({ scope: { ...scope, purpose: 'service-improvement' } }));
    await refuses('scope-widened', () => send({ period: { days: 365 } }));
    await refuses('scope-widened', () => send({ party: someDigest('somebody else') }));
    await refuses('scope-widened', () => send({ requestDigest: someDigest('another request') }));
    await refuses('scope-widened', () => send({ declaration: someDigest('another declaration') }));
    await refuses('time-stale', () => send({ at: at(-days(1) - 120_000) }));
    await refuses('time-future', () => send({ at: at(days(1) + 120_000) }));
    await refuses('signature-invalid', () => send({ by: someDigest('another mailbox') }));
    await refuses('signature-invalid', () => send({ key: toBase64url(newSigningPair().publicKey) }));
    await refuses('key-unknown', () => send({ sealKeyId: 'seal-9' }));
    await refuses('record-invalid', () => send({ version: 2, previous: someDigest('v1') }));
    await refuses('record-invalid', () => send({ epoch: 2 }));
    await refuses('body-invalid', () => send({}, toBase64url(new Uint8Array(100).fill(2))));
    await refuses('body-invalid', () => send({}, 'not base64!'));
    const yes = wallet.say(asked);
    await refuses('signature-invalid', () => wallet.send(room.handle, { ...yes, text: flip(yes.text) }));
    await refuses('record-invalid', () =>
      wallet.send(room.handle, { ...yes, text: wallet.revocation(yes.grant) }),
    );
    await refuses('record-invalid', () => wallet.send(room.handle, { ...yes, text: ` ${yes.text}` }));
    await refuses('handle-claimed', () => new TestWallet(relay).send(room.handle, yes));
    await refuses('handle-unknown', () => wallet.send(randomId(), yes));
    expect((await wallet.send(room.handle, yes)).status).toBe(201);
    await refuses('handle-used', () => wallet.send(room.handle, yes));
    await refuses('handle-used', () =>
      relay.post('/refusal', { handle: room.handle, claim: wallet.claim, refusal: wallet.refusal(asked) }),
    );
  });

  it('is not taken for a party that closed, nor after the request expired', async () => {
    const first = await open();
    const yes = wallet.say(first.asked);
    const second = await open();
    relay.clock.pass({ minutes: 5 });
    await refuses('handle-expired', () => wallet.send(second.room.handle, wallet.say(second.asked)));
    const third = await open();
    await closeCity();
    await refuses('party-closed', () => wallet.send(third.room.handle, wallet.say(third.asked)));
    await refuses('handle-unknown', () => wallet.send(first.room.handle, yes));
  });

  it('sent twice at the same moment is taken once', async () => {
    const { room, asked } = await open();
    const yes = wallet.say(asked);
    const answers = await Promise.all([wallet.send(room.handle, yes), wallet.send(room.handle, yes)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });
});

describe('a no', () => {
  it('is of this very request, signed, of our time, once', async () => {
    const room = await enterRoom(relay, (await askAs(city)).address);
    const asked = await wallet.open(room.handle);
    const send = (changes: Record<string, unknown>) =>
      relay.post('/refusal', {
        handle: room.handle,
        claim: wallet.claim,
        refusal: wallet.refusal(asked, changes),
      });
    await refuses('scope-widened', () => send({ requestDigest: someDigest('another') }));
    await refuses('signature-invalid', () => send({ by: someDigest('another mailbox') }));
    await refuses('time-stale', () => send({ at: minuteText(relay.clock.now() - days(2)) }));
    await refuses('time-future', () => send({ at: minuteText(relay.clock.now() + days(2)) }));
    expect((await send({})).status).toBe(201);
    await refuses('handle-used', () => send({}));
  });
});

describe('a code', () => {
  it('serves once, for a minute, its own party and verifier', async () => {
    const first = await agree(relay, city, wallet);
    await kitRefuses('code-expired', () =>
      city.client.redeemCode(first.code, { verifier: someDigest('guess') }),
    );
    await kitRefuses('code-used', () => city.client.redeemCode(first.code, first.asked));
    const second = await agree(relay, city, new TestWallet(relay));
    const other = await admittedCity(relay, { ...aboutCity, legalId: 'other' });
    await kitRefuses('code-expired', () => other.client.redeemCode(second.code, second.asked));
    const third = await agree(relay, city, new TestWallet(relay));
    relay.clock.pass({ seconds: 61 });
    await kitRefuses('code-expired', () => city.client.redeemCode(third.code, third.asked));
    await kitRefuses('code-expired', () => city.client.redeemCode('never made', third.asked));
  });

  it('is worth nothing once the grant was stopped', async () => {
    const { code, asked, yes } = await agree(relay, city, wallet);
    await relay.post('/revoke', { revocation: wallet.revocation(yes.grant) });
    await kitRefuses('grant-ended', () => city.client.redeemCode(code, asked));
  });
});

describe('a revocation', () => {
  it('is signed by the mailbox of a grant that is there', async () => {
    const { yes } = await agree(relay, city, wallet);
    const send = (text: string) => relay.post('/revoke', { revocation: text });
    await refuses('signature-invalid', () => send(flip(wallet.revocation(yes.grant))));
    await refuses('signature-invalid', () =>
      send(new TestWallet(relay).revocation(yes.grant, { by: yes.grant.by })),
    );
    await refuses('grant-unknown', () => send(new TestWallet(relay).revocation(yes.grant)));
    await refuses('grant-unknown', () => send(wallet.revocation(yes.grant, { grant: randomId() })));
    await refuses('time-future', () =>
      send(wallet.revocation(yes.grant, { at: minuteText(relay.clock.now() + days(2)) })),
    );
    await refuses('time-stale', () =>
      send(wallet.revocation(yes.grant, { at: minuteText(relay.clock.now() - days(2)) })),
    );
    const stop = wallet.revocation(yes.grant).split('\n')[0];
    await refuses('signature-invalid', () => send(`${stop}\nstop:${wallet.stopCard(city.client.id)}`));
  });

  it('that waited on a phone for weeks still stops, and twice is the same', async () => {
    const { yes } = await agree(relay, city, wallet);
    const text = wallet.revocation(yes.grant);
    relay.clock.pass({ days: 20 });
    const first = (await (await relay.post('/revoke', { revocation: text })).json()) as { at: string };
    expect(first).toMatchObject({ status: 'ended', reason: 'grant-withdrawn' });
    relay.clock.pass({ hours: 1 });
    const { size } = await relay.house.store.head();
    const again = await relay.post('/revoke', { revocation: text });
    expect(await again.json()).toMatchObject({ status: 'ended', at: first.at });
    expect((await relay.house.store.head()).size).toBe(size);
  });
});

describe('the stop card', () => {
  it('ends what it fits, tells only how many, and says the same twice', async () => {
    const { yes } = await agree(relay, city, wallet);
    const stopped = async (secrets: string[]) =>
      ((await (await relay.post('/stop', { secrets })).json()) as { ended: number }).ended;
    expect(await stopped([someDigest('no card')])).toBe(0);
    expect(await stopped([someDigest('no card'), wallet.stopCard(city.client.id)])).toBe(1);
    expect(await stopped([wallet.stopCard(city.client.id)])).toBe(1);
    const kept = await relay.house.store.readGrant(yes.grant.by, yes.grant.id);
    expect(kept?.state).toMatchObject({ status: 'ended', endReason: 'grant-withdrawn' });
    const many = Array.from({ length: 257 }, (_, at) => someDigest(`secret ${at}`));
    await refuses('body-oversize', () => relay.post('/stop', { secrets: many }));
    await refuses('body-invalid', () => relay.post('/stop', { secrets: ['short'] }));
    await refuses('body-invalid', () => relay.post('/stop', { secrets: [] }));
  });
});

describe('a mailbox', () => {
  it('opens to its own key, once for each call, in time', async () => {
    await agree(relay, city, wallet);
    const body = JSON.stringify({ after: {} });
    const call = (header: string, text = body) => relay.post('/mailbox', text, { 'vav-call': header });
    const header = (changes: { at?: string; nonce?: string } = {}, path = '/mailbox') =>
      wallet.callHeader(city.client.id, path, body, changes);
    await refuses('signature-missing', () => relay.post('/mailbox', body));
    await refuses('signature-invalid', () => call('nonsense'));
    await refuses('signature-invalid', () => call(flip(header())));
    await refuses('signature-invalid', () => call(header(), `${body} `));
    await refuses('signature-invalid', () => call(header({}, '/envelope')));
    await refuses('time-stale', () => call(header({ at: minuteText(relay.clock.now() - days(2)) })));
    await refuses('time-future', () => call(header({ at: minuteText(relay.clock.now() + days(2)) })));
    const used = header();
    expect((await call(used)).status).toBe(200);
    await refuses('request-replayed', () => call(used));
  });

  it('that does not exist answers like an empty one', async () => {
    const response = await new TestWallet(relay).call(city.client.id, '/mailbox', { after: {} });
    expect(await response.json()).toMatchObject({ grants: [], entries: [], refusals: [], more: false });
  });
});

describe('the next envelope', () => {
  it('follows the one before it, while the grant lives, by the mailbox’s key', async () => {
    const { yes } = await agree(relay, city, wallet);
    const { grant, epochKey, view, viewSalt } = yes;
    const envelope = wallet.seal(grant, epochKey, 2, { view, viewSalt, values: [...view.values] });
    const body = { grant: grant.id, epoch: 1, n: 2, envelope };
    const send = (changes: object, from = wallet) =>
      from.call(city.client.id, '/envelope', { ...body, ...changes });
    await refuses('signature-missing', () => relay.post('/envelope', body));
    await refuses('envelope-conflict', () => send({ n: 3 }));
    await refuses('envelope-conflict', () => send({ epoch: 2 }));
    await refuses('grant-unknown', () => send({ grant: randomId() }));
    await refuses('grant-unknown', () => send({}, new TestWallet(relay)));
    await refuses('body-invalid', () => send({ n: 0 }));
    expect((await send({})).status).toBe(201);
    await relay.post('/revoke', { revocation: wallet.revocation(grant) });
    await refuses('grant-ended', () => send({ n: 3 }));
  });
});

describe('a receipt', () => {
  it('names a calculation of its own mailbox', async () => {
    await agree(relay, city, wallet);
    const send = (receipt: string) => relay.post('/receipt', { receipt });
    await refuses('calculation-unknown', () => send(wallet.receipt(city.client.id, someDigest('none'))));
    await refuses('signature-invalid', () => send(flip(wallet.receipt(city.client.id, someDigest('none')))));
    const at = `${instantText(relay.clock.now() - days(5)).slice(0, 10)}T00:00:00Z`;
    await refuses('time-stale', () => send(wallet.receipt(city.client.id, someDigest('none'), { at })));
  });
});
