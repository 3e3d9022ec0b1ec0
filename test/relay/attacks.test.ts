// Attacks on an honest relay by strangers, parties and wallets that worked once, each kept as a test.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { recordDigest, sha256 } from '../../crypto/hash.ts';
import { randomId } from '../../crypto/random.ts';
import { padTo, sealTo } from '../../crypto/seal.ts';
import type { Calculation } from '../../policy/calculation.ts';
import type { Grant } from '../../policy/grant.ts';
import { instantText } from '../../policy/instant.ts';
import { type Party, readParty } from '../../policy/party.ts';
import { splitRecord } from '../../policy/record.ts';
import { newPartyKeys, partyRecord, signLine } from '../../relay/kit/keys.ts';
import { someDigest } from '../support/builders.ts';
import {
  aboutCity,
  admittedCity,
  askAs,
  codeOf,
  knownParty,
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

/** Deposits something as the result of a reading that need not have been. */
async function deposit(grant: Grant): Promise<Response> {
  const sealed = sealTo(fromBase64url(grant.boxKey), padTo(toUtf8('')), toUtf8(''));
  const calculation: Calculation = {
    v: 1,
    type: 'calculation',
    id: randomId(),
    at: instantText(relay.clock.now()),
    by: city.client.id,
    mailbox: grant.by,
    grant: grant.id,
    envelope: { n: 1, digest: someDigest('envelope') },
    declaration: grant.declaration,
    rulesHash: null,
    engine: 'by hand',
    inputs: { count: 0, root: someDigest('inputs root') },
    contentDigest: someDigest('content'),
    sealedDigest: toBase64url(sha256(sealed)),
    contest: { where: 'https://ville.example/recours' },
  };
  const body = { calculation: signLine(calculation, city.keys.record), sealed: toBase64url(sealed) };
  return relay.post('/result', body);
}

describe('a result', () => {
  it('follows a reading: under a grant that nobody read there is nothing to calculate', async () => {
    const { grant } = (await agree(relay, city, wallet)).yes;
    expect(await codeOf(await deposit(grant))).toBe('grant-unknown');
    await city.client.readEnvelope(grant);
    expect((await deposit(grant)).status).toBe(201);
  });

  it('is taken under a grant of one use that its reading ended', async () => {
    const { grant } = (await agree(relay, city, wallet, { period: { once: true } })).yes;
    expect((await city.client.readEnvelope(grant)).decision).toBe(true);
    expect((await city.client.readEnvelope(grant)).decision).toBe(false);
    expect((await deposit(grant)).status).toBe(201);
  });

  it('finds no place under a yes that nobody confirmed, nor long after the stop', async () => {
    const room = await enterRoom(relay, (await askAs(city)).address);
    const unconfirmed = wallet.say(await wallet.open(room.handle));
    await wallet.send(room.handle, unconfirmed);
    expect(await codeOf(await deposit(unconfirmed.grant))).toBe('grant-unknown');
    relay.clock.pass({ minutes: 6 });
    await relay.house.store.sweep(relay.clock.now());
    expect(await codeOf(await deposit(unconfirmed.grant))).toBe('grant-unknown');

    const other = new TestWallet(relay);
    const { grant } = (await agree(relay, city, other)).yes;
    await city.client.readEnvelope(grant);
    await relay.post('/revoke', { revocation: other.revocation(grant) });
    expect((await deposit(grant)).status).toBe(201);
    relay.clock.pass({ days: 91 });
    expect(await codeOf(await deposit(grant))).toBe('grant-unknown');
  });
});

describe('strangers', () => {
  it('cannot make the list longer that the page of the stop card reads', async () => {
    for (let count = 0; count < 20; count += 1)
      await knownParty(relay, { ...aboutCity, legalId: `${count}` });
    const { parties } = (await (await relay.fetch('/party')).json()) as { parties: { id: string }[] };
    expect(parties.map(({ id }) => id).sort()).toEqual([relay.regie.id, city.client.id].sort());
  });

  it('cannot write faults into the log by going away in the middle of a body', async () => {
    for (const headers of [{ 'content-length': '1000' }, {}]) {
      const body = new ReadableStream({
        start: (stream) => stream.enqueue(toUtf8('{"secrets":')),
        pull: (stream) => stream.error(new Error('ECONNRESET')),
      });
      const options = { method: 'POST', body, duplex: 'half' as const };
      const response = await relay.fetch('/stop', {
        ...options,
        headers: { 'content-type': 'application/json', ...headers },
      });
      expect(await codeOf(response)).toBe('body-malformed');
    }
    expect(relay.lines.join('\n')).not.toContain('fault');
  });

  it('cannot fill the disk with parties that nobody admitted', async () => {
    const post = async () => {
      const record = await partyRecord(newPartyKeys(), aboutCity, relay.clock.now());
      return relay.post('/party', { record });
    };
    let taken = 0;
    // Slower than the door would mind.
    while (taken < 400 && (await post()).status === 201) {
      taken += 1;
      relay.clock.pass({ seconds: 1 });
    }
    expect(taken).toBeLessThan(250);
    expect(await codeOf(await post())).toBe('rate-exceeded');
  });

  it('cannot keep a wallet from its mailbox by making many calls', async () => {
    await agree(relay, city, wallet);
    const nowMs = relay.clock.now();
    for (let count = 0; count < 1_000_000; count += 1) {
      relay.house.usedCalls.use(`stranger ${count}`, nowMs + 86_400_000, nowMs);
    }
    expect((await wallet.call(city.client.id, '/mailbox', { after: {} })).status).toBe(200);
  });
});

describe('a party', () => {
  it('cannot have two histories by sending two successors at the same moment', async () => {
    const party = readParty(splitRecord(city.record).body);
    const next = () => {
      const previousHash = recordDigest(city.record);
      const successor: Party = { ...party, id: randomId(), by: city.client.id, previousHash };
      return signLine(successor, city.keys.identity);
    };
    const answers = await Promise.all([next(), next()].map((record) => relay.post('/party', { record })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const known = relay.house.directory.party(city.client.id);
    expect(known?.versions).toHaveLength(2);
  });
});

describe('the relay’s database', () => {
  it('holds no time of a wallet finer than the minute, not even of a yes that nobody confirmed', async () => {
    relay.clock.pass({ seconds: 17 });
    const room = await enterRoom(relay, (await askAs(city)).address);
    const { text, envelope, grant } = wallet.say(await wallet.open(room.handle));
    await wallet.send(room.handle, { text, envelope });
    relay.clock.pass({ minutes: 7 });
    await relay.house.store.sweep(relay.clock.now());
    const kept = await relay.house.store.readGrant(grant.by, grant.id);
    expect(kept?.state.status).toBe('ended');
    expect((kept?.state.endedMs ?? Number.NaN) % 60_000).toBe(0);
  });
});
