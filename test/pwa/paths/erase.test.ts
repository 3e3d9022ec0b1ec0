// Before Dexie, which looks for the browser's database once.
import 'fake-indexeddb/auto';

import Dexie from 'dexie';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readAsk } from '../../../pwa/wallet/paths/ask.ts';
import { kit, stopCard } from '../../../pwa/wallet/paths/card.ts';
import { eraseDevice } from '../../../pwa/wallet/paths/erase.ts';
import { exportAll } from '../../../pwa/wallet/paths/export.ts';
import { keepFact } from '../../../pwa/wallet/paths/keep.ts';
import { lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import { openDoor } from '../../../pwa/wallet/paths/open.ts';
import { setPreference } from '../../../pwa/wallet/paths/prefer.ts';
import { sayNo } from '../../../pwa/wallet/paths/refuse.ts';
import { stopGrant } from '../../../pwa/wallet/paths/revoke.ts';
import { facts, grants, heldSignal, lockState } from '../../../pwa/wallet/vault/open.ts';
import { admittedCity, openTestHouse, type TestCity, type TestHouse } from '../../relay/house.ts';
import { aContent } from '../../support/builders.ts';
import { findCanaries } from '../../support/canary.ts';
import { aroundOf, liveGrant, openWallet, scan, type TestAround } from './wallet.ts';

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

const canaries = ['Zyxglorb-sur-Wimvex', 'quokkafromage48213', 'Vrombixotheque-9917'];

/** Everything a thief finds: each database, each store, each row, bytes as they lie there and keys as text. */
async function dumpDisk(): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await new Dexie(name ?? '').open();
    for (const table of database.tables) {
      for (const row of (await table.toArray()) as Record<string, unknown>[]) {
        for (const value of Object.values(row))
          parts.push(
            ArrayBuffer.isView(value)
              ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
              : Buffer.from(String(value)),
          );
      }
    }
    database.close();
  }
  return Buffer.concat(parts);
}

/** A life: facts, a yes, a reading, a result, a rule, a no, a stop that waits. */
async function live(): Promise<void> {
  await keepFact({ key: 'commune', value: { code: '63113', name: canaries[0] } }, around);
  const { grantId, code, scanned } = await liveGrant(relay, city, around);
  const { grant } = await city.client.redeemCode(code, scanned);
  const reading = await city.client.readEnvelope(grant);
  if (!reading.decision) throw new Error('expected a yes');
  const { salt: _, ...content } = aContent();
  const results = [{ key: canaries[1] as string, value: canaries[2] as string, unit: null }];
  const about = {
    rulesHash: null,
    engine: 'none 1.0.0',
    contest: { where: 'https://ville.example/contester' },
  };
  await city.client.depositCalculation(reading, about, { ...content, facts: reading.content.facts, results });
  await lookAtGrant(grantId, around);
  await setPreference({
    fact: 'park-visits',
    role: 'private',
    purpose: 'advertising',
    answer: 'never',
    automatic: true,
  });
  await sayNo(await readAsk((await scan(relay, city)).hash, around), around);
  around.isOffline = true;
  await stopGrant(grantId, around);
}

describe('the device at rest', () => {
  it('holds no fact, result, rule or word of the resident, in any form', async () => {
    await live();
    const held = JSON.stringify([...heldSignal.value.fact, ...heldSignal.value.calculation]);
    for (const canary of canaries) expect(held).toContain(canary);
    const dump = await dumpDisk();
    expect(dump.length).toBeGreaterThan(10_000);
    const words = [
      ...canaries,
      'park-visits',
      'advertising',
      'Ville de Lumière',
      city.client.id,
      kit()?.code ?? '',
      stopCard(around).code,
    ];
    expect(findCanaries(words, 'disk', dump)).toEqual([]);
  });

  it('would be found out: a canary planted beside the vault is seen', async () => {
    const planted = new Dexie('planted');
    planted.version(1).stores({ rows: 'k' });
    await planted.table('rows').put({ k: 'x', c: Buffer.from(canaries[0] as string, 'utf16le') });
    planted.close();
    expect(findCanaries(canaries, 'disk', await dumpDisk()).length).toBeGreaterThan(0);
    await Dexie.delete('planted');
  });

  it('sends none of it in the clear either', async () => {
    await live();
    const sent = Buffer.from(
      around.calls
        .map(({ path, body, options }) => `${path} ${body} ${JSON.stringify(options.headers)}`)
        .join('\n'),
    );
    expect(findCanaries(canaries, 'wire', sent)).toEqual([]);
  });
});

describe('the export', () => {
  it('holds everything, with headings in both languages, and no key', async () => {
    await live();
    const { name, text } = await exportAll(around);
    expect(name).toBe('vis-a-vis-2026-11-21.json');
    for (const canary of canaries) expect(text).toContain(canary);
    const file = JSON.parse(text) as {
      format: string;
      parts: { name: string; title: { fr: string }; entries: unknown[] }[];
    };
    expect(file.format).toBe('vav/export/1');
    const entries = (part: string) => file.parts.find((entry) => entry.name === part)?.entries.length;
    expect([
      entries('fact'),
      entries('grant'),
      entries('calculation'),
      entries('refusal'),
      entries('look'),
    ]).toEqual([2, 1, 1, 1, 1]);
    const keys = heldSignal.value.keys.get('wallet');
    for (const secret of [keys?.pairKey, keys?.stopSeed, keys?.kitCode])
      expect(text).not.toContain(secret ?? 'nothing');
    expect(text).not.toContain('epochKey');
    expect(text).toContain(grants.value[0]?.text.split('\n')[1]);
  });

  it('needs an open vault', async () => {
    await eraseDevice();
    await expect(exportAll(around)).rejects.toMatchObject({ code: 'wallet-locked' });
  });
});

describe('erasing the device', () => {
  it('leaves no database, no fact and no key, and a new vault can be made', async () => {
    await live();
    await eraseDevice();
    expect(await indexedDB.databases()).toEqual([]);
    expect(facts.value.size).toBe(0);
    await openDoor();
    expect(lockState.value).toBe('empty');
    await openWallet(around);
    expect(lockState.value).toBe('open');
  });
});
