// Help given from one wallet and used from another, on a real relay. Both wallets share one vault here: their rows have
// nothing in common.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromBase64url, fromUtf8, toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { signingPair, signRecord } from '../../../crypto/sign.ts';
import { callLabel, callText } from '../../../policy/call.ts';
import { readHelp } from '../../../policy/help.ts';
import { dayText, minuteText } from '../../../policy/instant.ts';
import { PathFault } from '../../../pwa/wallet/paths/fault.ts';
import { isOver, standingOf } from '../../../pwa/wallet/paths/help-standing.ts';
import { leaveHelped, lookFor, stopFor, takeHelp, wipeAllOver } from '../../../pwa/wallet/paths/helped.ts';
import { lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import {
  endHelp,
  giveHelp,
  type HelpChoice,
  helpablePlaces,
  linesOf,
  sendMandateEnds,
  sendMandates,
} from '../../../pwa/wallet/paths/mandate.ts';
import { giveBy, receiveBy } from '../../../pwa/wallet/paths/meeting.ts';
import { sendOutbox } from '../../../pwa/wallet/paths/outbox.ts';
import {
  acceptPrepared,
  dropPrepared,
  keepPrepared,
  preparedContent,
} from '../../../pwa/wallet/paths/prepare.ts';
import { change } from '../../../pwa/wallet/vault/hold.ts';
import type { KeptHelp, KeptHelped, KeptMandate } from '../../../pwa/wallet/vault/kept/mandate.ts';
import { alarms, grants, heldSignal, helps, mandates, uses } from '../../../pwa/wallet/vault/open.ts';
import {
  aboutCity,
  admittedCity,
  openTestHouse,
  origin,
  type TestCity,
  type TestHouse,
} from '../../relay/house.ts';
import { someDigest, someId } from '../../support/builders.ts';
import { aroundOf, type Call, liveGrant, openWallet, type TestAround } from './wallet.ts';

let relay: TestHouse;
let city: TestCity;
let around: TestAround;
let id: string;

beforeEach(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  around = aroundOf(relay);
  await openWallet(around);
  ({ grantId: id } = await liveGrant(relay, city, around));
});
afterEach(() => relay.close());

const choice = (changes: Partial<HelpChoice> = {}): HelpChoice => ({
  nickname: 'Lou',
  kind: 'relative',
  acts: ['see', 'stop'],
  days: 31,
  mailboxes: helpablePlaces().map(({ mailbox }) => mailbox),
  lang: 'fr',
  at: minuteText(around.now()),
  ...changes,
});

const mandatesHere = (): KeptMandate[] => [...mandates.value.values()];
const helpedRow = (name: string): KeptHelped => heldSignal.value.helped.get(name) as KeptHelped;

/** What the other phone got. */
async function handOver(chosen: HelpChoice): Promise<{ help: string; content: Uint8Array }> {
  let content = new Uint8Array(0);
  const give = async (given: Uint8Array) => {
    content = given.slice();
  };
  return { help: await giveHelp(chosen, give, around), content };
}

/** As both devices do it: given, handed over, sent. */
async function help(changes: Partial<HelpChoice> = {}): Promise<{ help: string; helped: string }> {
  const given = await handOver(choice(changes));
  const helped = await takeHelp(given.content, 'Maman');
  await sendMandates(around);
  return { help: given.help, helped };
}

describe('help', () => {
  it('is signed as it was read aloud, kept before anything leaves, and taken by the relay', async () => {
    const chosen = choice();
    const { content } = await handOver(chosen);
    expect(helps.value).toMatchObject([{ nickname: 'Lou', lines: linesOf(chosen) }]);
    expect(mandatesHere()).toMatchObject([{ state: 'unsent', receipt: null }]);
    expect(around.calls.some(({ path }) => path === '/mandate')).toBe(false);
    expect(readHelp(fromUtf8(content)).mandates).toHaveLength(1);
    await sendMandates(around);
    expect(mandatesHere()).toMatchObject([{ state: 'given' }]);
    expect(mandatesHere()[0]?.receipt).not.toBeNull();
  });

  it('never lets a relative stand beside a yes, whatever was ticked', async () => {
    await handOver(choice({ acts: ['see', 'decide'] }));
    expect(mandatesHere()[0]?.given.acts).toEqual(['see']);
    await expect(handOver(choice({ acts: ['decide'] }))).rejects.toMatchObject({
      code: 'choice-incomplete',
    });
  });

  it('goes through a meeting: both see six digits, and nothing leaves before the yes', async () => {
    const over = new AbortController().signal;
    const receiving = await receiveBy('mandate', '/proches/donner', over, around);
    const giving = await giveBy('mandate', receiving.link, over, around);
    expect(await receiving.code()).toBe(giving.code);
    await giveHelp(choice(), giving.give, around);
    const helped = await takeHelp(await receiving.content(), 'Maman');
    expect(helpedRow(helped)).toMatchObject({ nickname: 'Maman', kind: 'relative', acts: ['see', 'stop'] });
  });

  it('that never arrived is not kept, and never leaves', async () => {
    const lost = async () => {
      throw new PathFault('meeting-over', 'nobody was there any more');
    };
    for (let tap = 0; tap < 2; tap += 1)
      await expect(giveHelp(choice(), lost, around)).rejects.toMatchObject({ code: 'meeting-over' });
    await sendMandates(around);
    expect(helps.value).toEqual([]);
    expect(mandatesHere()).toEqual([]);
    expect(around.calls.some(({ path }) => path === '/mandate')).toBe(false);
    await help();
    expect(mandatesHere()).toMatchObject([{ state: 'given', given: { n: 1 } }]);
  });

  it('shows the helper agreements and looks, and tells the person of each look', async () => {
    const { helped } = await help();
    const { grant } = grants.value.find((kept) => kept.id === id) as { grant: { by: string } };
    await city.client.readEnvelope({
      ...(grants.value[0]?.grant as NonNullable<unknown>),
      by: grant.by,
    } as never);
    await lookFor(helped, around);
    const row = helpedRow(helped);
    expect(row.grants).toMatchObject([{ id, status: 'active' }]);
    expect(row.grants[0]?.title).not.toBeNull();
    expect(row.looks).toMatchObject([{ decision: 'allowed', isProven: true }]);
    expect(uses.value).toEqual([]);
    await lookAtGrant(id, around);
    expect(uses.value).toMatchObject([{ n: 1, mandate: mandatesHere()[0]?.id }]);
    expect(uses.value[0]?.receipt).not.toBeNull();
    relay.clock.pass({ minutes: 2 });
    await lookFor(helped, around);
    await lookAtGrant(id, around);
    const day = dayText(around.now());
    for (const { at, text } of uses.value)
      expect([at, JSON.parse(text.split('\n')[0] ?? '').at]).toEqual([day, day]);
    expect(uses.value.map(({ n }) => n).sort()).toEqual([1, 2]);
    expect(alarms.value).toEqual([]);
  });

  it('lets the helper stop, and the person’s own phone accepts that stop', async () => {
    const { helped } = await help();
    await lookFor(helped, around);
    await stopFor(helped, id, around);
    expect(helpedRow(helped).grants).toMatchObject([{ status: 'ended' }]);
    await lookAtGrant(id, around);
    expect(grants.value).toMatchObject([{ id, status: 'ended', endReason: 'grant-withdrawn' }]);
    expect(alarms.value).toEqual([]);
  });

  it('without `stop` carries no warrant: nothing can be stopped with it', async () => {
    const { helped } = await help({ acts: ['see'] });
    await lookFor(helped, around);
    await expect(stopFor(helped, id, around)).rejects.toMatchObject({ code: 'grant-unknown' });
  });

  it('is refused by the helper’s device when a word of it was changed on the way', async () => {
    const { content } = await handOver(choice());
    const given = readHelp(fromUtf8(content));
    const other = {
      ...given,
      mandates: given.mandates.map((one) => ({ ...one, text: one.text.replace('"days":31', '"days":365') })),
    };
    await expect(takeHelp(toUtf8(JSON.stringify(other)), 'Maman')).rejects.toMatchObject({
      code: 'record-foreign',
    });
    await expect(takeHelp(toUtf8('{"v":1}'), 'Maman')).rejects.toMatchObject({ code: 'mandate-invalid' });
  });
});

const isGiving = ({ path, body }: Call): boolean =>
  path === '/mandate' && body.includes('\\"act\\":\\"give\\"');

describe('the end of help', () => {
  it('is one tap: here at once, at the relay at its commit; the helper’s keys are wiped at the next look', async () => {
    const { help: name, helped } = await help();
    await lookFor(helped, around);
    await endHelp(name, around);
    expect(mandatesHere()).toMatchObject([{ state: 'ended' }]);
    expect(mandatesHere()[0]?.endReceipt).not.toBeNull();
    await lookFor(helped, around);
    expect(isOver(helpedRow(helped), around.now())).toBe(true);
    expect(helpedRow(helped)).toMatchObject({ grants: [], looks: [], names: {} });
    expect(helpedRow(helped).keys.every(({ seed }) => seed === null)).toBe(true);
    await lookAtGrant(id, around);
    expect(alarms.value).toEqual([]);
  });

  it('waits without network and leaves before everything but a stop', async () => {
    const { help: name } = await help();
    around.isOffline = true;
    await endHelp(name, around);
    expect(mandatesHere()).toMatchObject([{ state: 'ending' }]);
    around.isOffline = false;
    await sendOutbox(around);
    expect(mandatesHere()).toMatchObject([{ state: 'ended' }]);
  });

  it('of help that never left ends it all the same, and it never leaves', async () => {
    around.isOffline = true;
    const { help: name } = await handOver(choice());
    await sendMandates(around);
    await endHelp(name, around);
    around.isOffline = false;
    const tried = around.calls.length;
    await sendMandateEnds(around);
    await sendMandates(around);
    expect(mandatesHere()).toMatchObject([{ state: 'ended' }]);
    const reached = around.calls.slice(tried);
    // Its end is all that reaches the relay; while there was no network, the help itself was tried once.
    expect(around.calls.slice(0, tried).filter(isGiving)).toHaveLength(1);
    expect(reached.filter(isGiving)).toEqual([]);
    expect(reached.filter(({ path }) => path === '/mandate')).toHaveLength(1);
    await lookAtGrant(id, around);
    expect(alarms.value).toEqual([]);
  });

  it('comes by itself on its last day, and the helper’s phone forgets without asking anybody', async () => {
    const { helped } = await help({ days: 1 });
    await lookFor(helped, around);
    relay.clock.pass({ hours: 25 });
    around.isOffline = true;
    await wipeAllOver(around);
    expect(helpedRow(helped)).toMatchObject({ grants: [], looks: [] });
    around.isOffline = false;
  });

  it('can be asked for a day longer than it was given for: the relay counts from when it got it', async () => {
    await help({ days: 1 });
    const standing = (afterHours: number) =>
      standingOf(helps.value[0] as KeptHelp, relay.clock.now() + afterHours * 3_600_000);
    expect([23, 25, 47, 49].map(standing)).toEqual(['live', 'live', 'live', 'over']);
    // Where the relay took nothing there is nothing that it could count longer.
    await change((rows) => {
      for (const kept of mandatesHere()) rows.put('mandate', kept.id, { ...kept, state: 'refused' });
    });
    expect([23, 25].map(standing)).toEqual(['refused', 'over']);
  });

  it('is the helper’s too: a helper who leaves keeps no key', async () => {
    const { helped } = await help();
    await leaveHelped(helped);
    expect(heldSignal.value.helped.size).toBe(0);
  });
});

describe('two mailboxes in one help', () => {
  beforeEach(async () => {
    const tram = await admittedCity(relay, { ...aboutCity, legalId: '552100554', role: 'operator' });
    await liveGrant(relay, tram, around);
  });

  it('have mandates of their own under keys of their own, sent two to thirty seconds apart', async () => {
    await handOver(choice());
    const before = around.pauses.length;
    await sendMandates(around);
    const [left, right] = mandatesHere() as [KeptMandate, KeptMandate];
    expect(left.given.helper.key).not.toBe(right.given.helper.key);
    expect(left.given.warrant).not.toBe(right.given.warrant);
    const apart = around.pauses.slice(before).filter((ms) => ms >= 2_000 && ms <= 30_000);
    expect(apart).toHaveLength(1);
    const posted = around.calls.filter(({ path }) => path === '/mandate');
    expect(posted).toHaveLength(2);
    for (const { body } of posted)
      expect([left, right].filter(({ mailbox }) => body.includes(mailbox))).toHaveLength(1);
  });

  it('are looked at one by one by the helper, and end together', async () => {
    const { help: name, helped } = await help();
    const before = around.pauses.length;
    await lookFor(helped, around);
    expect(helpedRow(helped).grants).toHaveLength(2);
    expect(around.pauses.slice(before).some((ms) => ms >= 2_000 && ms <= 30_000)).toBe(true);
    await endHelp(name, around);
    expect(mandatesHere().map(({ state }) => state)).toEqual(['ended', 'ended']);
  });

  it('may be chosen one without the other', async () => {
    const [first] = helpablePlaces();
    await handOver(choice({ mailboxes: [first?.mailbox ?? ''] }));
    expect(mandatesHere().map(({ mailbox }) => mailbox)).toEqual([first?.mailbox]);
  });
});

describe('what a helper prepares', () => {
  const facts = () => heldSignal.value.fact;
  const prepare = (request = '') =>
    preparedContent({ values: new Map([['household-parts', 2]]), request }, around);

  it('is a proposal on the person’s phone, and hers only once she keeps it', async () => {
    const before = around.calls.length;
    const proposal = await keepPrepared(prepare(), around);
    expect(facts().has('household-parts')).toBe(false);
    expect(heldSignal.value.proposal.get(proposal)?.facts).toHaveLength(1);
    await acceptPrepared(proposal, 'household-parts');
    expect(facts().get('household-parts')?.value).toBe(2);
    expect(heldSignal.value.proposal.size).toBe(0);
    expect(around.calls).toHaveLength(before);
  });

  it('is gone when she does not keep it', async () => {
    await dropPrepared(await keepPrepared(prepare(), around));
    expect(facts().has('household-parts')).toBe(false);
    expect(heldSignal.value.proposal.size).toBe(0);
  });

  it('may bring a request of this relay and no other address', async () => {
    const link = `${origin}/r#${'A'.repeat(22)}.${'A'.repeat(22)}`;
    const proposal = await keepPrepared(prepare(link), around);
    expect(heldSignal.value.proposal.get(proposal)?.request).toBe(link);
    for (const other of ['https://voleur.example/r#x', `${origin}/stop#x`, 'javascript:alert(1)'])
      expect(() => prepare(other)).toThrow('request at this relay');
    const forged = fromUtf8(prepare(link)).replace(origin, 'https://voleur.example');
    await expect(keepPrepared(toUtf8(forged), around)).rejects.toMatchObject({ code: 'link-invalid' });
  });

  it('is refused when it is no fact of the catalogue, or is help and no facts', async () => {
    const odd = fromUtf8(prepare()).replace('"value":2', '"value":"two"');
    await expect(keepPrepared(toUtf8(odd), around)).rejects.toMatchObject({ code: 'fact-invalid' });
    const { content } = await handOver(choice());
    await expect(keepPrepared(content, around)).rejects.toMatchObject({ code: 'mandate-invalid' });
  });
});

describe('a relay that lies about help', () => {
  // biome-ignore lint/suspicious/noExplicitAny: an answer is looked into as a liar would, without types.
  const tells = (lie: (honest: any) => unknown) => {
    around.meddle = async (path, next) => {
      const response = await next();
      if (path !== '/mailbox' || !response.ok) return response;
      return Response.json(lie(await response.json()));
    };
  };
  const codes = () => alarms.value.map(({ code }) => code);

  it('and shows help that the resident did not give is found', async () => {
    await help();
    const text = mandatesHere()[0]?.text ?? '';
    tells((honest) => ({
      ...honest,
      mandates: [{ ...honest.mandates[0], text: text.replace(/"id":"./, '"id":"Z') }],
    }));
    await lookAtGrant(id, around);
    expect(codes()).toEqual(['record-foreign']);
  });

  it('and leaves out a look of a helper is found at the next one', async () => {
    const { helped } = await help();
    await lookFor(helped, around);
    relay.clock.pass({ minutes: 1 });
    await lookFor(helped, around);
    tells((honest) => ({ ...honest, uses: honest.uses.slice(1) }));
    await lookAtGrant(id, around);
    expect(codes()).toEqual(['chain-missing']);
  });

  it('and makes up a look is found: no key but the helper’s signs one', async () => {
    const { helped } = await help();
    await lookFor(helped, around);
    tells((honest) => ({
      ...honest,
      uses: honest.uses.map((use: { text: string }) => ({
        ...use,
        text: use.text.replace('/mailbox', '/mailbux'),
      })),
    }));
    await lookAtGrant(id, around);
    expect(codes()).toEqual(['record-foreign']);
    // Told once, and passed over: the looks that follow are seen.
    around.meddle = (_, next) => next();
    await lookFor(helped, around);
    await lookAtGrant(id, around);
    expect(uses.value.map(({ n, mandate }) => [n, mandate]).sort()).toEqual([
      [1, null],
      [2, mandatesHere()[0]?.id],
    ]);
    expect(codes()).toEqual(['record-foreign']);
  });

  it('and ignores the end is sent it once more, and believed in nothing', async () => {
    const { help: name } = await help();
    around.meddle = async (path, next) => {
      if (path !== '/mandate') return next();
      return Response.json({ status: 'ended', at: minuteText(around.now()) });
    };
    await endHelp(name, around);
    expect(mandatesHere()).toMatchObject([{ state: 'ended', endReceipt: null }]);
    around.meddle = (_, next) => next();
    await lookAtGrant(id, around);
    expect(mandatesHere()).toMatchObject([{ state: 'ending' }]);
    await sendOutbox(around);
    expect(mandatesHere()[0]?.endReceipt).not.toBeNull();
  });

  it('and goes on serving a helper after the end is found by the order of the log, where it shows the look', async () => {
    const { help: name, helped } = await help();
    const [key] = helpedRow(helped).keys;
    const { secretKey, publicKey } = signingPair(fromBase64url(key?.seed ?? ''));
    await endHelp(name, around);
    const mailbox = key?.mailbox ?? '';
    const call = { mailbox, method: 'POST', path: '/mailbox', bodyDigest: someDigest('body') };
    const text = callText({
      ...call,
      at: minuteText(around.now()),
      nonce: someId('n'),
      mandate: key?.mandate ?? '',
    });
    const signature = toBase64url(signRecord(callLabel, text, secretKey));
    expect(toBase64url(publicKey)).toBe(mandatesHere()[0]?.given.helper.key);
    // A relay in league with the helper: it judges nothing.
    const { store } = relay.house;
    await store.keepMandateUse(
      { mailbox, mandate: key?.mandate ?? '', text: `${text}\ned25519:${signature}`, atMs: around.now() },
      () => null,
    );
    await lookAtGrant(id, around);
    expect(codes()).toEqual(['stop-ignored']);
    expect(uses.value).toHaveLength(1);
  });
});
