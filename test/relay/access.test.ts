import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toBase64url } from '../../crypto/encode.ts';
import { randomBytes } from '../../crypto/random.ts';
import { type AccessItem, itemText, readAnswerText } from '../../policy/access.ts';
import { canonicalText } from '../../policy/canonical.ts';
import type { Grant } from '../../policy/grant.ts';
import { type Line, signCall } from '../../relay/kit/call.ts';
import { KitFault } from '../../relay/kit/fault.ts';
import { rootOfTexts } from '../../relay/kit/proof.ts';
import { someDigest, someId } from '../support/builders.ts';
import {
  aboutCity,
  admittedCity,
  codeOf,
  openTestHouse,
  origin,
  type TestCity,
  type TestHouse,
} from './house.ts';
import { agree, TestWallet } from './resident.ts';

let relay: TestHouse;
let city: TestCity;
let wallet: TestWallet;
let grant: Grant;
let line: Line;

beforeAll(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
});
beforeEach(async () => {
  wallet = new TestWallet(relay);
  ({ grant } = (await agree(relay, city, wallet)).yes);
  line = {
    realm: 'real',
    relay: origin,
    party: city.client.id,
    keys: city.keys,
    fetch: relay.fetch,
    now: relay.clock.now,
  };
});
afterAll(() => relay.close());

const path = '/access/v1/evaluations';

function itemOf(of: Grant, changes: Partial<AccessItem['context']> = {}): AccessItem {
  return {
    subject: { type: 'party', id: city.client.id },
    action: { name: 'read' },
    resource: { type: 'mailbox', id: of.by },
    context: {
      grant: of.id,
      purpose: 'aid',
      facts: ['commune'],
      salt: toBase64url(randomBytes(32)),
      ...changes,
    },
  };
}

interface Answer {
  evaluations: { decision: boolean; context: Record<string, unknown> }[];
  evidence?: { answers: unknown[] };
}

async function ask(items: AccessItem[], headers: Record<string, string> = {}): Promise<Answer> {
  const body = JSON.stringify({ evaluations: items });
  const signed = signCall(line, 'POST', path, body, rootOfTexts(items.map(itemText)));
  const response = await relay.fetch(path, {
    method: 'POST',
    headers: { ...signed.headers, ...headers },
    body,
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

async function refuses(code: string, act: () => Promise<Response>): Promise<void> {
  const { size } = await relay.house.store.head();
  const response = await act();
  expect(await codeOf(response)).toBe(code);
  expect(response.status).toBeLessThan(500);
  expect((await relay.house.store.head()).size).toBe(size);
}

describe('an access call', () => {
  it('is refused whole when anything signed does not fit', async () => {
    const items = [itemOf(grant)];
    const body = JSON.stringify({ evaluations: items });
    const root = rootOfTexts(items.map(itemText));
    const signed = () => signCall(line, 'POST', path, body, root).headers;
    const post = (headers: Record<string, string>, text = body, to = path) =>
      relay.fetch(to, { method: 'POST', headers, body: text });
    const without = (name: string) =>
      Object.fromEntries(Object.entries(signed()).filter(([key]) => key !== name));

    await refuses('signature-missing', () => post(without('signature')));
    await refuses('signature-missing', () => post(without('signature-input')));
    await refuses('digest-invalid', () => post(without('content-digest')));
    await refuses('signature-invalid', () => post(without('evaluations-root')));
    await refuses('digest-invalid', () => post(signed(), body.replace('commune', 'bike-kind')));
    await refuses('signature-invalid', () =>
      post({ ...signed(), 'evaluations-root': someDigest('other root') }),
    );
    await refuses('digest-invalid', () =>
      post(signCall(line, 'POST', path, body, someDigest('other root')).headers),
    );
    await refuses('signature-invalid', () => post(signCall(line, 'POST', path, body).headers));
    await refuses('signature-invalid', () => post(signCall(line, 'PUT', path, body, root).headers));
    await refuses('signature-invalid', () =>
      post(signCall(line, 'POST', '/access/v1/evaluation', body, root).headers),
    );
    await refuses('signature-invalid', () =>
      post(signCall({ ...line, relay: 'http://localhost:1' }, 'POST', path, body, root).headers),
    );
    await refuses('signature-invalid', () => post(signed(), body, `${path}?x=1`));
    const keys = { ...city.keys, http: city.keys.record };
    await refuses('signature-invalid', () =>
      post(signCall({ ...line, keys }, 'POST', path, body, root).headers),
    );
    await refuses('party-unknown', () =>
      post(signCall({ ...line, party: someDigest('nobody') }, 'POST', path, body, root).headers),
    );
    const at = (ms: number) =>
      signCall({ ...line, now: () => relay.clock.now() + ms }, 'POST', path, body, root).headers;
    await refuses('time-stale', () => post(at(-61_000)));
    await refuses('time-future', () => post(at(61_000)));

    const used = signed();
    expect((await post(used)).status).toBe(200);
    await refuses('request-replayed', () => post(used));
    await relay.restart();
    await refuses('request-replayed', () => post(used));
  });

  it('asks in its own name, at most two hundred questions', async () => {
    const send = (body: object, items: AccessItem[]) => {
      const text = JSON.stringify(body);
      const { headers } = signCall(line, 'POST', path, text, rootOfTexts(items.map(itemText)));
      return relay.fetch(path, { method: 'POST', headers, body: text });
    };
    const other = { ...itemOf(grant), subject: { type: 'party' as const, id: someDigest('other') } };
    await refuses('body-invalid', () => send({ evaluations: [other] }, [other]));
    const many = Array.from({ length: 201 }, () => itemOf(grant));
    await refuses('body-oversize', () => send({ evaluations: many }, many));
    await refuses('body-invalid', () => send({ evaluations: [] }, []));
    await refuses('body-invalid', () =>
      send({ evaluations: [{ ...itemOf(grant), extra: 1 }] }, [itemOf(grant)]),
    );
  });

  it('gets one answer an item, and defaults count as written', async () => {
    const item = itemOf(grant);
    const { subject, action, resource, context } = item;
    const body = JSON.stringify({ subject, action, resource, evaluations: [{ context }] });
    const { headers } = signCall(line, 'POST', path, body, rootOfTexts([itemText(item)]));
    const response = await relay.fetch(path, { method: 'POST', headers, body });
    expect(await response.json()).toMatchObject({ evaluations: [{ decision: true }] });
  });

  it('of one question may go without a root', async () => {
    const body = JSON.stringify(itemOf(grant, { want: 'envelope' }));
    const { headers } = signCall(line, 'POST', '/access/v1/evaluation', body);
    const response = await relay.fetch('/access/v1/evaluation', { method: 'POST', headers, body });
    expect(await response.json()).toMatchObject({ decision: true, context: { seq: 2, epoch: 1, n: 1 } });
  });
});

describe('a no outside', () => {
  it('is one body for every way of having no grant', async () => {
    const stranger = await admittedCity(relay, { ...aboutCity, legalId: 'stranger' });
    const theirs = (await agree(relay, stranger, new TestWallet(relay))).yes.grant;
    const { evaluations } = await ask([
      itemOf(theirs),
      itemOf(grant, { grant: someId('no grant') }),
      itemOf({ ...grant, by: someDigest('no mailbox') }),
    ]);
    for (const answer of evaluations)
      expect(answer).toEqual({ decision: false, context: { form: 'not-granted' } });
  });

  it('tells everything of a wrong question, before it looks at the state', async () => {
    const outside = itemOf(grant, { facts: ['commune', 'park-visits'] });
    const alive = (await ask([outside])).evaluations[0];
    expect(alive).toMatchObject({ decision: false, context: { form: 'bad-request' } });
    await relay.post('/revoke', { revocation: wallet.revocation(grant) });
    expect((await ask([outside])).evaluations[0]).toEqual(alive);
  });

  it('stands in the log like a yes, and the evidence shows the same', async () => {
    const { size } = await relay.house.store.head();
    const { evidence } = await ask([itemOf(grant), itemOf(grant, { grant: someId('no grant') })], {
      'vav-want': 'evidence',
    });
    expect((await relay.house.store.head()).size).toBe(size + 1);
    const answers = (evidence?.answers ?? []).map((answer) => readAnswerText(canonicalText(answer)));
    expect(answers.map(({ decision, form, seq }) => ({ decision, form, seq }))).toEqual([
      { decision: true, form: undefined, seq: 2 },
      { decision: false, form: 'not-granted', seq: 0 },
    ]);
  });

  it('follows a stop at once, in the same call too', async () => {
    expect((await ask([itemOf(grant)])).evaluations[0]?.decision).toBe(true);
    const stopped = relay.post('/revoke', { revocation: wallet.revocation(grant) });
    await stopped;
    const { evaluations } = await ask([itemOf(grant), itemOf(grant, { want: 'envelope' })]);
    for (const { context } of evaluations)
      expect(context).toMatchObject({ form: 'ended', reason: 'grant-withdrawn' });
  });
});

describe('an envelope that was lost on its way', () => {
  it('comes again for ten minutes, to the party that read it, while the grant lives', async () => {
    const { evaluations } = await ask([itemOf(grant, { want: 'envelope' })]);
    const { record, envelope } = (evaluations[0]?.context ?? {}) as { record: string; envelope: string };
    const again = (from = line) =>
      relay.fetch(`/envelope/${record}`, { headers: signCall(from, 'GET', `/envelope/${record}`).headers });
    expect(await (await again()).json()).toMatchObject({
      record,
      envelopes: [{ position: 0, n: 1, epoch: 1, envelope }],
    });
    const stranger = await admittedCity(relay, { ...aboutCity, legalId: 'stranger' });
    const strange = { ...line, party: stranger.client.id, keys: stranger.keys };
    await refuses('record-unknown', () => again(strange));
    const unsigned = () => relay.fetch(`/envelope/${record}`);
    await refuses('signature-missing', unsigned);
    relay.clock.pass({ minutes: 11 });
    await refuses('record-unknown', () => again());
  });
});

describe('a batch', () => {
  it('of the kit opens each envelope and believes nothing else', async () => {
    const others = await Promise.all(
      [new TestWallet(relay), new TestWallet(relay)].map((each) => agree(relay, city, each)),
    );
    const readings = await city.client.readEnvelopes([grant, ...others.map(({ yes }) => yes.grant)]);
    expect(readings.map(({ decision }) => decision)).toEqual([true, true, true]);

    const lying = { ...line, fetch: forge };
    const { openParty } = await import('../../relay/kit/client.ts');
    const client = await openParty({
      relay: origin,
      keys: city.keys,
      record: city.record,
      fetch: lying.fetch,
      now: line.now,
    });
    await expect(client.readEnvelope(grant)).rejects.toThrow(KitFault);
  });

  /** A relay that says no to the party and writes yes in the log. */
  async function forge(address: string, options: RequestInit): Promise<Response> {
    const response = await relay.fetch(address, options);
    if (!address.endsWith(path)) return response;
    const body = (await response.json()) as Answer;
    return Response.json({ ...body, evaluations: [{ decision: false, context: { form: 'not-now' } }] });
  }
});
