// A phone that may have been open is lost: other keys towards every party, from the vault to the relay and back.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { pairwise } from '../../../crypto/keys.ts';
import type { Grant } from '../../../policy/grant.ts';
import { dropAsk } from '../../../pwa/wallet/paths/ask.ts';
import { stopCard, walletKeys } from '../../../pwa/wallet/paths/card.ts';
import { startGeneration, stopInstead, turnProgress } from '../../../pwa/wallet/paths/generation.ts';
import { handoverRow, sendHandovers } from '../../../pwa/wallet/paths/handover.ts';
import { keepFact } from '../../../pwa/wallet/paths/keep.ts';
import { look, lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import { sendOutbox } from '../../../pwa/wallet/paths/outbox.ts';
import { outdated } from '../../../pwa/wallet/paths/outdated.ts';
import { pauseGrant, resumeGrant } from '../../../pwa/wallet/paths/pause.ts';
import { renewGrant } from '../../../pwa/wallet/paths/renew.ts';
import { stopGrant } from '../../../pwa/wallet/paths/revoke.ts';
import { sendReceipts } from '../../../pwa/wallet/paths/send-receipt.ts';
import { cardGenerations, readCard, stopByCard } from '../../../pwa/wallet/paths/stop.ts';
import { change } from '../../../pwa/wallet/vault/hold.ts';
import type { KeptKeys } from '../../../pwa/wallet/vault/kept/wallet.ts';
import {
  alarms,
  calculations,
  grants,
  heldSignal,
  outbox,
  underOldCard,
} from '../../../pwa/wallet/vault/open.ts';
import { Heir } from '../../relay/heir.ts';
import { aboutCity, admittedCity, openTestHouse, type TestCity, type TestHouse } from '../../relay/house.ts';
import { TestWallet } from '../../relay/resident.ts';
import { aContent } from '../../support/builders.ts';
import { aroundOf, liveGrant, openWallet, type TestAround } from './wallet.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

let relay: TestHouse;
let city: TestCity;
let operator: TestCity;
let around: TestAround;
let id: string;
let grant: Grant;
/** What the lost phone has. */
let lost: KeptKeys;

beforeAll(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  operator = await admittedCity(relay, { ...aboutCity, legalId: '552100554', role: 'operator' });
});
afterAll(() => relay.close());
beforeEach(async () => {
  around = aroundOf(relay);
  await openWallet(around);
  ({ id, grant } = await shared(city));
  lost = structuredClone(walletKeys());
});

async function shared(party: TestCity): Promise<{ id: string; grant: Grant }> {
  const { grantId, code, scanned } = await liveGrant(relay, party, around);
  const given = await party.client.redeemCode(code, scanned);
  await lookAtGrant(grantId, around);
  dropAsk();
  return { id: grantId, grant: given.grant };
}

const kept = (of = id) => {
  const found = grants.value.find((one) => one.id === of);
  if (found === undefined) throw new Error('expected a grant');
  return found;
};
const codes = () => alarms.value.map(({ code }) => code);
const lostPair = () => pairwise(fromBase64url(lost.pairKey), grant.party, 0);
const types = (of = id) =>
  [...heldSignal.value.member.values()]
    .filter((member) => member.grant === of)
    .sort((left, right) => left.seq - right.seq)
    .map(({ type }) => type);

async function form(of = grant, party = city): Promise<string> {
  const reading = await party.client.readEnvelope(of);
  return reading.decision ? 'allowed' : reading.denial.form;
}

async function deposit(of = grant, party = city): Promise<void> {
  const yes = await party.client.readEnvelope(of);
  if (!yes.decision) throw new Error('expected a yes');
  const { salt: _, ...content } = aContent();
  const about = { rulesHash: null, engine: 'statistical', contest: { where: 'https://ville.example' } };
  await party.client.depositCalculation(yes, about, content);
}

/** Time passes, and the wallet is opened now and then, until every hand-over has left. */
async function handAllOver(): Promise<void> {
  for (let visit = 0; visit < 30 && outbox.value.some(({ kind }) => kind === 'handover'); visit += 1) {
    relay.clock.pass({ hours: 6 });
    await sendHandovers(around);
  }
}

describe('another generation', () => {
  it('has a secret of its own: nothing of the lost phone leads to its keys', async () => {
    await startGeneration('hand-over', around);
    const keys = walletKeys();
    expect(keys.generation).toBe(1);
    expect(keys.pairKey).not.toBe(lost.pairKey);
    expect(keys.formerPairs).toEqual([{ pairKey: lost.pairKey, last: 0 }]);
    // The card on paper is the same, and good for both.
    expect(keys.stopSeed).toBe(lost.stopSeed);
    expect(underOldCard.value).toEqual([]);
  });

  it('speaks in every new yes at once', async () => {
    await startGeneration('hand-over', around);
    const second = await shared(city);
    expect(second.grant.by).not.toBe(grant.by);
    const guessed = pairwise(fromBase64url(lost.pairKey), grant.party, 1);
    expect(toBase64url(guessed.signing.publicKey)).not.toBe(second.grant.key);
    expect(outbox.value.map(({ id: name }) => name)).toEqual([handoverRow(id)]);
  });

  it('takes over under what is shared, within three days and not in the first hour', async () => {
    const other = await shared(operator);
    await startGeneration('hand-over', around);
    const moments = outbox.value.map(({ notBefore }) => Date.parse(notBefore) - around.now());
    expect(moments).toHaveLength(2);
    for (const ms of moments) {
      expect(ms).toBeGreaterThanOrEqual(hourMs - 60_000);
      expect(ms).toBeLessThanOrEqual(3 * dayMs);
    }
    expect(new Set(moments).size).toBe(2);
    await sendOutbox(around);
    expect(turnProgress()).toMatchObject({ mode: 'hand-over', total: 2, done: 0 });
    relay.clock.pass({ days: 3 });
    await sendHandovers(around);
    // One mailbox a visit.
    expect(turnProgress()).toMatchObject({ total: 2, done: 1 });
    await sendHandovers(around);
    expect(turnProgress()).toMatchObject({ total: 2, done: 2 });
    expect([types(id).at(-1), types(other.id).at(-1)]).toEqual(['handover', 'handover']);
    expect(codes()).toEqual([]);
    expect(await form()).toBe('allowed');
  });

  it('keeps the mailbox: pauses, new values, receipts and results go on under the new key', async () => {
    await form();
    await lookAtGrant(id, around);
    const lastLookAt = kept().lastLookAt;
    expect(lastLookAt).not.toBeNull();
    await startGeneration('hand-over', around);
    await handAllOver();
    expect(kept().lastLookAt).toBe(lastLookAt);
    expect(kept().mailbox).toBe(grant.by);
    await pauseGrant(id, around);
    expect(await form()).toBe('not-now');
    await resumeGrant(id, around);
    await keepFact({ key: 'reference-income', value: 21_000 }, around);
    await renewGrant(id, outdated.value.get(id) ?? [], around);
    await sendOutbox(around);
    await deposit();
    await lookAtGrant(id, around);
    expect(calculations.value.filter((one) => one.grant === id)).toMatchObject([
      { content: {}, openFault: 'result-other-facts' },
    ]);
    relay.clock.pass({ days: 1 });
    await sendReceipts(around);
    await lookAtGrant(id, around);
    expect(types()).toEqual(['grant', 'handover', 'calculation', 'receipt']);
    expect(codes()).toEqual([]);
    const { members } = await city.client.history({ grant: id, mailbox: grant.by });
    expect(members.length).toBe(kept().seq);
  });

  it('signs anew what waited to be countersigned with the key before', async () => {
    await deposit();
    await lookAtGrant(id, around);
    expect(outbox.value.map(({ kind }) => kind)).toEqual(['receipt']);
    await startGeneration('hand-over', around);
    await handAllOver();
    relay.clock.pass({ days: 2 });
    await sendReceipts(around);
    await lookAtGrant(id, around);
    expect(types().at(-1)).toBe('receipt');
    expect(codes()).toEqual([]);
  });

  it('takes a receipt that the key before signed before the hand-over for what it is', async () => {
    await deposit();
    await lookAtGrant(id, around);
    relay.clock.pass({ days: 1 });
    await sendReceipts(around);
    await startGeneration('hand-over', around);
    // Not read since: the receipt and the hand-over come in one answer.
    await handAllOver();
    expect(types()).toEqual(['grant', 'calculation', 'receipt', 'handover']);
    expect(codes()).toEqual([]);
  });

  it('is handed over to again after a second loss, and opens what was sealed to any of its keys', async () => {
    await startGeneration('hand-over', around);
    await handAllOver();
    await deposit();
    await startGeneration('hand-over', around);
    expect(walletKeys().formerPairs).toHaveLength(2);
    await handAllOver();
    await deposit();
    await look(id, around);
    expect(types().filter((type) => type === 'handover')).toHaveLength(2);
    const mine = calculations.value.filter((one) => one.grant === id);
    expect(mine.map(({ content }) => content === null)).toEqual([false, false]);
    expect(codes()).toEqual([]);
  });

  it.each([0, 1])(
    'follows step by step after a second loss between two agreements of one mailbox (%i read)',
    async (read) => {
      const second = await shared(city);
      expect(second.grant.by).toBe(grant.by);
      await startGeneration('hand-over', around);
      relay.clock.pass({ days: 3 });
      let sent = 0;
      around.meddle = async (path, next) => {
        if (path === '/handover' && sent++ > 0) throw new TypeError('gone');
        return next();
      };
      await sendHandovers(around);
      around.meddle = (_, next) => next();
      expect(turnProgress()).toMatchObject({ total: 2, done: 1 });
      if (read === 1) await lookAtGrant(id, around);
      // What was signed for the first loss is too old to leave.
      relay.clock.pass({ days: 1 });
      await startGeneration('hand-over', around);
      await handAllOver();
      await look(undefined, around);
      expect(turnProgress()).toMatchObject({ total: 2, done: 2 });
      expect([types(id), types(second.id)]).toEqual([
        ['grant', 'handover', 'handover'],
        ['grant', 'handover', 'handover'],
      ]);
      expect(await relay.house.store.listKeySteps(grant.by)).toHaveLength(2);
      expect(codes()).toEqual([]);
      expect([await form(), await form(second.grant)]).toEqual(['allowed', 'allowed']);
    },
  );

  it('goes past the sixteen that the stop card tells apart, and the card still ends everything', async () => {
    await change(async (rows) => {
      rows.put('keys', 'wallet', { ...walletKeys(), generation: cardGenerations - 1 });
    });
    await startGeneration('hand-over', around);
    expect(walletKeys().generation).toBe(cardGenerations);
    await shared(operator);
    const seed = readCard(stopCard(around).code);
    expect(await stopByCard(seed, around)).toBe(2);
  });
});

describe('« tout arrêter »', () => {
  it('stops at once, and takes the mailbox out of the lost phone’s hands all the same', async () => {
    await deposit();
    await startGeneration('stop', around);
    expect(kept().status).toBe('ended');
    expect(await form()).toBe('ended');
    expect(turnProgress()).toMatchObject({ mode: 'stop', total: 1, done: 1 });
    await handAllOver();
    const answer = await new Heir(relay, grant, lostPair()).call('/mailbox', { after: {} });
    expect(answer.status).toBe(401);
    expect(codes()).toEqual([]);
  });

  it('may be chosen later, in the middle of the hand-overs', async () => {
    const other = await shared(operator);
    await startGeneration('hand-over', around);
    relay.clock.pass({ days: 3 });
    await sendHandovers(around);
    await stopInstead(around);
    expect([kept(id).status, kept(other.id).status]).toEqual(['ended', 'ended']);
    expect(turnProgress()).toMatchObject({ mode: 'stop', total: 2, done: 2 });
  });
});

describe('the lost phone', () => {
  it('can stop afterwards, and nothing more', async () => {
    await startGeneration('hand-over', around);
    await handAllOver();
    const phone = new TestWallet(relay);
    Object.assign(phone, { pairKey: fromBase64url(lost.pairKey) });
    expect((await phone.call(city.client.id, '/mailbox', { after: {} })).status).toBe(401);
    expect((await relay.post('/revoke', { revocation: phone.revocation(grant) })).status).toBe(200);
    await lookAtGrant(id, around);
    expect(kept()).toMatchObject({ status: 'ended', endReason: 'grant-withdrawn' });
    expect(codes()).toEqual([]);
  });

  it('that was quicker is found at the next look, and what it took can still be stopped', async () => {
    const thief = new Heir(relay, grant);
    expect((await thief.takeOver(lostPair())).status).toBe(201);
    await look(undefined, around);
    expect(codes()).toEqual(['key-taken']);
    await startGeneration('hand-over', around);
    await handAllOver();
    expect(codes()).toEqual(['key-taken']);
    expect(await form()).toBe('allowed');
    await stopGrant(id, around);
    expect(kept().status).toBe('ended');
    expect(await form()).toBe('ended');
  });
});

describe('a hand-over on its way', () => {
  it('is sent again as it is when the answer was lost', async () => {
    await startGeneration('hand-over', around);
    relay.clock.pass({ days: 3 });
    let isLost = true;
    around.meddle = async (path, next) => {
      const answer = await next();
      if (path !== '/handover' || !isLost) return answer;
      isLost = false;
      throw new TypeError('gone');
    };
    await sendHandovers(around);
    expect(outbox.value.map(({ kind }) => kind)).toEqual(['handover']);
    expect(turnProgress()?.done).toBe(0);
    await sendHandovers(around);
    expect(turnProgress()?.done).toBe(1);
    await lookAtGrant(id, around);
    expect(types()).toEqual(['grant', 'handover']);
    expect(codes()).toEqual([]);
  });

  it('that was taken while the answer was lost for a day is found in the mailbox', async () => {
    await startGeneration('hand-over', around);
    relay.clock.pass({ days: 3 });
    around.meddle = async (path, next) => {
      const answer = await next();
      if (path === '/handover') throw new TypeError('gone');
      return answer;
    };
    await sendHandovers(around);
    around.meddle = (_, next) => next();
    relay.clock.pass({ days: 1 });
    await sendHandovers(around);
    expect(turnProgress()?.done).toBe(1);
    expect(types()).toEqual(['grant', 'handover']);
    expect(codes()).toEqual([]);
  });

  it('waits for the network, and for no other mailbox', async () => {
    await startGeneration('hand-over', around);
    relay.clock.pass({ days: 3 });
    around.isOffline = true;
    await sendHandovers(around);
    expect(turnProgress()?.done).toBe(0);
    around.isOffline = false;
    await sendOutbox(around);
    expect(turnProgress()?.done).toBe(1);
  });

  it('says nothing that another mailbox of this person says too', async () => {
    const other = await shared(operator);
    await startGeneration('hand-over', around);
    await handAllOver();
    const named = async ({ by, id: of }: Grant): Promise<Set<string>> => {
      const { records } = await relay.house.store.readMailbox(by, new Map(), 100);
      const text = records.find(
        (found) => found.grant === of && found.kind === 'signed' && found.seq > 1,
      )?.text;
      const steps = await relay.house.store.listKeySteps(by);
      return new Set(`${text} ${JSON.stringify(steps)}`.match(/[A-Za-z0-9_-]{20,}/g));
    };
    const [mine, theirs] = [await named(grant), await named(other.grant)];
    expect(mine.size).toBeGreaterThan(6);
    expect([...mine].filter((value) => theirs.has(value))).toEqual([]);
  });

  it('is never in one call, or one visit, with another mailbox', async () => {
    await shared(operator);
    await startGeneration('hand-over', around);
    relay.clock.pass({ days: 3 });
    around.calls.length = 0;
    around.pauses.length = 0;
    await sendHandovers(around);
    const posted = around.calls.filter(({ path }) => path === '/handover' || path === '/mailbox');
    expect(posted.map(({ path }) => path)).toEqual(['/handover', '/mailbox']);
    await sendHandovers(around);
    expect(around.pauses.some((ms) => ms >= 2000)).toBe(true);
  });
});
