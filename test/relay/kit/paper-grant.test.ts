// A yes on paper, from the asking screen to the stop by slip: no phone, no wallet, no key left behind.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { recordDigest, sha256 } from '../../../crypto/hash.ts';
import { readGrant } from '../../../policy/grant.ts';
import { readMandate } from '../../../policy/mandate.ts';
import { splitRecord } from '../../../policy/record.ts';
import { readCard, stopByCard } from '../../../pwa/wallet/paths/stop.ts';
import type { PushedAsk } from '../../../relay/kit/client.ts';
import { pairOf, signLine } from '../../../relay/kit/keys.ts';
import type { PaperHelp, Slip } from '../../../relay/kit/paper-grant.ts';
import { clientIdHash } from '../../../relay/routes/authorize.ts';
import { aroundOf } from '../../pwa/paths/wallet.ts';
import { aFact, someId } from '../../support/builders.ts';
import {
  aboutCity,
  admittedCity,
  askAs,
  openTestHouse,
  origin,
  type TestCity,
  type TestHouse,
} from '../house.ts';
import { helperCall } from '../mandate-helper.ts';
import { enterRoom, type TestRoom } from '../resident.ts';

let relay: TestHouse;
let city: TestCity;
let counter: TestCity;
let room: TestRoom;
let asked: PushedAsk;
let slip: Slip;

const scan = toUtf8('the scanned sheet');
const linkOf = ({ handle }: TestRoom, party: TestCity) =>
  `${origin}/r#${handle}.${clientIdHash(party.client.id)}`;
const asHeard: PaperHelp = { acts: ['see', 'stop'], days: 365 };
const make = (
  link = linkOf(room, city),
  facts = [aFact('commune'), aFact('reference-income')],
  help = asHeard,
) => counter.client.paperGrant({ link, facts, lang: 'fr', scan, help });
const type = () => relay.post('/room/code', { room: room.id, code: slip.confirm }, { cookie: room.cookie });

beforeEach(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  counter = await admittedCity(relay, { ...aboutCity, legalId: '217500016' });
  asked = await askAs(city);
  room = await enterRoom(relay, asked.address);
  slip = await make();
});
afterEach(() => relay.close());

async function granted() {
  const { redirect } = (await (await type()).json()) as { redirect: string };
  return (await city.client.redeemCode(new URL(redirect).searchParams.get('code') ?? '', asked)).grant;
}

describe('a yes on paper', () => {
  it('holds once the six characters were typed at the asking screen, and is read like any other', async () => {
    const grant = await granted();
    const reading = await city.client.readEnvelope(grant);
    expect(reading.decision).toBe(true);
    if (!reading.decision) return;
    expect(reading.content.facts.map(({ key }) => key)).toEqual(['commune', 'reference-income']);
    expect(readGrant(splitRecord(slip.grant).body)).toEqual(grant);
  });

  it('stands under a mandate that names the sheet, the counter and this one grant', () => {
    const mandate = readMandate(splitRecord(slip.mandate).body);
    expect(mandate).toMatchObject({
      act: 'give',
      acts: ['see', 'stop'],
      paper: {
        counter: counter.client.id,
        sheetDigest: toBase64url(sha256(scan)),
        grant: recordDigest(slip.grant),
      },
    });
    expect(slip.spoken).toContain('J’ai signé une feuille.');
  });

  it('is ended by its own stop code, and by that only this one', async () => {
    const grant = await granted();
    const secondRoom = await enterRoom(relay, (await askAs(city)).address);
    const second = await make(linkOf(secondRoom, city));
    expect(second.stop.code).not.toBe(slip.stop.code);
    const card = readCard(slip.stop.link.split('#')[1] ?? '');
    expect(await stopByCard(card, aroundOf(relay))).toBe(1);
    expect((await city.client.readEnvelope(grant)).decision).toBe(false);
    const other = await relay.house.store.readGrant(...placeOf(second));
    expect(other?.state.status).toBe('waiting');
  });

  it('lets the counter see it and end the mandate; nothing else can ever be made under it', async () => {
    await granted();
    const given = readMandate(splitRecord(slip.mandate).body);
    if (given.act !== 'give') throw new Error('expected a mandate');
    const help = { mandate: given, text: slip.mandate, helper: pairOf(counter.keys.record) };
    const shown = (await (await helperCall(relay, help)).json()) as { grants: unknown[] };
    expect(shown.grants).toHaveLength(1);
    const end = {
      v: 1 as const,
      type: 'mandate' as const,
      id: someId('end'),
      at: given.at,
      by: given.by,
      act: 'end',
      mandate: given.id,
      counter: counter.client.id,
    };
    expect((await relay.post('/mandate', { mandate: signLine(end, counter.keys.record) })).status).toBe(200);
    expect((await helperCall(relay, help)).status).toBe(403);
  });

  it('gives the counter no more, and for no longer, than the help sheet said', async () => {
    room = await enterRoom(relay, (await askAs(city)).address);
    slip = await make(linkOf(room, city), undefined, { acts: ['see'], days: 31 });
    await type();
    const given = readMandate(splitRecord(slip.mandate).body);
    if (given.act !== 'give') throw new Error('expected a mandate');
    expect(given).toMatchObject({ acts: ['see'], days: 31 });
    expect(given.warrant).toBeUndefined();
    const help = { mandate: given, text: slip.mandate, helper: pairOf(counter.keys.record) };
    expect((await helperCall(relay, help)).status).toBe(200);
    relay.clock.pass({ days: 32 });
    expect((await helperCall(relay, help)).status).toBe(403);
  });

  it('keeps nothing of its mailbox’s key: neither slip nor records hold a secret but the stop code', () => {
    expect(Object.keys(slip).sort().join(' ')).toBe(
      'alternative confirm contact facts grant help lang mandate party purpose spoken stop title until',
    );
  });

  it('is refused without a fact that must be there, and for a link of somebody else', async () => {
    const next = await enterRoom(relay, (await askAs(city)).address);
    await expect(make(linkOf(next, city), [aFact('commune')])).rejects.toThrow('reference-income');
    const bare = await enterRoom(relay, (await askAs(city)).address);
    await expect(make(linkOf(bare, city), [])).rejects.toThrow('`commune`, `reference-income`');
    const third = await enterRoom(relay, (await askAs(city)).address);
    await expect(make(linkOf(third, counter))).rejects.toMatchObject({ code: 'answer-invalid' });
    await expect(make('https://relais.example/r')).rejects.toMatchObject({ code: 'answer-invalid' });
  });

  it('dies with the room when nobody types the characters', async () => {
    relay.clock.pass({ minutes: 10 });
    await relay.house.store.sweep(relay.clock.now());
    expect((await relay.house.store.readGrant(...placeOf(slip)))?.state.status).toBe('ended');
  });
});

function placeOf({ grant }: Slip): [mailbox: string, id: string] {
  const { by, id } = readGrant(splitRecord(grant).body);
  return [by, id];
}
