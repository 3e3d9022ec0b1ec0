import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromBase64url, fromUtf8, toUtf8 } from '../../crypto/encode.ts';
import { recordDigest } from '../../crypto/hash.ts';
import { openSealed, unpad } from '../../crypto/open.ts';
import { readCalculationContent } from '../../policy/calculation.ts';
import { readCanonical } from '../../policy/canonical.ts';
import { resultBinding } from '../../policy/envelope.ts';
import type { Yes } from '../../relay/kit/client.ts';
import { admittedCity, openTestHouse, type TestCity, type TestHouse } from '../relay/house.ts';
import { agree, TestWallet } from '../relay/resident.ts';

let relay: TestHouse;
let city: TestCity;
let wallet: TestWallet;

beforeEach(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  wallet = new TestWallet(relay);
});
afterEach(() => relay.close());

interface Mailbox {
  grants: { id: string; status: string; end?: { reason: string } }[];
  entries: { kind: string; type?: string; seq: number; text: string; sealed?: string; answer?: string }[];
  answer: string;
}

describe('the main path', () => {
  it('goes from the question to the stop, and each side holds the other’s word', async () => {
    const { yes, code, asked } = await agree(relay, city, wallet);
    const granted = await city.client.redeemCode(code, asked);
    expect(granted.text).toBe(yes.text);

    const reading = (await city.client.readEnvelope(granted.grant)) as Yes;
    expect(reading.decision).toBe(true);
    expect(reading.content.facts.map(({ key }) => key)).toEqual(['commune', 'reference-income']);
    expect(reading.content.view).toEqual(yes.view);

    const deposited = await city.client.depositCalculation(
      reading,
      { rulesHash: null, engine: 'by hand', contest: { where: 'https://ville.example/recours' } },
      {
        inputs: [{ key: 'reference-income', value: 18_450 }],
        results: [{ key: 'aides . montant', value: 30_000, unit: 'cent' }],
        path: [],
        cohort: null,
        human: { involved: false, role: null },
        facts: reading.content.facts,
      },
    );

    const mailbox = (await (await wallet.call(city.client.id, '/mailbox', { after: {} })).json()) as Mailbox;
    expect(mailbox.entries.map((entry) => entry.type ?? entry.kind)).toEqual([
      'grant',
      'access',
      'calculation',
    ]);
    expect(mailbox.entries.map((entry) => entry.seq)).toEqual([1, 2, 3]);
    const result = mailbox.entries[2];
    expect(result?.text).toBe(deposited.text);
    const { id } = readCanonical(deposited.text.split('\n')[0] ?? '') as { id: string };
    const binding = resultBinding({ grant: yes.grant.id, id, party: city.client.id });
    const { box } = wallet.keysFor(city.client.id);
    const opened = openSealed(box.secretKey, fromBase64url(result?.sealed ?? ''), toUtf8(binding));
    const content = readCalculationContent(readCanonical(fromUtf8(unpad(opened))));
    expect(content.results[0]?.value).toBe(30_000);

    const receipt = wallet.receipt(city.client.id, recordDigest(deposited.text));
    expect((await relay.post('/receipt', { receipt })).status).toBe(201);

    const stopped = await relay.post('/revoke', { revocation: wallet.revocation(yes.grant) });
    expect(await stopped.json()).toMatchObject({ status: 'ended', reason: 'grant-withdrawn' });
    const denied = await city.client.readEnvelope(granted.grant);
    expect(denied).toMatchObject({ decision: false, denial: { form: 'ended', reason: 'grant-withdrawn' } });

    const after = (await (
      await wallet.call(city.client.id, '/mailbox', { after: { [yes.grant.id]: 3 } })
    ).json()) as Mailbox;
    expect(after.entries.map((entry) => entry.type ?? entry.kind)).toEqual([
      'receipt',
      'revocation',
      'access',
    ]);
    expect(after.grants[0]).toMatchObject({ status: 'ended', end: { reason: 'grant-withdrawn' } });
  });
});
