import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toBase64url } from '../../crypto/encode.ts';
import { randomBytes } from '../../crypto/random.ts';
import { newSigningPair } from '../../crypto/sign.ts';
import { readConditionMet } from '../../policy/condition.ts';
import { splitRecord } from '../../policy/record.ts';
import { settleConditions } from '../../relay/carry.ts';
import type { ConditionBody } from '../../relay/kit/client.ts';
import { StoreFault } from '../../relay/store/fault.ts';
import {
  aboutCity,
  admittedCity,
  codeOf,
  knownParty,
  openTestHouse,
  type TestCity,
  type TestHouse,
} from './house.ts';
import { conditionBody, Neighbour, passTheHour, publicBytes, shown, termsOf } from './neighbours.ts';
import { agree } from './resident.ts';

let relay: TestHouse;
let city: TestCity;
let body: ConditionBody;
let digest: string;

beforeEach(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  body = conditionBody(relay, city);
  ({ digest } = await city.client.publishCondition(body));
});
afterEach(() => relay.close());

async function neighbours(count: number): Promise<Neighbour[]> {
  const found: Neighbour[] = [];
  for (let at = 0; at < count; at += 1) found.push(await new Neighbour(relay, digest).takeToken());
  return found;
}

async function allSayYes(people: readonly Neighbour[]): Promise<void> {
  for (const one of people) expect((await one.yes()).status).toBe(200);
}

async function refuses(code: string, act: () => Promise<Response>): Promise<void> {
  const { size } = await relay.house.store.head();
  const response = await act();
  expect(await codeOf(response)).toBe(code);
  expect(response.status).toBeLessThan(500);
  expect((await relay.house.store.head()).size).toBe(size);
}

describe('a condition', () => {
  it('is published by an admitted party, under a declaration of its own that is in force, with the key it is counted by', async () => {
    expect(await shown(relay, digest)).toMatchObject({ state: 'not-yet', met: null });
    const other = await admittedCity(relay, { ...aboutCity, legalId: '552100554' });
    const refused = (act: Promise<unknown>) => expect(act).rejects;
    await refused(other.client.publishCondition(body)).toMatchObject({ code: 'declaration-unknown' });
    const fine = [{ key: 'postal-address', necessity: 'required', precision: 'exact' }] as never;
    await refused(
      city.client.publishCondition({ ...body, request: { ...body.request, facts: fine } }),
    ).toMatchObject({ code: expect.stringMatching(/scope-widened|condition-invalid/) as string });
    await refused(city.client.publishCondition({ ...body, threshold: 4 })).toMatchObject({
      code: 'condition-invalid',
    });
    await refused(city.client.publishCondition({ ...body, end: '2026-11-22T10:30:00Z' })).toMatchObject({
      code: 'condition-invalid',
    });
    await refused(city.client.publishCondition({ ...body, end: '2026-11-21T10:00:00Z' })).toMatchObject({
      code: 'condition-invalid',
    });
    const unknown = await knownParty(relay, { ...aboutCity, legalId: '130005481' });
    await refused(unknown.client.publishCondition(body)).toMatchObject({ code: 'party-not-admitted' });
  });

  it('is met on the hour once X have said yes, and each may then send one grant that the party finds and reads', async () => {
    const people = await neighbours(5);
    await allSayYes(people);
    const [first] = people as [Neighbour, ...Neighbour[]];
    const yes = first.say(city, body);
    await refuses('condition-open', () => first.send(yes));
    await passTheHour(relay);
    const { state, met } = await shown(relay, digest);
    expect(state).toBe('met');
    expect(readConditionMet(splitRecord(met?.record ?? '').body)).toMatchObject({
      condition: digest,
      by: relay.regie.id,
      at: '2026-11-21T11:00:00Z',
    });
    expect((await first.send(yes)).status).toBe(201);
    const [granted] = await city.client.conditionGrants(digest);
    expect(granted?.grant).toEqual(yes.grant);
    expect((await city.client.readEnvelope(yes.grant)).decision).toBe(true);
  });

  it('gives one grant for each yes, whoever asks, and the same one again is no error', async () => {
    const [first, second] = await neighbours(5).then(async (people) => {
      await allSayYes(people);
      return people as [Neighbour, Neighbour];
    });
    await passTheHour(relay);
    const yes = first.say(city, body);
    expect((await first.send(yes)).status).toBe(201);
    const { size } = await relay.house.store.head();
    expect((await first.send(yes)).status).toBe(201);
    expect((await relay.house.store.head()).size).toBe(size);
    const another = new Neighbour(relay, digest);
    await refuses('yes-unknown', () => another.send(another.say(city, body), first.key));
    await refuses('yes-unknown', () => another.send(another.say(city, body)));
    await refuses('signature-invalid', async () => {
      const stolen = second.say(city, body);
      const { publicKey } = second.key;
      return second.send(stolen, { publicKey, secretKey: newSigningPair().secretKey });
    });
    const wider = second.say(city, { ...body, request: { ...body.request, period: { days: 365 } } });
    await refuses('scope-widened', () => second.send(wider));
    expect((await city.client.conditionGrants(digest)).map(({ grant }) => grant.id)).toEqual([yes.grant.id]);
    const other = await admittedCity(relay, { ...aboutCity, legalId: '552100554' });
    await expect(other.client.conditionGrants(digest)).rejects.toMatchObject({ code: 'condition-unknown' });
  });

  it('counts a yes once, and no more once it was taken back', async () => {
    const people = await neighbours(5);
    await allSayYes(people);
    await allSayYes(people.slice(0, 2));
    const [first] = people as [Neighbour];
    expect((await first.withdraw()).status).toBe(200);
    await passTheHour(relay);
    expect((await shown(relay, digest)).state).toBe('not-yet');
    expect((await first.yes()).status).toBe(200);
    await passTheHour(relay);
    expect((await shown(relay, digest)).state).toBe('met');
    await refuses('condition-met', () => first.withdraw());
  });

  it('refuses a yes that no account was given a token for, and a word of taking back by another key', async () => {
    const [one] = (await neighbours(1)) as [Neighbour];
    const post = (token: string) => relay.post(`/condition/${digest}/yes`, { token });
    await refuses('token-invalid', () => post(one.token.replace(/.{8}$/, 'AAAAAAAA')));
    await refuses('body-invalid', () => post('AAAA'));
    await refuses('body-invalid', () =>
      relay.post(`/condition/${digest}/yes`, { token: one.token, mailbox: 'x' }),
    );
    const second = conditionBody(relay, city, { threshold: 6 });
    const { digest: otherDigest } = await city.client.publishCondition(second);
    await refuses('token-invalid', () => relay.post(`/condition/${otherDigest}/yes`, { token: one.token }));
    await refuses('signature-invalid', () => one.withdraw({ by: toBase64url(newSigningPair().publicKey) }));
    await refuses('record-invalid', () => one.withdraw({ study: otherDigest }));
    await refuses('condition-unknown', () =>
      relay.post(`/condition/${toBase64url(randomBytes(32))}/yes`, { token: one.token }),
    );
    // A second token for the same account is none.
    await expect(one.account.takeToken(await termsOf(relay, digest))).rejects.toMatchObject({
      code: 'token-given',
    });
  });

  it('asks for enrolment where it says so', async () => {
    const person = conditionBody(relay, city, { enrolment: 'person' });
    ({ digest } = await city.client.publishCondition(person));
    await expect(neighbours(1)).rejects.toMatchObject({ code: 'enrolment-required' });
  });

  it('is over at its end without X, and then nothing of it is left', async () => {
    const people = await neighbours(4);
    await allSayYes(people);
    relay.clock.pass({ hours: 49 });
    const [first] = people as [Neighbour];
    await refuses('condition-closed', () => first.yes());
    await refuses('condition-closed', () => first.withdraw());
    await settleConditions(relay.house);
    expect((await shown(relay, digest)).state).toBe('ended');
    await refuses('condition-closed', () => first.send(first.say(city, body)));
    expect(await relay.house.conditions?.grantsOf(digest, '', 10)).toEqual([]);
    await relay.restart();
    await settleConditions(relay.house);
    expect((await shown(relay, digest)).state).toBe('ended');
  });

  it('is judged at its end also by a relay that was away then, and goes on after a restart', async () => {
    const people = await neighbours(5);
    await allSayYes(people);
    relay.clock.pass({ hours: 60 });
    await relay.restart();
    await settleConditions(relay.house);
    expect((await shown(relay, digest)).state).toBe('met');
    await relay.restart();
    const [first] = people as [Neighbour];
    expect((await first.send(first.say(city, body))).status).toBe(201);
    relay.clock.pass({ days: 31 });
    const [, second] = people as [Neighbour, Neighbour];
    await refuses('condition-closed', () => second.send(second.say(city, body)));
  });

  it('takes a late yes until its end, and its grant at once', async () => {
    const people = await neighbours(6);
    await allSayYes(people.slice(0, 5));
    await passTheHour(relay);
    const late = people[5] as Neighbour;
    await refuses('yes-unknown', () => late.send(late.say(city, body)));
    expect((await late.yes()).status).toBe(200);
    expect((await late.send(late.say(city, body))).status).toBe(201);
  });
});

describe('between two files and two processes', () => {
  const met = async (): Promise<Neighbour> => {
    const people = await neighbours(5);
    await allSayYes(people);
    await passTheHour(relay);
    return people[0] as Neighbour;
  };

  it('a yes whose grant was lost in a crash gives another, and no second one', async () => {
    const one = await met();
    vi.spyOn(relay.house.store, 'keepGrant').mockRejectedValueOnce(new StoreFault('store-failed', 'no'));
    expect((await one.send(one.say(city, body))).status).toBe(503);
    expect((await one.send(one.say(city, body))).status).toBe(201);
    expect(await city.client.conditionGrants(digest)).toHaveLength(1);
    await refuses('yes-unknown', () => one.send(one.say(city, body)));
  });

  it('a grant that is on its way is not taken for one that was lost', async () => {
    const one = await met();
    const both = await Promise.all([one.send(one.say(city, body)), one.send(one.say(city, body))]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 503]);
    expect(await city.client.conditionGrants(digest)).toHaveLength(1);
  });

  it('a yes that reaches a process without issuer is asked to come again: it is not lost', async () => {
    const [one] = (await neighbours(1)) as [Neighbour];
    const house = relay.house as { conditions: unknown; isShared: boolean };
    const { conditions } = house;
    house.conditions = undefined;
    house.isShared = true;
    expect(await codeOf(await one.yes())).toBe('relay-unready');
    expect(await codeOf(await one.withdraw())).toBe('relay-unready');
    expect(await codeOf(await one.send(one.say(city, body)))).toBe('relay-unready');
    // Alone, a relay without issuer has no conditions.
    house.isShared = false;
    expect(await codeOf(await one.yes())).toBe('condition-unknown');
    house.conditions = conditions;
    expect((await one.yes()).status).toBe(200);
  });
});

describe('below X', () => {
  it('nothing that anybody is told depends on the number', async () => {
    const people = await neighbours(4);
    const before = await publicBytes(relay);
    const answers = new Set<string>();
    for (const one of people) {
      answers.add(JSON.stringify([(await one.yes()).status, await (await one.yes()).text()]));
      expect(await publicBytes(relay)).toBe(before);
    }
    expect(answers.size).toBe(1);
    const { size } = await relay.house.store.head();
    await passTheHour(relay);
    expect(await publicBytes(relay)).toBe(before);
    expect((await relay.house.store.head()).size).toBe(size);
  });

  it('the fifth yes shows nothing before the hour', async () => {
    const people = await neighbours(5);
    const before = await publicBytes(relay);
    await allSayYes(people);
    await settleConditions(relay.house);
    expect(await publicBytes(relay)).toBe(before);
  });

  it('the relay holds tokens and a number, no mailbox, no grant and no account beside them', async () => {
    const people = await neighbours(4);
    const other = await admittedCity(relay, { ...aboutCity, legalId: '552100554' });
    // Each has a mailbox for somebody else, so that there is one that could stand beside the yes.
    for (const { wallet } of people) await agree(relay, other, wallet);
    await allSayYes(people);
    const names = people.flatMap(({ wallet, account }) => [
      wallet.keysFor(city.client.id).mailbox,
      account.account,
    ]);
    await settleConditions(relay.house);
    const filesNow = () =>
      readdirSync(relay.folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name))] as const);
    let files = filesNow();
    const [mailboxes, accounts] = [0, 1].map((of) => names.filter((_, at) => at % 2 === of));
    for (const [name, bytes] of files) {
      for (const mailbox of mailboxes ?? []) expect(bytes.includes(mailbox), name).toBe(false);
      if (!name.startsWith('issuer.db'))
        for (const account of accounts ?? []) expect(bytes.includes(account), name).toBe(false);
    }
    for (const line of relay.lines)
      for (const name of [...names, ...people.map(({ token }) => token)]) expect(line).not.toContain(name);
    // The search finds what is there: four names of yeses in the file of conditions, four accounts at the issuer.
    const found = (file: string, needle: Uint8Array | string) =>
      files.some(([name, bytes]) => name.startsWith(file) && bytes.includes(needle));
    for (const one of people)
      expect(found('condition.db', Buffer.from(one.token, 'base64url').subarray(2, 34))).toBe(true);
    for (const account of accounts ?? []) expect(found('issuer.db', account)).toBe(true);
    for (const { wallet } of people) {
      const { mailbox } = wallet.keysFor(other.client.id);
      expect(found('relay.db', mailbox)).toBe(true);
      for (const file of ['condition.db', 'issuer.db', 'backup.db']) expect(found(file, mailbox)).toBe(false);
    }
    for (const one of people)
      expect(found('issuer.db', Buffer.from(one.token, 'base64url').subarray(2, 34))).toBe(false);
    // And the mailbox that none of them had here would be found as soon as one had it.
    const [first] = people as [Neighbour];
    await agree(relay, city, first.wallet);
    files = filesNow();
    expect(found('relay.db', mailboxes?.[0] ?? '')).toBe(true);
  });
});
