// Help at the relay's doors: what a helper's key may do, what it may not, and what the resident finds written down of it.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from '../../crypto/encode.ts';
import { newSigningPair } from '../../crypto/sign.ts';
import { verifyRecord } from '../../crypto/verify.ts';
import { callLabel } from '../../policy/call.ts';
import type { Grant } from '../../policy/grant.ts';
import { instantText } from '../../policy/instant.ts';
import type { GivenMandate } from '../../policy/mandate.ts';
import { type Party, readParty } from '../../policy/party.ts';
import { splitRecord } from '../../policy/record.ts';
import { pairOf, signLine as signPartyLine } from '../../relay/kit/keys.ts';
import { textDigest } from '../../relay/proof/hash.ts';
import { withText } from '../support/a-mandate.ts';
import { someDigest, someId, someSignature } from '../support/builders.ts';
import {
  aboutCity,
  admittedCity,
  codeOf,
  knownParty,
  openTestHouse,
  type TestCity,
  type TestHouse,
} from './house.ts';
import { endHelp, type GivenHelp, giveHelp, givePaper, helperCall, helperStop } from './mandate-helper.ts';
import { agree, signLine, TestWallet } from './resident.ts';

let relay: TestHouse;
let city: TestCity;
let wallet: TestWallet;
let grant: Grant;
let help: GivenHelp;
let sealed: string;

const dayMs = 86_400_000;
const own = () => wallet.keysFor(grant.party);
const post = (mandate: string) => relay.post('/mandate', { mandate });

beforeEach(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  wallet = new TestWallet(relay);
  const { code, asked, yes } = await agree(relay, city, wallet);
  sealed = yes.envelope;
  ({ grant } = await city.client.redeemCode(code, asked));
  help = giveHelp(relay, own());
});
afterEach(() => relay.close());

async function refuses(code: string, act: () => Promise<Response>): Promise<void> {
  const { size } = await relay.house.store.head();
  const response = await act();
  expect(await codeOf(response)).toBe(code);
  expect(response.status).toBeLessThan(500);
  expect((await relay.house.store.head()).size).toBe(size);
}

/** The next version of a party's own record, with another `record` key from now on. */
function replacedRecordKey({ client, keys, record }: TestCity): string {
  const at = instantText(relay.clock.now());
  const first = readParty(splitRecord(record).body);
  const kept = first.keys.map((key) => (key.use === 'record' ? { ...key, until: at } : key));
  const next = {
    use: 'record',
    id: 'record-2',
    key: toBase64url(newSigningPair().publicKey),
    from: at,
  } as const;
  const version = {
    ...first,
    id: someId('second version'),
    at,
    by: client.id,
    previousHash: textDigest(record),
    keys: [...kept, next],
  };
  return signPartyLine(version as Party, keys.identity);
}

interface Mailbox {
  grants: { id: string; status: string }[];
  entries: { kind: string; type?: string; text: string; sealed?: string }[];
  refusals: unknown[];
  pauses: unknown[];
  mandates: {
    n: number;
    text: string;
    receipt: object;
    endedAt: string | null;
    end: { text: string } | null;
  }[];
  uses: { mandate: string; n: number; at: string; text: string; receipt: object }[];
}

const mine = async (body: object = { after: {} }): Promise<Mailbox> =>
  (await (await wallet.call(grant.party, '/mailbox', body)).json()) as Mailbox;

async function given(changes: Parameters<typeof giveHelp>[2] = {}): Promise<GivenHelp> {
  help = giveHelp(relay, own(), changes);
  const response = await post(help.text);
  expect(response.status).toBe(201);
  return help;
}

describe('a mandate', () => {
  it('is kept once, with its place in the log, and shown to the resident alone', async () => {
    const first = (await (await post(help.text)).json()) as { receipt: { index: number } };
    const again = (await (await post(help.text)).json()) as { receipt: { index: number } };
    expect(again.receipt.index).toBe(first.receipt.index);
    const { mandates, uses } = await mine();
    expect(mandates).toMatchObject([{ n: 1, text: help.text, endedAt: null, end: null }]);
    expect(uses).toEqual([]);
    const { members } = await city.client.history({ grant: grant.id, mailbox: grant.by });
    expect(JSON.stringify(members)).not.toContain('"mandate"');
  });

  it('is refused by another key than the mailbox’s, and with a warrant by another one', async () => {
    const stranger = new TestWallet(relay).keysFor(grant.party);
    const { mandate } = help;
    await refuses('signature-invalid', () => post(signLine(mandate, stranger.signing.secretKey)));
    const warrant = someSignature('another');
    await refuses('signature-invalid', () =>
      post(signLine({ ...mandate, warrant } as GivenMandate, own().signing.secretKey)),
    );
  });

  it('is refused where no grant made the mailbox', async () => {
    const elsewhere = giveHelp(relay, new TestWallet(relay).keysFor(grant.party));
    await refuses('grant-unknown', () => post(elsewhere.text));
  });

  it('attests the very words that its fields make, and no others', async () => {
    const { mandate } = help;
    const text = { ...mandate.text, digest: someDigest('sweeter words') };
    await refuses('digest-invalid', () =>
      post(signLine({ ...mandate, text } as GivenMandate, own().signing.secretKey)),
    );
    const longer = { ...mandate, days: 365 as const };
    await refuses('digest-invalid', () => post(signLine(longer, own().signing.secretKey)));
  });

  it('has its number: none is left out, none comes twice', async () => {
    await refuses('record-conflict', () => post(giveHelp(relay, own(), { n: 2 }).text));
    await given();
    await refuses('record-conflict', () => post(giveHelp(relay, own(), { n: 1 }).text));
    await given({ n: 2 });
  });

  it('of another day, or with something beside it, is none', async () => {
    const old = instantText(relay.clock.now() - 3 * dayMs).replace(/:\d\dZ/, ':00Z');
    await refuses('time-stale', () => post(giveHelp(relay, own(), { at: old }).text));
    await refuses('body-invalid', () => relay.post('/mandate', { mandate: help.text, note: '' }));
    await refuses('body-invalid', () => relay.post('/mandate', {}));
  });
});

describe('a helper who may see', () => {
  beforeEach(() => given({ acts: ['see'] }));

  it('is shown agreements and who looked, and nothing sealed or private', async () => {
    await city.client.readEnvelope(grant);
    const shown = (await (await helperCall(relay, help)).json()) as Mailbox;
    expect(shown.grants).toMatchObject([{ id: grant.id, status: 'active' }]);
    expect(shown.entries.map(({ kind }) => kind)).toEqual(['signed', 'access']);
    expect(shown.entries.some((entry) => 'sealed' in entry)).toBe(false);
    expect([shown.refusals, shown.pauses, shown.mandates, shown.uses]).toEqual([[], [], [], []]);
  });

  it('is never told of a pause, and neither is a suspension told apart', async () => {
    const key = toBase64url(own().signing.publicKey);
    const head = { v: 1 as const, id: someId('pause'), at: help.mandate.at, by: grant.by, key };
    const pause = { ...head, type: 'pause' as const, grant: grant.id, act: 'pause', n: 1 };
    const text = signLine(pause, own().signing.secretKey);
    expect((await relay.post('/pause', { pause: text })).status).toBe(201);
    expect((await mine()).grants).toMatchObject([{ status: 'paused' }]);
    const shown = (await (await helperCall(relay, help)).json()) as Mailbox;
    expect(shown.grants).toMatchObject([{ id: grant.id, status: 'active' }]);
    expect(JSON.stringify(shown)).not.toContain('pause"');
  });

  it('leaves a signed record of each look, by the day, in the resident’s history', async () => {
    await helperCall(relay, help);
    relay.clock.pass({ minutes: 5 });
    await helperCall(relay, help);
    const { uses } = await mine();
    expect(uses.map(({ n, mandate }) => [n, mandate])).toEqual([
      [1, help.mandate.id],
      [2, help.mandate.id],
    ]);
    for (const { text, at } of uses) {
      const [line = '', proof = ''] = text.split('\n');
      expect(at).toMatch(/T00:00:00Z$/);
      expect(JSON.parse(line)).toMatchObject({
        mailbox: grant.by,
        mandate: help.mandate.id,
        path: '/mailbox',
      });
      const signature = fromBase64url(proof.replace('ed25519:', ''));
      expect(verifyRecord(callLabel, line, signature, help.helper.publicKey)).toBe(true);
    }
    expect((await mine({ after: {}, usedUntil: 1 })).uses).toHaveLength(1);
  });

  it('may not stop, nor do anything else that the mailbox’s key does', async () => {
    await refuses('mandate-outside', () =>
      relay.post('/revoke', { revocation: helperStop(relay, help, grant.id) }),
    );
    await refuses('mandate-outside', () =>
      helperCall(relay, help, { grant: grant.id, epoch: 1, n: 2, envelope: sealed }, '/envelope'),
    );
    await refuses('mandate-outside', () => helperCall(relay, help, {}, '/thread/mine'));
  });

  it('signs no record in the resident’s name: no pause, no yes, no other mandate', async () => {
    const { secretKey } = help.helper;
    const key = toBase64url(help.helper.publicKey);
    const head = { v: 1 as const, id: someId('p'), at: help.mandate.at, by: grant.by, key };
    const pause = { ...head, type: 'pause' as const, grant: grant.id, act: 'pause', n: 1 };
    await refuses('signature-invalid', () => relay.post('/pause', { pause: signLine(pause, secretKey) }));
    const wider = giveHelp(relay, { ...own(), signing: help.helper }, { n: 2 });
    await refuses('signature-invalid', () => post(wider.text));
    const end = endHelp(relay, { ...own(), signing: help.helper }, help.mandate.id);
    await refuses('signature-invalid', () => post(end));
  });

  it('is nobody at another mailbox, under another mandate or with another key', async () => {
    await refuses('mandate-unknown', () =>
      helperCall(relay, help, {}, '/mailbox', { mailbox: someDigest('other') }),
    );
    await refuses('mandate-unknown', () =>
      helperCall(relay, help, {}, '/mailbox', { mandate: someId('other') }),
    );
    const thief = { ...help, helper: newSigningPair() };
    await refuses('mandate-unknown', () => helperCall(relay, thief));
  });

  it('is heard once: the same call again is a replay', async () => {
    const nonce = someId('nonce');
    await helperCall(relay, help, {}, '/mailbox', { nonce });
    await refuses('request-replayed', () => helperCall(relay, help, {}, '/mailbox', { nonce }));
  });

  it('is refused from the instant at which the last day is over', async () => {
    relay.clock.pass({ hours: 24 * 31 - 1 });
    expect((await helperCall(relay, help)).status).toBe(200);
    relay.clock.pass({ hours: 1 });
    await refuses('mandate-over', () => helperCall(relay, help));
  });
});

describe('a helper who may stop', () => {
  it('ends the grant, and the party can check the warrant that allowed it', async () => {
    await given();
    const response = await relay.post('/revoke', { revocation: helperStop(relay, help, grant.id) });
    expect(await response.json()).toMatchObject({ status: 'ended', reason: 'grant-withdrawn' });
    expect((await city.client.readEnvelope(grant)).decision).toBe(false);
    const { members } = await city.client.history({ grant: grant.id, mailbox: grant.by });
    expect(members.map((member) => (member.kind === 'signed' ? member.type : member.kind))).toContain(
      'revocation',
    );
    expect((await mine()).grants).toMatchObject([{ id: grant.id, status: 'ended' }]);
  });

  it('shows the warrant of its own mandate or is refused', async () => {
    await given();
    const mandate = { id: help.mandate.id, warrant: someSignature('another') };
    await refuses('mandate-outside', () =>
      relay.post('/revoke', { revocation: helperStop(relay, help, grant.id, { mandate }) }),
    );
    const { signing } = own();
    const unsigned = helperStop(relay, { ...help, helper: signing }, grant.id);
    await refuses('mandate-unknown', () => relay.post('/revoke', { revocation: unsigned }));
  });

  it('without `see` sees nothing', async () => {
    await given({ acts: ['stop'] });
    await refuses('mandate-outside', () => helperCall(relay, help));
  });
});

describe('an ended mandate', () => {
  beforeEach(() => given());

  it('lets nothing more through from its commit on, also after a restart', async () => {
    const end = endHelp(relay, own(), help.mandate.id);
    expect(await (await post(end)).json()).toMatchObject({ status: 'ended' });
    await refuses('mandate-over', () => helperCall(relay, help));
    await refuses('mandate-over', () =>
      relay.post('/revoke', { revocation: helperStop(relay, help, grant.id) }),
    );
    await relay.restart();
    await refuses('mandate-over', () => helperCall(relay, help));
    expect((await mine()).mandates).toMatchObject([{ n: 1, end: { text: end } }]);
  });

  it('is ended once: the same again and another end are told the first', async () => {
    const end = endHelp(relay, own(), help.mandate.id);
    const first = (await (await post(end)).json()) as { receipt: { index: number } };
    relay.clock.pass({ minutes: 9 });
    for (const again of [end, endHelp(relay, own(), help.mandate.id)])
      expect(await (await post(again)).json()).toMatchObject({
        status: 'ended',
        receipt: { index: first.receipt.index },
      });
  });

  it('may have waited on a phone without network for as long as the mandate lives', async () => {
    const end = endHelp(relay, own(), help.mandate.id);
    relay.clock.pass({ hours: 24 * 20 });
    expect((await post(end)).status).toBe(200);
  });

  it('cannot be ended by a stranger or by a counter that did not take it', async () => {
    const stranger = new TestWallet(relay).keysFor(grant.party);
    await refuses('signature-invalid', () =>
      post(endHelp(relay, { ...own(), signing: stranger.signing }, help.mandate.id)),
    );
    await refuses('mandate-unknown', () => post(endHelp(relay, own(), someId('none'))));
    const body = JSON.parse(endHelp(relay, own(), help.mandate.id).split('\n')[0] ?? '') as object;
    const { key: _, ...keyless } = body as { key: string };
    const byCounter = { ...keyless, counter: city.client.id } as unknown as Parameters<typeof signLine>[0];
    await refuses('mandate-outside', () => post(signLine(byCounter, pairOf(city.keys.record).secretKey)));
  });

  it('is ended by the stop card too, together with the agreements', async () => {
    const stopped = await relay.post('/stop', { secrets: [wallet.stopCard(grant.party)] });
    expect(await stopped.json()).toEqual({ ended: 1 });
    await refuses('mandate-over', () => helperCall(relay, help));
    const { mandates } = await mine();
    expect(mandates[0]).toMatchObject({ end: null });
    expect(mandates[0]?.endedAt).toMatch(/:00Z$/);
  });
});

describe('a mandate on paper', () => {
  let counter: { id: string; record: ReturnType<typeof pairOf> };
  let grantText: string;
  let hall: TestCity;

  beforeEach(async () => {
    hall = await admittedCity(relay, { ...aboutCity, legalId: '217500016' });
    counter = { id: hall.client.id, record: pairOf(hall.keys.record) };
    grantText = (await relay.house.store.readGrant(grant.by, grant.id))?.text ?? '';
  });

  const onPaper = (changes = {}) => givePaper(relay, own(), counter, grantText, changes);

  it('is signed by the counter, covers the one grant made under it, and lets the counter see and stop', async () => {
    const { mandate, text } = onPaper();
    expect((await post(text)).status).toBe(201);
    const paper: GivenHelp = { mandate, text, helper: counter.record };
    expect((await helperCall(relay, paper)).status).toBe(200);
    const ended = await relay.post('/revoke', { revocation: helperStop(relay, paper, grant.id) });
    expect(await ended.json()).toMatchObject({ status: 'ended' });
  });

  it('neither shows nor stops anything for a key that the counter has replaced', async () => {
    const { mandate, text } = onPaper();
    expect((await post(text)).status).toBe(201);
    relay.clock.pass({ minutes: 1 });
    expect((await relay.post('/party', { record: replacedRecordKey(hall) })).status).toBe(201);
    relay.clock.pass({ seconds: 1 });
    const paper: GivenHelp = { mandate, text, helper: counter.record };
    await refuses('key-unknown', () => helperCall(relay, paper));
    await refuses('key-unknown', () =>
      relay.post('/revoke', { revocation: helperStop(relay, paper, grant.id) }),
    );
  });

  it('is ended at the counter, also when its keys have changed since', async () => {
    const { mandate, text } = onPaper();
    await post(text);
    const { key: _, ...body } = {
      v: 1 as const,
      type: 'mandate' as const,
      id: someId('end'),
      at: mandate.at,
      by: grant.by,
      key: '',
      act: 'end',
      mandate: mandate.id,
      counter: counter.id,
    };
    const stranger = newSigningPair();
    await refuses('signature-invalid', () => post(signLine(body, stranger.secretKey)));
    expect((await post(signLine(body, counter.record.secretKey))).status).toBe(200);
    const paper: GivenHelp = { mandate, text, helper: counter.record };
    await refuses('mandate-over', () => helperCall(relay, paper));
  });

  it('is refused from a party that was not admitted, and under a key that is not its own', async () => {
    const stranger = await knownParty(relay, { ...aboutCity, legalId: '552100554' });
    const elsewhere = { id: stranger.client.id, record: pairOf(stranger.keys.record) };
    await refuses('party-not-admitted', () => post(givePaper(relay, own(), elsewhere, grantText).text));
    const borrowed = { ...counter, record: newSigningPair() };
    await refuses('key-unknown', () => post(givePaper(relay, own(), borrowed, grantText).text));
  });

  it('is refused to a counter that has no word of the mailbox’s key, even where it only sees', async () => {
    const { secretKey } = counter.record;
    const { paper, warrant: _, ...plain } = onPaper({ acts: ['see'] }).mandate;
    if (paper === undefined) throw new Error('expected a paper mandate');
    const seeing = withText({ ...plain, id: someId('minted'), paper });
    await refuses('signature-invalid', () => post(signLine(seeing, secretKey)));
    const { signature: __, ...unsigned } = paper as unknown as Record<string, unknown>;
    const without = { ...seeing, paper: unsigned } as unknown as GivenMandate;
    await refuses('record-invalid', () => post(signLine(without, secretKey)));
    const longer = withText({ ...seeing, id: someId('another'), days: 365 });
    await refuses('signature-invalid', () => post(signLine(longer, secretKey)));
  });

  it('is refused for another grant than the one of its mailbox', async () => {
    const { paper } = onPaper().mandate;
    if (paper === undefined) throw new Error('expected a paper mandate');
    await refuses('grant-unknown', () =>
      post(onPaper({ paper: { ...paper, grant: someDigest('another grant') } }).text),
    );
  });
});
