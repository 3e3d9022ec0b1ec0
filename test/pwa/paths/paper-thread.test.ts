import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { recordDigest } from '../../../crypto/hash.ts';
import { dearBits, stampBits, usualBits } from '../../../crypto/stamp.ts';
import type { ThreadText } from '../../../policy/thread/text.ts';
import { eraseDevice } from '../../../pwa/wallet/paths/erase.ts';
import { lock } from '../../../pwa/wallet/paths/open.ts';
import {
  comeBack,
  comeBackLink,
  goOnWithCode,
  readCode,
  sendPaperThread,
  writeThread,
} from '../../../pwa/wallet/paths/paper-thread.ts';
import type { Opening } from '../../../pwa/wallet/paths/thread.ts';
import { heldSignal, lockState, nothingHeld } from '../../../pwa/wallet/vault/open.ts';
import type { PartyThread } from '../../../relay/kit/thread.ts';
import { admittedCity, openTestHouse, type TestCity, type TestHouse } from '../../relay/house.ts';
import { aroundOf, openWallet, type TestAround } from './wallet.ts';

/** How dear each stamp was asked to be; the dear one is found as fast as the usual, for a test. */
const asked: number[] = [];
vi.mock('../../../crypto/stamp.ts', async (original) => {
  const real = await original<typeof import('../../../crypto/stamp.ts')>();
  return {
    ...real,
    findStamp: (digest: string, bits: number, from: number, tries: number) => {
      asked.push(bits);
      return real.findStamp(digest, Math.min(bits, 18), from, tries);
    },
  };
});

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
  await eraseDevice();
});

const words = (text: string, more: Partial<ThreadText> = {}): ThreadText => ({
  v: 1,
  lang: 'fr',
  text,
  corrected: null,
  evidence: [],
  place: null,
  contact: null,
  ...more,
});

const ofPlace = (): Opening => ({
  kind: 'contest',
  reason: 'affected',
  declaration: city.declaration,
  grant: null,
  target: { what: 'place', digest: null, name: null },
});

async function send(
  opening = ofPlace(),
  said = words('Le trafic passe par ma rue.', { place: 'Rue Neuve' }),
) {
  return sendPaperThread(await writeThread(city.client.id, opening, said, around), around);
}

async function ofParty(id: string): Promise<PartyThread> {
  const found = (await city.client.threads('all')).find(({ opening }) => opening.id === id);
  if (found === undefined) throw new Error('expected the thread at the party');
  return found;
}

describe('a person without an account', () => {
  it('contests by place, and leaves nothing on the device', async () => {
    const thread = await send();
    const [first] = thread.acts;
    const found = await ofParty(first?.record.thread ?? '');
    expect(found.opening).toMatchObject({ kind: 'contest', reason: 'affected', grant: null });
    expect(found.texts.get(found.opening.id)).toMatchObject({ place: 'Rue Neuve' });
    expect(heldSignal.value).toBe(nothingHeld);
    expect(lockState.value).not.toBe('open');
  });

  it('comes back from another device with the code alone, as it is typed from paper', async () => {
    const { code, acts } = await send();
    const found = await ofParty(acts[0]?.record.thread ?? '');
    await city.client.answerThread(found, {
      outcome: 'upheld',
      reason: 'explained',
      nextStep: 'none-needed',
      public: null,
      text: words('Nous changeons la route.'),
    });
    const other = aroundOf(relay);
    const back = await comeBack(code.toLowerCase().replaceAll('-', ' '), other);
    expect(back.acts.map(({ record }) => record.act)).toEqual(['open', 'answer']);
    expect(back.acts[1]).toMatchObject({ words: { text: 'Nous changeons la route.' }, receipt: {} });
    // Sealed to the party: not even the code opens what was written under it.
    expect(back.acts[0]?.words).toBeNull();
    expect(back.promisedDays).toBe(60);
    const settled = await goOnWithCode(back, { act: 'classify', outcome: 'settled' }, other);
    expect(settled.acts.at(-1)).toMatchObject({ recordedAt: expect.any(String) });
    expect((await ofParty(found.opening.id)).members).toHaveLength(3);
  });

  it('does not believe a relay that dates what was signed on another day', async () => {
    const lies = (to: string) => {
      around.meddle = async (path, next) => {
        const response = await next();
        if (path !== to) return response;
        const text = (await response.text()).replace(/"at":"[^"]+"/, '"at":"2026-10-01T08:00:00Z"');
        return new Response(text, response);
      };
    };
    lies('/thread');
    const { code, acts } = await send();
    expect(acts[0]?.recordedAt).toBe(acts[0]?.record.at);
    lies('/thread/mine');
    await expect(comeBack(code, around)).rejects.toMatchObject({ code: 'thread-altered' });
  });

  it('writes with a wallet that is locked on the same device, and opens nothing', async () => {
    await openWallet(around);
    lock();
    expect(lockState.value).toBe('locked');
    const { code } = await send();
    expect((await comeBack(code, around)).acts).toHaveLength(1);
    expect(lockState.value).toBe('locked');
  });

  it('sends no cookie, no account, and the code to nobody', async () => {
    const { code, acts } = await send();
    await comeBack(code, around);
    const sent = around.calls.map(
      ({ path, body, options }) => `${path} ${body} ${JSON.stringify(options.headers)}`,
    );
    expect(around.calls.every(({ options }) => options.credentials === 'omit')).toBe(true);
    expect(sent.join().includes(code) || sent.join().includes(code.replaceAll('-', ''))).toBe(false);
    expect(comeBackLink(code, around).split('#')[1]).toBe(code);
    expect(recordDigest(acts[0]?.text ?? '')).toBe(acts[0]?.digest);
  });

  it('pays for the opening with a stamp, and a dearer one where the usual lane is full', async () => {
    let refused = 0;
    around.meddle = async (path, next) => {
      if (path !== '/thread' || refused > 0) return next();
      refused += 1;
      return Response.json({ code: 'rate-exceeded', fr: 'trop', en: 'too many' }, { status: 429 });
    };
    asked.length = 0;
    await send();
    expect([...new Set(asked)]).toEqual([usualBits, dearBits]);
    const posted = around.calls.filter(({ path }) => path === '/thread');
    const [first, second] = posted.map(({ body }) => JSON.parse(body) as { record: string; stamp: string });
    expect(stampBits(recordDigest(first?.record ?? ''), first?.stamp ?? '')).toBeGreaterThanOrEqual(
      usualBits,
    );
    expect(second?.record).toBe(first?.record);
  });

  it('may send again what was signed: the code stays the same, and nothing is opened twice', async () => {
    const written = await writeThread(city.client.id, ofPlace(), words('Deux fois.'), around);
    const before = (await city.client.threads('all')).length;
    const first = await sendPaperThread(written, around);
    await sendPaperThread(written, around);
    expect(first.code).toBe(written.code);
    expect(await city.client.threads('all')).toHaveLength(before + 1);
  });
});

describe('a code', () => {
  it('with a wrong character is refused on the phone', async () => {
    const { code } = await writeThread(city.client.id, ofPlace(), words('Un code.'), around);
    const last = code.endsWith('0') ? '1' : '0';
    expect(() => readCode(code.slice(0, -1) + last)).toThrow();
    expect(readCode(` ${code.toLowerCase()} `)).toBe(code);
  });

  it('that opened nothing leads nowhere', async () => {
    const { code } = await writeThread(city.client.id, ofPlace(), words('Jamais parti.'), around);
    await expect(comeBack(code, around)).rejects.toMatchObject({ code: 'thread-unknown' });
  });
});
