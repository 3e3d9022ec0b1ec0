import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordDigest } from '../../../crypto/hash.ts';
import { randomId } from '../../../crypto/random.ts';
import { instantText } from '../../../policy/instant.ts';
import { readParty } from '../../../policy/party.ts';
import { type PartyPage, readPartyPage } from '../../../policy/party-page.ts';
import { splitRecord } from '../../../policy/record.ts';
import { signLine } from '../../../relay/kit/keys.ts';
import { someDigest } from '../../support/builders.ts';
import {
  admittedCity,
  askAs,
  codeOf,
  declarationBody,
  openTestHouse,
  type TestCity,
  type TestHouse,
} from '../house.ts';
import { agree, enterRoom, TestWallet } from '../resident.ts';
import { Voice, words } from '../thread-voice.ts';

let relay: TestHouse;
let city: TestCity;

beforeEach(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
});
afterEach(() => relay.close());

async function page(): Promise<PartyPage> {
  const response = await relay.fetch(`/party/${city.client.id}/page`);
  const body = (await response.json()) as { page: unknown };
  expect(response.status).toBe(200);
  return readPartyPage(body.page);
}

async function open(count: number, changes: Parameters<Voice['opening']>[0] = {}): Promise<Voice[]> {
  const voices: Voice[] = [];
  for (let at = 0; at < count; at += 1) {
    const voice = new Voice(relay, city);
    expect((await voice.post(voice.opening(changes))).status).toBe(201);
    voices.push(voice);
  }
  return voices;
}

const nextMonday = (weeks = 1): void => relay.clock.pass({ days: 7 * weeks });

describe('the page of a party', () => {
  it('makes contests publicly overdue when a month is over', async () => {
    await open(5);
    // Asked on 21 November: until 21 December. The page of that Monday cannot know yet.
    nextMonday(5);
    expect((await page()).contests).toMatchObject({ waiting: 5, overdue: null });
    nextMonday();
    expect((await page()).contests).toMatchObject({ waiting: 5, overdue: 5, late: 5 });
    expect((await page()).groups).toMatchObject([{ what: 'declaration', contests: 5, isOwed: true }]);
  });

  it('says nothing of four but that the party is late', async () => {
    await open(4);
    nextMonday(6);
    const { contests, groups } = await page();
    const { lateSince, ...counts } = contests;
    expect(Object.values(counts).every((count) => count === null)).toBe(true);
    expect(groups).toEqual([]);
    expect(lateSince).toBe('2026-12-21');
  });

  it('says that the party is late when nobody answered one contest for a month, and not an hour before', async () => {
    // A Friday. A month later is a Sunday: the last day is Monday 28 December.
    relay.clock.moveTo('2026-11-27T18:00:00Z');
    const [voice] = await open(1);
    const at = async (time: string) => {
      relay.clock.moveTo(time);
      return (await page()).contests;
    };
    // The last hour; then the page of that very Monday, which knows of nothing later.
    expect((await at('2026-12-28T23:00:00Z')).lateSince).toBeNull();
    expect((await at('2027-01-04T00:59:59Z')).lateSince).toBeNull();
    expect(await at('2027-01-04T01:00:00Z')).toMatchObject({ overdue: null, lateSince: '2026-12-28' });
    // Once it has answered it is late no more; the page of the next Monday says so.
    const [thread] = await city.client.threads();
    const said = { outcome: 'upheld', reason: 'rule-corrected', nextStep: 'none-needed' } as const;
    if (thread !== undefined)
      await city.client.answerThread(thread, { ...said, text: words('Corrigé.'), public: null });
    expect((await voice?.mine())?.threads[0]?.acts).toHaveLength(2);
    expect((await page()).contests.lateSince).toBe('2026-12-28');
    nextMonday();
    expect((await page()).contests.lateSince).toBeNull();
  });

  it('moves on Mondays and never in between, whoever asks and after whatever restart', async () => {
    const before = await page();
    await open(6, { kind: 'report', reason: 'fault' });
    expect(await page()).toEqual(before);
    // Saturday 21 November; Monday 23, 01:00 is the next.
    expect(before.next).toBe('2026-11-23T01:00:00Z');
    relay.clock.moveTo('2026-11-23T00:59:59Z');
    await relay.restart();
    expect(await page()).toEqual(before);
    relay.clock.moveTo('2026-11-23T01:00:00Z');
    const after = await page();
    expect(after.until).toBe('2026-11-23T00:00:00Z');
    expect(after.reports.fault).toBe(5);
    await open(6, { kind: 'report', reason: 'fault' });
    await relay.restart();
    expect(await page()).toEqual(after);
  });

  it('shows questions with their answers and the median time', async () => {
    await open(5, { kind: 'question', reason: 'data' });
    relay.clock.pass({ days: 4 });
    const told = {
      question: { fr: 'Quelles données ?', en: 'Which data?' },
      answer: { fr: 'Trois.', en: 'Three.' },
    };
    for (const [at, thread] of (await city.client.threads()).entries()) {
      const said = { outcome: 'done', reason: 'explained', nextStep: 'none-needed' } as const;
      await city.client.answerThread(thread, {
        ...said,
        text: words('Trois.'),
        public: at === 0 ? told : null,
      });
    }
    nextMonday();
    const { questions, answers } = await page();
    expect(questions).toMatchObject({ received: 5, upheld: 5, medianDays: 4 });
    expect(answers).toEqual([{ ...told, declaration: city.declaration, on: '2026-11-25' }]);
  });

  it('counts uses by week, and the noes to its requests', async () => {
    const granted = [];
    for (let at = 0; at < 6; at += 1) {
      const wallet = new TestWallet(relay);
      const { code, asked } = await agree(relay, city, wallet);
      granted.push((await city.client.redeemCode(code, asked)).grant);
    }
    await city.client.readEnvelopes(granted);
    for (let at = 0; at < 7; at += 1) {
      const asked = await askAs(city);
      const room = await enterRoom(relay, asked.address);
      const wallet = new TestWallet(relay);
      const opened = await wallet.open(room.handle);
      const body = { handle: room.handle, claim: wallet.claim, refusal: wallet.refusal(opened) };
      expect((await relay.post('/refusal', body)).status).toBe(201);
    }
    nextMonday();
    const { uses, refusals } = await page();
    expect(uses.find(({ week }) => week === '2026-11-16')).toEqual({ week: '2026-11-16', uses: 5 });
    expect(uses.filter((week) => week.uses !== null)).toHaveLength(1);
    expect(refusals).toBe(5);
  });

  it('puts the promises of the newest declarations beside it, and closures, without waiting for a Monday', async () => {
    expect((await page()).promises.map(({ declaration }) => declaration)).toEqual([city.declaration]);
    const later = declarationBody({ version: '1.1.0', previousHash: city.declaration, status: 'retired' });
    const { digest } = await city.client.declare(later).catch(() => ({ digest: undefined }));
    const shown = await page();
    const newest = digest ?? city.declaration;
    expect(shown.promises.map(({ declaration }) => declaration)).toEqual([newest]);
    expect(shown.promises[0]).toMatchObject({
      answersWithin: 60,
      uses: { max: 10, days: 31 },
      keptDays: 730,
    });
    const party = readParty(splitRecord(city.record).body);
    const closed = {
      ...party,
      id: randomId(),
      at: instantText(relay.clock.now()),
      by: city.client.id,
      status: 'closed' as const,
      previousHash: recordDigest(city.record),
    };
    await relay.post('/party', { record: signLine(closed, city.keys.identity) });
    expect((await page()).closures).toContainEqual({ what: 'party', declaration: null, on: '2026-11-21' });
  });

  it('says which months the party has not confirmed', async () => {
    nextMonday(12);
    const { statements } = await page();
    expect(statements).toMatchObject({ state: 'missing', month: null });
    expect(statements.late).toContain('2026-12');
  });

  it('is there for parties of this relay', async () => {
    expect(await codeOf(await relay.fetch(`/party/${someDigest('nobody')}/page`))).toBe('party-unknown');
  });
});
