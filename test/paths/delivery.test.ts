import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordDigest } from '../../crypto/hash.ts';
import { deliveryOf } from '../../policy/delivery.ts';
import { instantMs } from '../../policy/instant.ts';
import type { Grant, Yes } from '../../relay/kit/client.ts';
import { runParty } from '../../relay/kit/command.ts';
import { admittedCity, openTestHouse, origin, type TestCity, type TestHouse } from '../relay/house.ts';
import { agree, TestWallet } from '../relay/resident.ts';
import { Voice } from '../relay/thread-voice.ts';

let relay: TestHouse;
let city: TestCity;
let countersigning: Person;
let silent: Person;

interface Person {
  readonly wallet: TestWallet;
  readonly grant: Grant;
  readonly calculation: string;
}

beforeAll(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  countersigning = await served();
  silent = await served();
});
afterAll(() => relay.close());

async function served(): Promise<Person> {
  const wallet = new TestWallet(relay);
  const { code, asked } = await agree(relay, city, wallet);
  const { grant } = await city.client.redeemCode(code, asked);
  return { wallet, grant, calculation: await calculate(grant) };
}

async function calculate(grant: Grant): Promise<string> {
  const reading = (await city.client.readEnvelope(grant)) as Yes;
  const { text } = await city.client.depositCalculation(
    reading,
    { rulesHash: null, engine: 'by hand', contest: { where: 'https://ville.example/recours' } },
    {
      inputs: [],
      results: [{ key: 'aides . montant', value: 30_000, unit: 'cent' }],
      path: [],
      cohort: null,
      human: { involved: false, role: null },
      facts: reading.content.facts,
    },
  );
  return recordDigest(text);
}

const undelivered = async () =>
  (await city.client.undelivered()).undelivered.map(({ calculation }) => calculation);

/** What a person gets from everybody, with nothing in it that is only hers. */
async function fortune({ wallet, grant, calculation }: Person): Promise<unknown> {
  const mailbox = (await (await wallet.call(city.client.id, '/mailbox', { after: {} })).json()) as {
    grants: { status: string; until: string }[];
    entries: { kind: string; type?: string; sealed?: string }[];
  };
  const voice = new Voice(relay, city, wallet.keysFor(city.client.id));
  const target = { what: 'result', digest: calculation, name: null } as const;
  const contest = await voice.post(voice.opening({ grant: grant.id, target, reason: 'other' }));
  const reading = await city.client.readEnvelope(grant);
  return {
    grants: mailbox.grants.map(({ status, until }) => ({ status, until })),
    results: mailbox.entries.filter(({ type }) => type === 'calculation').map(({ sealed }) => sealed?.length),
    contest: contest.status,
    isServed: reading.decision,
  };
}

describe('a result that was deposited', () => {
  it('is countersigned by one and not by the other: for thirty days the party owes neither of them another way', async () => {
    relay.clock.pass({ days: 1 });
    const receipt = countersigning.wallet.receipt(city.client.id, countersigning.calculation);
    expect((await relay.post('/receipt', { receipt })).status).toBe(201);
    relay.clock.pass({ days: 28, hours: 23 });
    expect(await undelivered()).toEqual([]);
  });

  it('is on the party’s list from the thirtieth day on, when nobody said to have received it', async () => {
    relay.clock.pass({ hours: 1 });
    expect(await city.client.undelivered()).toEqual({
      undelivered: [
        {
          grant: silent.grant.id,
          mailbox: silent.grant.by,
          calculation: silent.calculation,
          depositedAt: '2026-11-21T10:05:00Z',
          since: '2026-12-21T10:05:00Z',
        },
      ],
      unproven: [],
    });
  });

  it('is listed by the party’s command line, too', async () => {
    const { grant, calculation } = silent;
    const dataDir = mkdtempSync(join(tmpdir(), 'party-'));
    writeFileSync(join(dataDir, 'self.json'), JSON.stringify({ keys: city.keys, record: city.record }));
    const rows = [silent, countersigning].map((person) => ({
      grant: person.grant.id,
      mailbox: person.grant.by,
      last: null,
      deposited: [],
    }));
    writeFileSync(join(dataDir, 'journal.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const said: string[] = [];
    const noted: string[] = [];
    const code = await runParty(['undelivered'], {
      dataDir,
      relay: origin,
      lang: 'fr',
      say: (text) => void said.push(text),
      note: (text) => void noted.push(text),
      fetch: relay.fetch,
      now: relay.clock.now,
    });
    rmSync(dataDir, { recursive: true });
    expect({ code, noted }).toEqual({ code: 0, noted: ['1 to be told another way'] });
    expect(said).toEqual([
      `${calculation}  agreement ${grant.id}, deposited 2026-11-21T10:05:00Z, to be told since 2026-12-21T10:05:00Z`,
    ]);
  });

  it('leaves the list when the receipt comes after all', async () => {
    const late = await served();
    relay.clock.pass({ days: 31 });
    expect(await undelivered()).toContain(late.calculation);
    const receipt = late.wallet.receipt(city.client.id, late.calculation);
    expect((await relay.post('/receipt', { receipt })).status).toBe(201);
    expect(await undelivered()).not.toContain(late.calculation);
  });
});

describe('whoever never countersigns', () => {
  it('loses nothing: the result is shown, contested and followed by others as for anybody else', async () => {
    const left = await fortune(countersigning);
    expect(left).toMatchObject({ contest: 201, isServed: true, results: [expect.any(Number)] });
    expect(await fortune(silent)).toEqual(left);
    expect(await calculate(silent.grant)).toMatch(/^[\w-]{43}$/);
    expect(await calculate(countersigning.grant)).toMatch(/^[\w-]{43}$/);
  });

  it('has no day less for contesting', () => {
    const depositedMs = instantMs('2026-11-21T10:05:00Z');
    const nowMs = relay.clock.now();
    const mine = deliveryOf({ depositedMs, receivedMs: null, nowMs });
    const theirs = deliveryOf({ depositedMs, receivedMs: instantMs('2026-11-22T00:00:00Z'), nowMs });
    expect(mine.contestFromMs).toBeGreaterThan(theirs.contestFromMs ?? Number.POSITIVE_INFINITY);
  });
});
