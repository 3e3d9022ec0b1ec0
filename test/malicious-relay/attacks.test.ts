import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { randomId } from '../../crypto/random.ts';
import { minuteText } from '../../policy/instant.ts';
import { joinRecord } from '../../policy/record.ts';
import type { ThreadText } from '../../policy/thread/text.ts';
import { readAsk } from '../../pwa/wallet/paths/ask.ts';
import { walletKeys } from '../../pwa/wallet/paths/card.ts';
import { startGeneration, turnProgress } from '../../pwa/wallet/paths/generation.ts';
import { sendHandovers } from '../../pwa/wallet/paths/handover.ts';
import { isInLog, knownLog } from '../../pwa/wallet/paths/log.ts';
import { look } from '../../pwa/wallet/paths/look.ts';
import { claimRight, goOn, readThread } from '../../pwa/wallet/paths/my-thread.ts';
import { sayNo } from '../../pwa/wallet/paths/refuse.ts';
import { stopGrant } from '../../pwa/wallet/paths/revoke.ts';
import { pairOf } from '../../pwa/wallet/paths/voice.ts';
import { accesses, alarms, grants, threads } from '../../pwa/wallet/vault/open.ts';
import type { PartyThread } from '../../relay/kit/client.ts';
import { signHead } from '../../relay/log/checkpoint.ts';
import { agreeTo, aroundOf, liveGrant, openWallet, scan, type TestAround } from '../pwa/paths/wallet.ts';
import {
  aboutCity,
  admittedCity,
  openTestHouse,
  origin,
  type TestCity,
  type TestHouse,
} from '../relay/house.ts';
import { signLine } from '../relay/resident.ts';
import type { Attack, Body, Liar } from './attack.ts';
import { attacks } from './attacks.ts';

let relay: TestHouse;
let city: TestCity;
let other: TestCity;
let around: TestAround;

beforeAll(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  other = await admittedCity(relay, { ...aboutCity, legalId: '552100554', role: 'operator' });
});
afterAll(() => relay.close());
beforeEach(async () => {
  around = aroundOf(relay);
  await openWallet(around);
});

/** Set where a phone was lost: what its keys sign. */
let lost: Liar['lost'];

/** From now on the door lies. */
async function lies({ door, lie }: Attack): Promise<void> {
  const { room } = await scan(relay, other);
  const asked = await relay.post('/request', { handle: room.handle, claim: 'A'.repeat(43) });
  const foreign: Body = await asked.json();
  let before: Body;
  around.meddle = async (path, next) => {
    const response = await next();
    if (path !== door || lie === undefined || !response.ok) return response;
    const honest: Body = await response.json();
    const liar: Liar = {
      sign: (line1) => {
        const signature = relay.house.signer.signBytes(toUtf8(`vav/answer/1\n${line1}`));
        return joinRecord(line1, { kind: 'ed25519', value: toBase64url(signature) });
      },
      head: (size, root) => signHead(relay.house.signer, size, Buffer.from(root, 'base64url')).note,
      before,
      other: foreign,
      origin,
      lost,
    };
    before = structuredClone(honest);
    const told = lie(honest, liar);
    return told instanceof Response ? told : Response.json(told);
  };
}

const codes = () => alarms.value.map(({ code }) => code);
const cases = attacks.filter(({ lie }) => lie !== undefined).map((attack) => [attack.name, attack] as const);
const casesAt = (moment: Attack['at']) => cases.filter(([, { at }]) => at === moment);

async function faultOf(act: () => Promise<unknown>): Promise<string | undefined> {
  return act().then(
    () => undefined,
    (cause: { code?: string }) => cause.code,
  );
}

describe('a dishonest relay, when a request is opened,', () => {
  it.each(casesAt('ask'))('%s', async (_, attack) => {
    await lies(attack);
    const { hash } = await scan(relay, city);
    expect(await faultOf(() => readAsk(hash, around))).toBe(attack.fault);
    expect(grants.value).toEqual([]);
  });
});

describe('a dishonest relay, when a yes is given,', () => {
  it.each(casesAt('yes'))('%s', async (_, attack) => {
    const { hash } = await scan(relay, city);
    const ask = await readAsk(hash, around);
    await lies(attack);
    const sent = await agreeTo(ask, around);
    expect(codes()).toEqual(attack.alarm === undefined ? [] : [attack.alarm]);
    if (attack.mark === 'prevented')
      expect(sent).toMatchObject({ isSent: false, redirect: null, confirm: null });
  });
});

describe('a dishonest relay, when a no is given,', () => {
  it.each(casesAt('no'))('%s', async (_, attack) => {
    const { hash } = await scan(relay, city);
    const ask = await readAsk(hash, around);
    await lies(attack);
    expect(await sayNo(ask, around)).toEqual({ redirect: null, isSent: true });
    expect(codes()).toEqual([]);
  });
});

describe('a dishonest relay, when a resident stops,', () => {
  it.each(casesAt('stop'))('%s', async (_, attack) => {
    const { grantId } = await liveGrant(relay, city, around);
    await lies(attack);
    // The door's own answer is not the honest one: the relay never hears of it.
    const { meddle } = around;
    around.meddle = (path, next) =>
      meddle(path, () => (path === attack.door ? Promise.resolve(Response.json({})) : next()));
    await stopGrant(grantId, around);
    await look(grantId, around);
    expect(codes()).toContain(attack.alarm);
  });
});

describe('a dishonest relay, when a wallet looks who looked,', () => {
  it.each(casesAt('look'))('%s', async (_, attack) => {
    const { grantId, code, scanned } = await liveGrant(relay, city, around);
    const { grant } = await city.client.redeemCode(code, scanned);
    await city.client.readEnvelope(grant);
    await city.client.readEnvelope(grant);
    await lies(attack);
    await look(grantId, around);
    await look(grantId, around);
    if (attack.alarm === undefined) expect(codes()).toEqual([]);
    else expect(codes()).toContain(attack.alarm);
    // Whatever was said: the agreement stands as it was signed, and can be stopped.
    expect(grants.value[0]).toMatchObject({
      status: expect.stringMatching(/^(?:active|waiting)$/) as string,
    });
    if (attack.mark === 'found by the wallet' && attack.alarm === undefined)
      expect(accesses.value.every(({ isProven }) => !isProven)).toBe(true);
    around.meddle = (_path, next) => next();
    expect(await stopGrant(grantId, around)).toBe('ended');
  });
});

describe('a dishonest relay, when a wallet reads what was answered,', () => {
  const said = (text: string): ThreadText => ({
    v: 1,
    lang: 'fr',
    text,
    corrected: null,
    evidence: [],
    place: null,
    contact: null,
  });
  const no = { outcome: 'rejected', reason: 'law-requires', nextStep: 'dpo', public: null } as const;
  const yes = { outcome: 'upheld', reason: 'explained', nextStep: 'none-needed', public: null } as const;
  const ofParty = async (id: string) =>
    (await city.client.threads('all')).find(({ opening }) => opening.id === id) as PartyThread;
  const kept = (id: string) => threads.value.find((thread) => thread.id === id);
  const lastOf = (id: string) => kept(id)?.acts.at(-1);

  it.each(casesAt('thread'))('%s', async (_, attack) => {
    const { grantId } = await liveGrant(relay, city, around);
    const claim = (text: string) =>
      claimRight({ grant: grantId, right: 'access', words: said(text) }, around);
    const [long, short] = [await claim('Que savez-vous de moi ?'), await claim('Et de mon vélo ?')];
    for (const id of [long, short])
      await city.client.answerThread(await ofParty(id), { ...no, text: said('Non.') });
    relay.clock.pass({ days: 3 });
    await readThread(long, around);
    expect(lastOf(long)?.words?.text).toBe('Non.');
    await goOn(long, { act: 'classify', outcome: 'not-settled' }, around);
    const answer = await city.client.answerThread(await ofParty(long), { ...yes, text: said('Voici.') });
    await lies(attack);
    await readThread(long, around);
    await readThread(long, around);
    const isWithheld = attack.mark === 'found from outside';
    expect(codes()).toEqual(attack.alarm === undefined ? [] : [attack.alarm]);
    // What was said stays said: nothing of it is undone by the lie, and no word is believed that is not the party's.
    const acts = kept(long)?.acts.map(({ record }) => record.act);
    expect(acts?.slice(0, 3)).toEqual(['open', 'answer', 'classify']);
    expect(lastOf(long)?.words?.text).not.toBe('Non.');
    if (isWithheld) {
      expect(acts).toHaveLength(3);
      // From outside: what the party holds proves the answer that the wallet was not shown.
      expect(isInLog(answer.text, answer.receipt, await knownLog(around))).toBe(true);
    }
    around.meddle = (_path, next) => next();
    await readThread(long, around);
    expect(lastOf(long)?.record).toMatchObject({ act: 'answer', outcome: 'upheld' });
  });

  it('dates what a person has just sent on another day', async () => {
    const { grantId } = await liveGrant(relay, city, around);
    around.meddle = async (path, next) => {
      const response = await next();
      if (path !== '/thread') return response;
      return Response.json({ ...((await response.json()) as Body), at: '2026-12-24T10:05:00Z' });
    };
    const id = await claimRight({ grant: grantId, right: 'access', words: said('Bonjour') }, around);
    expect(codes()).toEqual(['record-altered']);
    expect(lastOf(id)?.recordedAt).toBe(lastOf(id)?.record.at);
  });
});

describe('a dishonest relay, when a phone was lost,', () => {
  it.each(casesAt('lost'))('%s', async (_, attack) => {
    const { grantId, code, scanned } = await liveGrant(relay, city, around);
    const { grant } = await city.client.redeemCode(code, scanned);
    await look(grantId, around);
    const { signing, mailbox } = pairOf(walletKeys(), grant.party, 0);
    lost = (record) => {
      const at = minuteText(relay.clock.now());
      const key = toBase64url(signing.publicKey);
      return signLine({ v: 1, id: randomId(), at, by: mailbox, key, ...record }, signing.secretKey);
    };
    await startGeneration('hand-over', around);
    relay.clock.pass({ days: 3 });
    await lies(attack);
    await sendHandovers(around);
    await look(grantId, around);
    if (attack.alarm === undefined) expect([codes(), turnProgress()?.done]).toEqual([[], 1]);
    else expect(codes()).toContain(attack.alarm);
    around.meddle = (_path, next) => next();
    // Whoever speaks: the person can stop.
    expect(await stopGrant(grantId, around)).toBe('ended');
    lost = undefined;
  });
});

describe('the collection', () => {
  it('marks each attack, and gives a reason where it is not found', () => {
    expect(attacks.length).toBeGreaterThanOrEqual(10);
    for (const { mark, because, lie } of attacks) {
      if (mark === 'not found' || mark === 'found from outside' || lie === undefined)
        expect(because?.length ?? 0).toBeGreaterThan(20);
    }
    expect(new Set(attacks.map(({ name }) => name)).size).toBe(attacks.length);
  });
});
