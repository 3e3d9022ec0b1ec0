import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toBase64url } from '../../../crypto/encode.ts';
import { recordDigest } from '../../../crypto/hash.ts';
import { randomBytes, randomId } from '../../../crypto/random.ts';
import { instantText } from '../../../policy/instant.ts';
import { type Party, readParty } from '../../../policy/party.ts';
import { splitRecord } from '../../../policy/record.ts';
import type { Fetch } from '../../../relay/kit/call.ts';
import { openParty, type PartyClient } from '../../../relay/kit/client.ts';
import { pairOf, signLine } from '../../../relay/kit/keys.ts';
import { admittedCity, openTestHouse, origin, type TestCity, type TestHouse } from '../house.ts';
import { Voice, words } from '../thread-voice.ts';

let relay: TestHouse;
let city: TestCity;

beforeEach(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  const voice = new Voice(relay, city);
  expect((await voice.post(voice.opening())).status).toBe(201);
});
afterEach(() => relay.close());

interface Shown {
  threads: { id: string; acts: { text: string; at: string; sealed: string | null }[] }[];
  next: number | null;
}

/** The city's program behind a relay that changes what it shows of threads. */
function behind(lie: (shown: Shown) => void): Promise<PartyClient> {
  const fetch = async (address: string, options: RequestInit): Promise<Response> => {
    const response = await relay.fetch(address, options);
    if (!address.endsWith('/thread/party')) return response;
    const shown = (await response.json()) as Shown;
    lie(shown);
    return Response.json(shown);
  };
  const { keys, record } = city;
  return openParty({ relay: origin, keys, record, fetch, now: relay.clock.now });
}

const said = { outcome: 'upheld', reason: 'rule-corrected', nextStep: 'none-needed', public: null } as const;

describe('a party’s program', () => {
  it('believes no thread that its opener did not sign', async () => {
    const lies: ((shown: Shown) => void)[] = [
      ({ threads }) => {
        const [act] = threads[0]?.acts ?? [];
        if (act) act.text = act.text.replace('rule-wrong', 'fact-wrong');
      },
      ({ threads }) => threads[0]?.acts.push(...(threads[0]?.acts ?? [])),
      ({ threads }) => threads[0]?.acts.shift(),
      // Two days earlier than it was signed: an answer would be late that is not.
      ({ threads }) => {
        const [act] = threads[0]?.acts ?? [];
        if (act) act.at = '2026-11-19T10:05:00Z';
      },
      ({ threads }) => {
        const [act] = threads[0]?.acts ?? [];
        if (act) act.at = 'soon';
      },
    ];
    const [honest] = (await (await behind(() => undefined)).readThreads()).threads;
    for (const lie of lies) {
      const client = await behind(lie);
      expect(await client.readThreads()).toEqual({ threads: [], unproven: [honest?.opening.thread] });
    }
  });

  it('goes on with the others where one is not proven, and names it', async () => {
    const voice = new Voice(relay, city);
    expect((await voice.post(voice.opening())).status).toBe(201);
    const [, second] = await city.client.threads();
    const client = await behind(({ threads }) => {
      const [act] = threads[0]?.acts ?? [];
      if (act) act.text = act.text.replace('rule-wrong', 'fact-wrong');
    });
    const { threads, unproven } = await client.readThreads();
    expect(threads.map(({ opening }) => opening.thread)).toEqual([second?.opening.thread]);
    expect(unproven).toHaveLength(1);
  });

  it('sees when an act of its own was left out', async () => {
    const [open] = await city.client.threads();
    await city.client.turnThread(open as never, { act: 'receive' });
    const [received] = await city.client.threads();
    await city.client.answerThread(received as never, { ...said, text: words('Corrigé.') });
    const client = await behind(({ threads }) => threads[0]?.acts.splice(1, 1));
    expect(await client.readThreads('all')).toMatchObject({ threads: [], unproven: [open?.opening.thread] });
  });

  it('knows its own acts by the key of their time, after that key was replaced', async () => {
    const [open] = await city.client.threads();
    await city.client.turnThread(open as never, { act: 'receive' });
    relay.clock.pass({ minutes: 1 });
    const at = instantText(relay.clock.now());
    const record = toBase64url(randomBytes(32));
    const first = readParty(splitRecord(city.record).body);
    const replaced = first.keys.map((key) => (key.use === 'record' ? { ...key, until: at } : key));
    const newer = {
      use: 'record',
      id: 'record-2',
      key: toBase64url(pairOf(record).publicKey),
      from: at,
    } as const;
    const second = signLine(
      {
        ...first,
        id: randomId(),
        at,
        by: city.client.id,
        previousHash: recordDigest(city.record),
        keys: [...replaced, newer],
      } as Party,
      city.keys.identity,
    );
    expect((await relay.post('/party', { record: second })).status).toBe(201);
    relay.clock.pass({ seconds: 1 });
    const keys = { ...city.keys, record };
    const { now } = relay.clock;
    const openAs = (fetch: Fetch) => openParty({ relay: origin, keys, record: city.record, fetch, now });
    const client = await openAs(relay.fetch);
    const [received] = await client.threads();
    expect(received?.members.map(({ record: { act } }) => act)).toEqual(['open', 'receive']);
    await client.answerThread(received as never, { ...said, text: words('Corrigé.') });
    const [answered] = await client.threads('all');
    expect(answered?.members.map(({ record: { act } }) => act)).toEqual(['open', 'receive', 'answer']);
    // What the new key signed is not ours to a program that is shown the first version alone.
    const behindFirst = await openAs(async (address, options) => {
      const response = await relay.fetch(address, options);
      if (!address.endsWith(`/party/${city.client.id}`)) return response;
      const shown = (await response.json()) as { texts: string[] };
      return Response.json({ ...shown, texts: shown.texts.slice(0, 1) });
    });
    expect(await behindFirst.readThreads('all')).toMatchObject({
      threads: [],
      unproven: [open?.opening.thread],
    });
    // Nor is a version that somebody else made, with a key of their own.
    const forged = await openAs(async (address, options) => {
      const response = await relay.fetch(address, options);
      if (!address.endsWith(`/party/${city.client.id}`)) return response;
      const shown = (await response.json()) as { texts: string[] };
      const [line] = second.split('\n');
      const stranger = signLine(JSON.parse(line ?? ''), toBase64url(randomBytes(32)));
      return Response.json({ ...shown, texts: [city.record, stranger] });
    });
    await expect(forged.threads('all')).rejects.toMatchObject({ code: 'answer-invalid' });
  });

  it('still has a thread to answer whose words do not open', async () => {
    const client = await behind(({ threads }) => {
      const [act] = threads[0]?.acts ?? [];
      if (act) act.sealed = toBase64url(randomBytes(2000));
    });
    const [open] = await client.threads();
    expect([...(open?.texts.values() ?? [])]).toEqual([null]);
    await client.answerThread(open as never, { ...said, text: words('Nous n’avons pas pu vous lire.') });
    expect(await city.client.threads()).toEqual([]);
  });

  it('cannot answer twice what it has not read', async () => {
    const [open] = await city.client.threads();
    await city.client.answerThread(open as never, { ...said, text: words('Corrigé.') });
    await expect(
      city.client.answerThread(open as never, { ...said, text: words('Ou pas.') }),
    ).rejects.toMatchObject({ code: 'record-conflict' });
  });
});
