import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Grant } from '../../../policy/grant.ts';
import { dropAsk } from '../../../pwa/wallet/paths/ask.ts';
import { checkHeads } from '../../../pwa/wallet/paths/heads.ts';
import { look, lookAtGrant, startLooking } from '../../../pwa/wallet/paths/look.ts';
import { sendReceipts } from '../../../pwa/wallet/paths/send-receipt.ts';
import {
  accesses,
  alarms,
  calculations,
  grants,
  heldSignal,
  outbox,
} from '../../../pwa/wallet/vault/open.ts';
import { newLogSigner } from '../../../relay/proof/log-signer.ts';
import {
  aboutCity,
  admittedCity,
  knownParty,
  openTestHouse,
  origin,
  type TestCity,
  type TestHouse,
} from '../../relay/house.ts';
import { aContent } from '../../support/builders.ts';
import { aroundOf, liveGrant, openWallet, type TestAround } from './wallet.ts';

let relay: TestHouse;
let city: TestCity;
let around: TestAround;

beforeAll(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
});
afterAll(() => relay.close());
beforeEach(async () => {
  around = aroundOf(relay);
  await openWallet(around);
});

async function liveWithGrant(party: TestCity = city): Promise<{ id: string; grant: Grant }> {
  const { grantId, code, scanned } = await liveGrant(relay, party, around);
  const { grant } = await party.client.redeemCode(code, scanned);
  return { id: grantId, grant };
}

interface Mailbox {
  grants: { id: string; text: string; status: string; last: { seq: number; digest: string } }[];
  entries: {
    kind: string;
    seq: number;
    text: string;
    answer?: string;
    item?: string;
    sealed?: string;
    receipt: { index: number };
  }[];
  answer: string;
}

function mailboxSays(change: (mailbox: Mailbox) => void): void {
  around.meddle = async (path, next) => {
    const response = await next();
    if (path !== '/mailbox') return response;
    const body = (await response.json()) as Mailbox;
    change(body);
    return Response.json(body);
  };
}

const codes = () => alarms.value.map(({ code }) => code);

describe('looking', () => {
  it('asks for one mailbox in one call, first the one on the screen, the others 2 to 30 seconds apart', async () => {
    const operator = await admittedCity(relay, { ...aboutCity, legalId: '552100554', role: 'operator' });
    await liveWithGrant();
    const { id } = await liveWithGrant(operator);
    around.calls.length = 0;
    expect(await look(id, around)).toBe(true);
    const asked = around.calls.filter(({ path }) => path === '/mailbox');
    expect(asked).toHaveLength(2);
    expect(Object.keys((JSON.parse(asked[0]?.body ?? '') as { after: object }).after)).toEqual([id]);
    expect(around.pauses).toHaveLength(1);
    for (const ms of around.pauses) {
      expect(ms).toBeGreaterThanOrEqual(2_000);
      expect(ms).toBeLessThan(30_000);
    }
    for (const { options } of asked) {
      expect(options.credentials).toBe('omit');
      expect(options.referrerPolicy).toBe('no-referrer');
    }
  });

  it('holds open heads of other mailboxes when all is shown, and nobody waits for that', async () => {
    const { id } = await liveWithGrant();
    await knownParty(relay);
    const { size, note } = await relay.house.store.head();
    await knownParty(relay);
    await checkHeads([note], around);
    const head = heldSignal.value.head.get(String(size));
    if (head === undefined) throw new Error('expected a head');
    const { change } = await import('../../../pwa/wallet/vault/hold.ts');
    const stateOf = () => heldSignal.value.head.get(String(head.size))?.state;
    await change((rows) => rows.put('head', String(head.size), { ...head, state: 'open' }));
    await look(id, around);
    // What the screen waits for has ended, and this one has had no turn.
    expect(stateOf()).toBe('open');
    around.calls.length = 0;
    let end = () => {};
    const isOver = new Promise<void>((resolve) => {
      const { pause } = around;
      around.pause = async (ms) => {
        await pause(ms);
        // The one between two rounds.
        if (ms < 300_000) return;
        end();
        resolve();
      };
    });
    end = startLooking(around);
    await isOver;
    expect(stateOf()).toBe('inside');
    const paths = around.calls.map(({ path }) => path);
    expect(paths.lastIndexOf('/mailbox')).toBeLessThan(paths.lastIndexOf('/log/checkpoint'));
  });

  it('shows each reading once, however often it is asked', async () => {
    const { id, grant } = await liveWithGrant();
    await lookAtGrant(id, around);
    expect(grants.value[0]?.lastLookAt).toBeNull();
    await city.client.readEnvelope(grant);
    await city.client.readEnvelopes([grant]);
    await lookAtGrant(id, around);
    await lookAtGrant(id, around);
    expect(accesses.value).toHaveLength(2);
    expect(accesses.value.map(({ at }) => at)).toContain(grants.value[0]?.lastLookAt);
    expect(accesses.value.every(({ isProven }) => isProven)).toBe(true);
    expect(grants.value[0]?.seq).toBe(3);
    expect(codes()).toEqual([]);
  });

  it('follows the log from one head to the next', async () => {
    const { id, grant } = await liveWithGrant();
    await lookAtGrant(id, around);
    const before = heldSignal.value.log.get('log')?.shown?.size ?? 0;
    await city.client.readEnvelope(grant);
    await lookAtGrant(id, around);
    expect(heldSignal.value.log.get('log')?.shown?.size).toBeGreaterThan(before);
    expect(codes()).toEqual([]);
  });

  it('ends what time has ended, also without network, and its key goes', async () => {
    const { id } = await liveWithGrant();
    const now = around.now;
    around.now = () => now() + 32 * 86_400_000;
    around.isOffline = true;
    expect(await look(id, around)).toBe(false);
    expect(grants.value[0]).toMatchObject({ status: 'ended', endReason: 'grant-expired', epochKey: null });
  });
});

describe('a result', () => {
  async function deposit(change: { facts?: never[] } = {}): Promise<string> {
    const { id, grant } = await liveWithGrant();
    const reading = await city.client.readEnvelope(grant);
    if (!reading.decision) throw new Error('expected a yes');
    const { salt: _, inputs, ...content } = aContent();
    const facts = change.facts ?? reading.content.facts;
    const about = {
      rulesHash: null,
      engine: 'none 1.0.0',
      contest: { where: 'https://ville.example/contester' },
    };
    await city.client.depositCalculation(reading, about, { ...content, inputs, facts });
    return id;
  }

  it('is opened, checked against what was sent, and countersigned up to a day later', async () => {
    await lookAtGrant(await deposit(), around);
    expect(codes()).toEqual([]);
    const [calculation] = calculations.value;
    expect(calculation).toMatchObject({ openFault: null, party: city.client.id });
    expect(calculation?.results.length).toBeGreaterThan(0);
    expect(outbox.value).toMatchObject([{ kind: 'receipt' }]);
    around.calls.length = 0;
    await sendReceipts(around);
    expect(around.calls.map(({ path }) => path)).toEqual([]);
    relay.clock.pass({ days: 1 });
    // Beside an answer that may be given any moment it would join two mailboxes.
    await sendReceipts(around);
    expect(around.calls).toEqual([]);
    dropAsk();
    await sendReceipts(around);
    expect(around.calls.map(({ path }) => path)).toEqual(['/receipt']);
    expect(outbox.value).toEqual([]);
  });

  it('that was made on other facts than those sent says so', async () => {
    await lookAtGrant(await deposit({ facts: [] }), around);
    expect(calculations.value[0]).toMatchObject({ openFault: 'result-other-facts' });
  });

  it('whose sealed bytes were changed is not opened, and what was signed is kept', async () => {
    const id = await deposit();
    mailboxSays(({ entries }) => {
      for (const entry of entries)
        if (entry.sealed !== undefined) entry.sealed = `${entry.sealed.slice(0, -4)}AAAA`;
    });
    await lookAtGrant(id, around);
    expect(calculations.value[0]).toMatchObject({ content: null, openFault: 'result-altered' });
  });
});

describe('a relay that does not tell the truth is found out', () => {
  it('when it leaves out a record in the middle', async () => {
    const { id, grant } = await liveWithGrant();
    await city.client.readEnvelope(grant);
    await city.client.readEnvelope(grant);
    mailboxSays((mailbox) => {
      mailbox.entries = mailbox.entries.filter(({ seq }) => seq !== 2);
    });
    await lookAtGrant(id, around);
    expect(codes()).toContain('chain-missing');
    expect(accesses.value).toEqual([]);
  });

  it('when it gives less than it signed for', async () => {
    const { id, grant } = await liveWithGrant();
    await city.client.readEnvelope(grant);
    mailboxSays((mailbox) => {
      mailbox.entries = [];
    });
    await lookAtGrant(id, around);
    expect(codes()).toEqual(['chain-missing']);
  });

  it('when it changes the answer that it gave a party', async () => {
    const { id, grant } = await liveWithGrant();
    await city.client.readEnvelope(grant);
    mailboxSays(({ entries }) => {
      for (const entry of entries)
        if (entry.answer !== undefined) entry.answer = entry.answer.replace(/"salt":"..../, '"salt":"AAAA');
    });
    await lookAtGrant(id, around);
    expect(codes()).toContain('record-unproven');
    expect(accesses.value[0]?.isProven).toBe(false);
  });

  it('when it changes what a party asked', async () => {
    const { id, grant } = await liveWithGrant();
    await city.client.readEnvelope(grant);
    mailboxSays(({ entries }) => {
      for (const entry of entries)
        if (entry.item !== undefined) entry.item = entry.item.replace('"commune",', '');
    });
    await lookAtGrant(id, around);
    expect(accesses.value.every(({ isProven }) => !isProven)).toBe(true);
    expect(codes()).toContain('record-unproven');
  });

  it('when it says that a record stands where it does not', async () => {
    const { id, grant } = await liveWithGrant();
    await city.client.readEnvelope(grant);
    mailboxSays(({ entries }) => {
      for (const entry of entries) entry.receipt.index -= 1;
    });
    await lookAtGrant(id, around);
    expect(codes()).toContain('record-unproven');
  });

  it('when it shows another grant than the one that was signed', async () => {
    const { id } = await liveWithGrant();
    mailboxSays(({ grants: shown }) => {
      for (const entry of shown) entry.text = entry.text.replace('"epoch":1', '"epoch":2');
    });
    await lookAtGrant(id, around);
    expect(codes()).toContain('record-altered');
  });

  it('when it goes back to an answer that it signed before', async () => {
    const { id, grant } = await liveWithGrant();
    let first: Mailbox | undefined;
    mailboxSays((mailbox) => {
      first ??= structuredClone(mailbox);
    });
    await lookAtGrant(id, around);
    await city.client.readEnvelope(grant);
    around.meddle = (_, next) => next();
    await lookAtGrant(id, around);
    mailboxSays((mailbox) => Object.assign(mailbox, first));
    await lookAtGrant(id, around);
    expect(codes()).toEqual(['answer-backwards']);
    expect(grants.value[0]?.seq).toBe(2);
  });

  it('when its answer carries no good signature', async () => {
    const { id } = await liveWithGrant();
    mailboxSays((mailbox) => {
      mailbox.answer = mailbox.answer.replace('"seq":1', '"seq":2');
    });
    expect(await lookAtGrant(id, around)).toBe(false);
    expect(codes()).toEqual(['answer-unsigned']);
    expect(grants.value[0]?.status).toBe('waiting');
  });

  it('when it has two logs', async () => {
    const { id } = await liveWithGrant();
    await lookAtGrant(id, around);
    const kept = [...heldSignal.value.head.values()].find(({ state }) => state === 'inside');
    if (kept === undefined) throw new Error('expected a kept head');
    const { change } = await import('../../../pwa/wallet/vault/hold.ts');
    const root = `${kept.root.startsWith('B') ? 'C' : 'B'}${kept.root.slice(1)}`;
    await change((rows) => rows.put('head', String(kept.size), { ...kept, root }));
    await lookAtGrant(id, around);
    expect(codes()).toEqual(['head-forked']);
  });

  it('and another key of the log is not believed once one was pinned', async () => {
    const { id } = await liveWithGrant();
    const other = newLogSigner(origin);
    around.meddle = (path, next) =>
      path === '/log/key'
        ? Promise.resolve(Response.json({ verifierKey: other.verifierKey, regie: relay.regie.id }))
        : next();
    expect(await lookAtGrant(id, around)).toBe(true);
    expect(codes()).toEqual([]);
  });
});
