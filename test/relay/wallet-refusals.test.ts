import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toBase64url } from '../../crypto/encode.ts';
import { recordDigest } from '../../crypto/hash.ts';
import { randomBytes, randomId } from '../../crypto/random.ts';
import { newSigningPair } from '../../crypto/sign.ts';
import { instantText, minuteText } from '../../policy/instant.ts';
import { readParty } from '../../policy/party.ts';
import { splitRecord } from '../../policy/record.ts';
import { KitFault } from '../../relay/kit/fault.ts';
import { signLine } from '../../relay/kit/keys.ts';
import { someDigest } from '../support/builders.ts';
import {
  aboutCity,
  admittedCity,
  askAs,
  codeOf,
  openTestHouse,
  type TestCity,
  type TestHouse,
} from './house.ts';
import { agree, enterRoom, TestWallet } from './resident.ts';

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
