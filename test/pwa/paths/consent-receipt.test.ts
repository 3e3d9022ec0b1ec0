import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fromBase64url } from '../../../crypto/encode.ts';
import { recordDigest } from '../../../crypto/hash.ts';
import { verifyRecord } from '../../../crypto/verify.ts';
import { consentSchema } from '../../../policy/export/consent-schema.ts';
import { type Grant, readGrant } from '../../../policy/grant.ts';
import { splitRecord } from '../../../policy/record.ts';
import { joinSheet, splitForSheet } from '../../../policy/sheet.ts';
import { readAsk } from '../../../pwa/wallet/paths/ask.ts';
import { receivables, type WrittenReceipt, writeReceipt } from '../../../pwa/wallet/paths/consent-receipt.ts';
import { look } from '../../../pwa/wallet/paths/look.ts';
import { sendOutbox } from '../../../pwa/wallet/paths/outbox.ts';
import { stopGrant } from '../../../pwa/wallet/paths/revoke.ts';
import { change } from '../../../pwa/wallet/vault/hold.ts';
import { accesses, envelopes, facts, grants, heldSignal } from '../../../pwa/wallet/vault/open.ts';
import {
  aboutCity,
  admittedCity,
  openTestHouse,
  origin,
  type TestCity,
  type TestHouse,
} from '../../relay/house.ts';
import { agreeTo, aroundOf, liveGrant, openWallet, scan, type TestAround } from './wallet.ts';

let relay: TestHouse;
let city: TestCity;
let around: TestAround;

beforeAll(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay, {
    ...aboutCity,
    contact: { ...aboutCity.contact, address: '1 place du Marché' },
  });
});
afterAll(() => relay.close());
beforeEach(async () => {
  around = aroundOf(relay);
  await openWallet(around);
});

const validate = new Ajv2020({ strictRequired: false }).compile(consentSchema);

async function liveAndRead(): Promise<{ id: string; grant: Grant }> {
  const { grantId, code, scanned } = await liveGrant(relay, city, around);
  const { grant } = await city.client.redeemCode(code, scanned);
  relay.clock.pass({ hours: 1 });
  await city.client.readEnvelope(grant);
  await look(grantId, around);
  return { id: grantId, grant };
}

const written = (id: string): WrittenReceipt[] =>
  receivables(id).map((thing) => writeReceipt(id, thing, around));
const kindsOf = (id: string): string[] => receivables(id).map(({ kind }) => kind);
/** What comes back from the codes of its sheet. */
function onPaper(record: string | null | undefined): string {
  if (record == null) throw new TypeError('expected a record');
  const back = joinSheet(splitForSheet(record, recordDigest(record)), recordDigest);
  return back.isWhole ? back.text : '';
}
const read = ({ text }: WrittenReceipt): Record<string, unknown> =>
  JSON.parse(text) as Record<string, unknown>;

describe('the receipts of an agreement', () => {
  it('are one for the yes, one for each reading, one for the end, and each is what the schema wants', async () => {
    const { id } = await liveAndRead();
    expect(kindsOf(id)).toEqual(['grant', 'use']);
    relay.clock.pass({ hours: 1 });
    await stopGrant(id, around);
    await sendOutbox(around);
    await look(id, around);
    expect(kindsOf(id)).toEqual(['grant', 'use', 'termination']);
    for (const receipt of written(id)) {
      expect(validate(read(receipt)), JSON.stringify(validate.errors)).toBe(true);
      expect(receipt.faults).toEqual([]);
    }
    const [yes, use, end] = written(id).map(read);
    expect(yes?.['vav:about']).toBe('grant');
    expect(JSON.stringify(use)).toContain('dpv:DataProcessingRecord');
    expect(JSON.stringify(end)).toContain('dpv:ConsentWithdrawn');
    expect(new Set([yes, use, end].map((receipt) => receipt?.['dct:identifier'])).size).toBe(3);
  });

  it('hold no value of the resident, whatever was sent', async () => {
    const { id } = await liveAndRead();
    const values = [...facts.value.values()].map(({ value }) =>
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    );
    expect(values.length).toBeGreaterThan(1);
    const [sent] = [...envelopes.value.values()];
    for (const { text, code, record } of written(id)) {
      for (const value of values.filter((value) => value.length > 4)) expect(record).not.toContain(value);
      for (const value of values.filter((value) => value.length > 2)) {
        expect(text).not.toContain(value);
        expect(code).not.toContain(value);
      }
      expect(text).not.toContain(sent?.viewSalt);
      expect(text).not.toContain(String(grants.value[0]?.epochKey));
    }
  });

  it('carry on paper the very record, with its digest and its place in the log', async () => {
    const { id } = await liveAndRead();
    const [yes, use] = written(id);
    const { line1, proof } = splitRecord(onPaper(yes?.record));
    const key = readGrant(JSON.parse(line1)).key;
    const isSigned = verifyRecord('vav/grant/1', line1, fromBase64url(proof.value), fromBase64url(key));
    expect(isSigned).toBe(true);
    const evidence = JSON.parse(onPaper(use?.record)) as { record: string };
    expect(recordDigest(evidence.record)).toBe(accesses.value[0]?.digest);
    const { receipt, digest } = grants.value.find((grant) => grant.id === id) ?? {};
    expect(yes?.code).toBe(`${origin}/log/checkpoint#${digest}.${receipt?.index}.${receipt?.size}`);
    expect(use?.code).toContain(`${origin}/log/checkpoint#${accesses.value[0]?.digest}.`);
  });

  it('are written without asking the relay', async () => {
    const { id } = await liveAndRead();
    around.calls.length = 0;
    around.isOffline = true;
    expect(written(id)).toHaveLength(2);
    expect(around.calls).toEqual([]);
  });

  it('say when what they say was last known, and when they were written', async () => {
    const { id } = await liveAndRead();
    const known = heldSignal.value.answer.get(grants.value[0]?.mailbox ?? '')?.at;
    relay.clock.pass({ days: 3 });
    const [yes] = written(id).map(read);
    expect(JSON.stringify(yes)).toContain(`"vav:knownAt":"${known}"`);
    expect(yes?.['dct:created']).toBe(
      new Date(relay.clock.now()).toISOString().replace(/\d{2}\.\d{3}Z$/, '00Z'),
    );
  });

  it('are none before the yes is in force', async () => {
    const { hash } = await scan(relay, city);
    const { grantId } = await agreeTo(await readAsk(hash, around), around);
    expect(receivables(grantId)).toEqual([]);
  });

  it('tell what should not have happened, and are given all the same', async () => {
    const { id } = await liveAndRead();
    const [name, row] = [...heldSignal.value.look].find(([, entry]) => entry.grant === id) ?? [];
    if (name === undefined || row === undefined) throw new TypeError('expected a reading');
    await change((rows) => rows.put('look', name, { ...row, at: '2026-01-01T08:00:00Z' }));
    const [, use] = written(id);
    expect(use?.faults).toEqual(['notice-after-use', 'use-before-consent']);
    expect(use?.text).toContain('2026-01-01T08:00:00Z');
  });

  it('of a reading under another agreement are refused', async () => {
    const { id } = await liveAndRead();
    expect(() => writeReceipt(id, { kind: 'use', at: '', seq: 99 }, around)).toThrow('no such reading');
    expect(() => receivables('A'.repeat(22))).toThrow('no such grant');
  });
});
