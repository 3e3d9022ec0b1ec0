// A phone was lost: another key takes over under each grant. What the door takes, what the old key is good for afterwards,
// and what the party sees and seals to.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fromBase64url, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { recordDigest } from '../../crypto/hash.ts';
import { newPairKey, pairwise } from '../../crypto/keys.ts';
import { openSealed } from '../../crypto/open.ts';
import { randomId } from '../../crypto/random.ts';
import { canonicalText } from '../../policy/canonical.ts';
import { resultBinding } from '../../policy/envelope.ts';
import type { Grant } from '../../policy/grant.ts';
import type { KeyStep } from '../../policy/handover.ts';
import { dayText } from '../../policy/instant.ts';
import { splitRecord } from '../../policy/record.ts';
import { pathOf } from '../../policy/routes.ts';
import { openParty, type Yes } from '../../relay/kit/client.ts';
import type { VoiceRecords } from '../../relay/store/voice.ts';
import { KeyRing } from '../../relay/verify/signed.ts';
import { aContent } from '../support/builders.ts';
import { callAs, Heir } from './heir.ts';
import {
  admittedCity,
  askAs,
  codeOf,
  openTestHouse,
  origin,
  type TestCity,
  type TestHouse,
} from './house.ts';
import { giveHelp, helperStop } from './mandate-helper.ts';
import { agree, enterRoom, TestWallet } from './resident.ts';
import { Voice } from './thread-voice.ts';

let relay: TestHouse;
let city: TestCity;
let wallet: TestWallet;
let grant: Grant;
let heir: Heir;
const former = () => wallet.keysFor(city.client.id);

beforeEach(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  wallet = new TestWallet(relay);
  const { code, asked } = await agree(relay, city, wallet);
  ({ grant } = await city.client.redeemCode(code, asked));
  heir = new Heir(relay, grant);
});
afterEach(() => relay.close());

async function refuses(code: string, act: () => Promise<Response>): Promise<void> {
  const { size } = await relay.house.store.head();
  expect(await codeOf(await act())).toBe(code);
  expect((await relay.house.store.head()).size).toBe(size);
}

const another = async (): Promise<Grant> => {
  const { code, asked } = await agree(relay, city, wallet);
  return (await city.client.redeemCode(code, asked)).grant;
};

const history = () => city.client.history({ grant: grant.id, mailbox: grant.by });
const read = async (): Promise<Yes> => {
  const reading = await city.client.readEnvelope(grant);
  if (!reading.decision) throw new Error('expected a yes');
  return reading;
};
const about = {
  rulesHash: null,
  engine: 'statistical',
  contest: { where: 'https://ville.example/recours' },
} as const;
const deposit = (yes: Yes) => {
  const { salt: _, ...content } = aContent();
  return city.client.depositCalculation(yes, about, content);
};

describe('the door of a hand-over', () => {
  it('takes one that both keys signed, as a member of the grant’s own sequence', async () => {
    expect((await heir.takeOver(former())).status).toBe(201);
    const { members } = await history();
    expect(members.map((member) => (member.kind === 'signed' ? member.type : member.kind))).toEqual([
      'grant',
      'handover',
    ]);
  });

  it('gives the same hand-over the same place, also when it comes after another', async () => {
    const text = heir.handover(former());
    const first = (await (await relay.post('/handover', { handover: text })).json()) as {
      receipt: { index: number };
    };
    const next = new Heir(relay, grant);
    expect((await next.takeOver(heir.keys)).status).toBe(201);
    const again = (await (await relay.post('/handover', { handover: text })).json()) as {
      receipt: { index: number };
    };
    expect(again.receipt.index).toBe(first.receipt.index);
    expect((await history()).members).toHaveLength(3);
  });

  it('refuses a second, different successor of one key', async () => {
    await heir.takeOver(former());
    const thief = new Heir(relay, grant);
    await refuses('handover-forked', () => thief.takeOver(former()));
  });

  it('refuses the same successor twice, and a key that spoke here before', async () => {
    await heir.takeOver(former());
    await refuses('handover-forked', () => heir.takeOver(former()));
    const back = new Heir(relay, grant, former());
    await refuses('handover-forked', () => back.takeOver(heir.keys));
  });

  it('wants one successor for all grants of a mailbox', async () => {
    const second = await another();
    expect(second.by).toBe(grant.by);
    await heir.takeOver(former());
    await refuses('handover-forked', () => new Heir(relay, second).takeOver(former()));
    expect((await new Heir(relay, second, heir.keys).takeOver(former())).status).toBe(201);
  });

  it('hands over what has ended too: its results may still come', async () => {
    await relay.post('/revoke', { revocation: wallet.revocation(grant) });
    expect((await heir.takeOver(former())).status).toBe(201);
  });

  it('refuses what only one of the two keys signed, or signed for another grant', async () => {
    const stranger = pairwise(newPairKey(), city.client.id, 0);
    await refuses('signature-invalid', () => heir.takeOver(stranger));
    await refuses('signature-invalid', () =>
      heir.takeOver(former(), { newKey: toBase64url(stranger.signing.publicKey) }),
    );
    const second = await another();
    const signed = (JSON.parse(heir.handover(former()).split('\n')[0] ?? '') as { newSignature: string })
      .newSignature;
    await refuses('signature-invalid', () =>
      heir.takeOver(former(), { grant: second.id, newSignature: signed }),
    );
    await refuses('signature-invalid', () => {
      const [line = ''] = heir.handover(former()).split('\n');
      return relay.post('/handover', { handover: `${line}\ned25519:${'A'.repeat(85)}A` });
    });
  });

  it('refuses a key that is none, one that is the old one, a stranger’s grant, and a time of another day', async () => {
    await refuses('body-invalid', () =>
      heir.takeOver(former(), { newBoxKey: toBase64url(new Uint8Array(1216).fill(255)) }),
    );
    await refuses('record-invalid', () => new Heir(relay, grant, former()).takeOver(former()));
    await refuses('grant-unknown', () => heir.takeOver(former(), { grant: randomId() }));
    await refuses('time-stale', () => heir.takeOver(former(), { at: '2026-11-01T10:00:00Z' }));
    const text = heir.handover(former());
    await refuses('body-invalid', () => relay.post('/handover', { handover: text, more: 1 }));
    await refuses('record-invalid', () => relay.post('/handover', { handover: wallet.revocation(grant) }));
  });
});

describe('the key before', () => {
  beforeEach(async () => {
    expect((await heir.takeOver(former())).status).toBe(201);
  });

  it('can end the grant, and do nothing else', async () => {
    const { calculation } = await result();
    const pause = (pair: Heir | undefined) => {
      const body = { type: 'pause', grant: grant.id, act: 'pause', n: 1 };
      return pair === undefined ? new Heir(relay, grant, former()).sign(body) : pair.sign(body);
    };
    const envelope = { grant: grant.id, epoch: 1, n: 2, envelope: wallet.say(await opened()).envelope };
    await refuses('key-unknown', () => wallet.call(city.client.id, '/mailbox', { after: {} }));
    await refuses('key-unknown', () => callAs(relay, former(), grant.by, '/mailbox', { after: {} }));
    await refuses('key-unknown', () => wallet.call(city.client.id, pathOf('readThreads'), {}));
    await refuses('key-unknown', () => wallet.call(city.client.id, '/envelope', envelope));
    await refuses('key-unknown', () => relay.post('/pause', { pause: pause(undefined) }));
    await refuses('key-unknown', () =>
      relay.post('/receipt', { receipt: wallet.receipt(city.client.id, calculation) }),
    );
    // Each of these acts is taken from the new key: so nothing but the key was the reason.
    expect((await heir.call('/mailbox', { after: {} })).status).toBe(200);
    expect((await heir.call(pathOf('readThreads'), {})).status).toBe(200);
    expect((await heir.call('/envelope', envelope)).status).toBe(201);
    expect((await relay.post('/pause', { pause: pause(heir) })).status).toBe(201);
    const receipt = heir.sign({ type: 'receipt', at: dayText(relay.clock.now()), calculation });
    expect((await relay.post('/receipt', { receipt })).status).toBe(201);
    expect((await relay.post('/revoke', { revocation: wallet.revocation(grant) })).status).toBe(200);
    expect((await relay.house.store.readGrant(grant.by, grant.id))?.state.endReason).toBe('grant-withdrawn');
    expect((await history()).members.at(-1)).toMatchObject({ type: 'revocation' });
  });

  it('makes no new grant in that mailbox', async () => {
    const { size } = await relay.house.store.head();
    await expect(agree(relay, city, wallet)).rejects.toThrow();
    expect((await relay.house.store.head()).size).toBe(size);
  });

  it('stays good for a stop card', async () => {
    const stopped = await relay.post('/stop', { secrets: [wallet.stopCard(city.client.id)] });
    expect(await stopped.json()).toEqual({ ended: 1 });
  });
});

describe('one grant of two that was handed over', () => {
  let second: Grant;
  beforeEach(async () => {
    second = await another();
    expect((await heir.takeOver(former())).status).toBe(201);
  });

  const revocation = (by: Heir) => by.sign({ type: 'revocation', grant: second.id });
  /** How a party's program stands by its people when a month is over. */
  const stated = async () => {
    relay.clock.pass({ days: 12 });
    const { leaves, unproven } = await city.client.stateMonth('2026-11');
    const file = await city.client.exportGrants();
    expect(file.unproven).toEqual(unproven);
    expect((await city.client.undelivered()).unproven).toEqual(unproven);
    return { leaves: leaves.map((leaf) => leaf.grant), unproven };
  };

  it('does not let its key end the other, or open a thread there: the party could prove neither', async () => {
    const voice = new Voice(relay, city, { ...heir.keys, mailbox: grant.by });
    await refuses('key-unknown', () => relay.post('/revoke', { revocation: revocation(heir) }));
    await refuses('key-unknown', () => voice.post(voice.opening({ grant: second.id })));
    expect((await voice.post(voice.opening({ grant: grant.id }))).status).toBe(201);
    expect((await city.client.readThreads()).unproven).toEqual([]);
    const own = new Heir(relay, second, former());
    expect((await relay.post('/revoke', { revocation: revocation(own) })).status).toBe(200);
    expect((await stated()).unproven).toEqual([]);
  });

  it('does not let a helper end the other by a word of its key', async () => {
    const help = giveHelp(relay, { ...heir.keys, mailbox: grant.by });
    expect((await relay.post('/mandate', { mandate: help.text })).status).toBe(201);
    await refuses('mandate-outside', () =>
      relay.post('/revoke', { revocation: helperStop(relay, help, second.id) }),
    );
    const stop = { revocation: helperStop(relay, help, grant.id) };
    expect((await relay.post('/revoke', stop)).status).toBe(200);
    expect((await stated()).unproven).toEqual([]);
  });

  it('opens no thread without a grant, and goes on with none: there the key whose hash is the name speaks', async () => {
    const lou = new TestWallet(relay);
    const { code, asked } = await agree(relay, city, lou);
    const { grant: lous } = await city.client.redeemCode(code, asked);
    const first = new Voice(relay, city, lou.keysFor(city.client.id));
    const opening = first.opening();
    expect((await first.post(opening)).status).toBe(201);
    const later = new Heir(relay, lous);
    expect((await later.takeOver(first.keys)).status).toBe(201);
    const { thread } = splitRecord(opening.record).body as { thread: string };
    const next = new Voice(relay, city, { ...later.keys, mailbox: lous.by });
    const act = next.act(thread, recordDigest(opening.record), { act: 'withdraw' });
    await refuses('signature-invalid', () => next.post(act));
    const voice = new Voice(relay, city, { ...heir.keys, mailbox: grant.by });
    await refuses('signature-invalid', () => voice.post(voice.opening()));
  });

  it('is named by the party where a relay let its key end the other, and stands in no one’s way', async () => {
    const { acts } = relay.house.store as unknown as { acts: { voiceRecords(of: unknown): VoiceRecords } };
    const text = revocation(heir);
    vi.spyOn(acts, 'voiceRecords').mockReturnValueOnce({ first: text, handovers: [] });
    expect((await relay.post('/revoke', { revocation: text })).status).toBe(200);
    expect(await stated()).toEqual({
      leaves: [grant.id],
      unproven: [{ grant: second.id, mailbox: second.by, code: 'history-unproven' }],
    });
  });
});

async function opened() {
  const room = await enterRoom(relay, (await askAs(city)).address);
  return new TestWallet(relay).open(room.handle);
}

async function result(): Promise<{ calculation: string; sealed: Uint8Array; text: string }> {
  const { text } = await deposit(await read());
  const answer = (await (await heir.call('/mailbox', { after: { [grant.id]: 0 } })).json()) as {
    entries: { text: string; sealed?: string }[];
  };
  const entry = answer.entries.find((found) => found.text === text);
  return { calculation: recordDigest(text), text, sealed: fromBase64url(entry?.sealed ?? '') };
}

describe('the party', () => {
  it('goes on reading, and seals its next result to the new key by itself', async () => {
    await heir.takeOver(former());
    const { sealed, text } = await result();
    const { id } = splitRecord(text).body as { id: string };
    const binding = toUtf8(resultBinding({ grant: grant.id, id, party: city.client.id }));
    expect(openSealed(heir.keys.box.secretKey, sealed, binding).length).toBeGreaterThan(100);
    expect(() => openSealed(former().box.secretKey, sealed, binding)).toThrow();
  });

  it('is refused a result that does not say it is sealed to the new key', async () => {
    const yes = await read();
    await heir.takeOver(former());
    const posts: Record<string, unknown>[] = [];
    const { fetch } = relay;
    const { keys, record } = city;
    const client = await openParty({
      relay: origin,
      keys,
      record,
      now: relay.clock.now,
      fetch: async (address, options) => {
        if (address.endsWith('/result'))
          posts.push(JSON.parse(String(options?.body)) as Record<string, unknown>);
        return fetch(address, options);
      },
    });
    const { salt: _, ...content } = aContent();
    await client.depositCalculation(yes, about, content);
    expect(posts).toHaveLength(2);
    const [refused = {}, taken = {}] = posts;
    await refuses('key-replaced', () => relay.post('/result', refused));
    const { sealedTo: _to, ...unsaid } = taken;
    await refuses('key-replaced', () => relay.post('/result', { ...unsaid }));
    // Once read, the key is remembered: the next result costs one call.
    await client.depositCalculation(yes, about, content);
    expect(posts).toHaveLength(3);
  });

  it('finds a receipt that the old key signed after the hand-over, whoever let it in', async () => {
    await heir.takeOver(former());
    const { calculation, text } = await result();
    const { seq } = (await relay.house.store.readGrant(grant.by, grant.id))?.state.last ?? { seq: 0 };
    expect(seq).toBeGreaterThan(2);
    // A relay that looks away.
    const { rows, acts } = relay.house.store as unknown as {
      rows: { keySteps(mailbox: string): KeyStep[] };
      acts: { voiceRecords(of: unknown): VoiceRecords };
    };
    vi.spyOn(rows, 'keySteps').mockReturnValueOnce([]);
    const old = wallet.receipt(city.client.id, calculation);
    vi.spyOn(acts, 'voiceRecords').mockReturnValueOnce({ first: old, handovers: [] });
    await relay.house.store.keepReceipt({
      mailbox: grant.by,
      grant: grant.id,
      calculation: recordDigest(text),
      id: randomId(),
      text: old,
    });
    await expect(history()).rejects.toMatchObject({ code: 'history-unproven' });
  });

  it('can show from the file alone that the new key speaks for the mailbox', async () => {
    const receipt = heir.sign({
      type: 'receipt',
      at: dayText(relay.clock.now()),
      calculation: recordDigest('x'),
    });
    const handover = heir.handover(former());
    expect(new KeyRing([receipt, handover]).signedBy(receipt)).toBe('own key');
    expect(new KeyRing([receipt, handover]).signedBy(handover)).toBe('own key');
    expect(new KeyRing([receipt]).signedBy(receipt)).toBe('not signed by whom it says');
    const [line = '', proof = ''] = handover.split('\n');
    const body = JSON.parse(line) as Record<string, unknown>;
    const forged = `${canonicalText({ ...body, newSignature: 'A'.repeat(86) })}\n${proof}`;
    expect(new KeyRing([receipt, forged]).signedBy(receipt)).toBe('not signed by whom it says');
  });
});
