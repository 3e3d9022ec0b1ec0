import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accountOf } from '../../../crypto/account.ts';
import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { newEnrolmentCode, writeEnrolmentCode } from '../../../crypto/enrolment-code.ts';
import { randomBytes, randomId } from '../../../crypto/random.ts';
import { signingPair } from '../../../crypto/sign.ts';
import { readToken, tokenNonceOf } from '../../../crypto/token.ts';
import { readCallHeader } from '../../../policy/call.ts';
import { minuteText } from '../../../policy/instant.ts';
import type { Enrolment } from '../../../policy/label.ts';
import {
  enrol,
  enrolmentFor,
  forgetToken,
  goOnEnrolling,
  readBudget,
  takeToken,
} from '../../../pwa/wallet/paths/account.ts';
import { forgetCalls } from '../../../pwa/wallet/paths/apart.ts';
import { change } from '../../../pwa/wallet/vault/hold.ts';
import { account, alarms, heldSignal } from '../../../pwa/wallet/vault/open.ts';
import { EnrolmentKeys, publicEnrolments } from '../../../relay/issuer/enrolments.ts';
import { newTokenKey, openTokenKey, tokenKeyOf, verifyToken } from '../../../relay/proof/blind-rsa.ts';
import { openTestHouse, type TestHouse } from '../../relay/house.ts';
import { aroundOf, openWallet, type TestAround } from './wallet.ts';

let relay: TestHouse;
let around: TestAround;

beforeAll(async () => {
  relay = await openTestHouse();
});
afterAll(() => relay.close());
beforeEach(async () => {
  around = aroundOf(relay);
  await openWallet(around);
});

const issuer = () => {
  const { issuer: known } = relay.house;
  if (known === undefined) throw new Error('expected an issuer');
  return known;
};

async function aStudy(enrolment: 'account' | 'person' = 'account') {
  const nowMs = relay.clock.now();
  const opened = {
    study: toBase64url(randomBytes(32)),
    costMillionths: 100_000,
    enrolment,
    opens: minuteText(nowMs),
    closes: minuteText(nowMs + 40 * 86_400_000),
  };
  const { tokenKey } = await issuer().openStudy(opened);
  return { ...opened, tokenKey, window: { opens: opened.opens, closes: opened.closes } };
}

const aContribution = () => signingPair(randomBytes(32)).publicKey;

async function codes(count: number, year = 2026): Promise<string[]> {
  const made = Array.from({ length: count }, newEnrolmentCode);
  await issuer().keepCodes(year, made);
  const { regie, house } = relay;
  const tell = () => undefined;
  await new EnrolmentKeys({ store: house.store, regie, issuer: issuer(), tell }).publish(relay.clock.now());
  return made.map(writeEnrolmentCode);
}

const callsTo = (path: string) => around.calls.filter((call) => call.path === path);
const headersOf = (options: RequestInit): Headers => new Headers(options.headers);

/** The seed of the account is in the vault alone, as another phone would get it with the vault. */
const moveAccount = (seed: string): Promise<void> =>
  change((rows) =>
    rows.put('account', 'account', {
      seed,
      isOpen: false,
      personYears: [],
      enrolment: null,
      calledMs: null,
      mailboxMs: 0,
    }),
  );

describe('a token for a study', () => {
  it('is fetched by an account that is opened with the first call, and is bound to the contribution’s key', async () => {
    const { study, tokenKey } = await aStudy();
    const publicKey = aContribution();
    const token = await takeToken({ study, tokenKey, publicKey }, around);
    expect(verifyToken(openTokenKey(fromBase64url(tokenKey)), token)).toBe(true);
    expect(readToken(token).nonce).toEqual(tokenNonceOf(publicKey));
    expect(around.calls.map(({ path }) => path)).toEqual(['/account', '/blind-token']);
    expect(around.pauses[0]).toBe(600_000);
    await takeToken({ ...(await aStudy()), publicKey: aContribution() }, around);
    expect(callsTo('/account')).toHaveLength(1);
  });

  it('tells the issuer neither the token nor the contribution', async () => {
    const { study, tokenKey } = await aStudy();
    const publicKey = aContribution();
    const token = await takeToken({ study, tokenKey, publicKey }, around);
    const { nonce, authenticator } = readToken(token);
    const sent = around.calls
      .map(({ body, options }) => body + JSON.stringify([...headersOf(options)]))
      .join('\n');
    for (const secret of [publicKey, nonce, authenticator, fromBase64url(account.value?.seed ?? '')])
      expect(sent).not.toContain(toBase64url(secret));
    for (const { options } of around.calls) {
      expect(options.credentials).toBe('omit');
      expect(headersOf(options).has('vav-call')).toBe(false);
    }
  });

  it('whose answer was lost is asked for by the same bytes, and paid once', async () => {
    const ask = { ...(await aStudy()), publicKey: aContribution() };
    around.meddle = async (path, next) => {
      const response = await next();
      if (path === '/blind-token') throw new TypeError('lost');
      return response;
    };
    await expect(takeToken(ask, around)).rejects.toMatchObject({ code: 'network-absent' });
    around.meddle = (_, next) => next();
    // Another page, another day.
    forgetCalls();
    relay.clock.pass({ hours: 20 });
    const token = await takeToken(ask, around);
    const bodies = callsTo('/blind-token').map(({ body }) => body);
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).toBe(bodies[1]);
    expect(verifyToken(openTokenKey(fromBase64url(ask.tokenKey)), token)).toBe(true);
    expect((await readBudget(around)).spent).toEqual([{ study: ask.study, costMillionths: 100_000 }]);
  });

  it('is the same when asked again, until its contribution holds it; and its blind is dropped', async () => {
    const ask = { ...(await aStudy()), publicKey: aContribution() };
    const token = await takeToken(ask, around);
    const sent = around.calls.length;
    expect(await takeToken(ask, around)).toEqual(token);
    expect(around.calls).toHaveLength(sent);
    expect(heldSignal.value.token.get(ask.study)?.inverse).toBeNull();
    await change((rows) => forgetToken(rows, ask.study));
    expect(heldSignal.value.token.size).toBe(0);
    await expect(takeToken(ask, around)).rejects.toMatchObject({ problem: { code: 'token-given' } });
  });

  it('is given to one of two phones of one vault', async () => {
    const ask = { ...(await aStudy()), publicKey: aContribution() };
    await takeToken(ask, around);
    const seed = account.value?.seed ?? '';
    const other = aroundOf(relay);
    await openWallet(other);
    await moveAccount(seed);
    await expect(takeToken({ ...ask, publicKey: aContribution() }, other)).rejects.toMatchObject({
      problem: { code: 'token-given' },
    });
  });

  it('that the issuer did not sign, or signed under another key, is none', async () => {
    const ask = { ...(await aStudy()), publicKey: aContribution() };
    around.meddle = async (path, next) =>
      path === '/blind-token' ? Response.json({ blindSignature: toBase64url(randomBytes(256)) }) : next();
    await expect(takeToken(ask, around)).rejects.toMatchObject({ code: 'signature-invalid' });
    around.meddle = async (path, next) =>
      path === '/blind-token' ? Response.json({ blindSignature: '=' }) : next();
    await expect(takeToken(ask, around)).rejects.toMatchObject({ code: 'answer-invalid' });
    around.meddle = (_, next) => next();
    expect(verifyToken(openTokenKey(fromBase64url(ask.tokenKey)), await takeToken(ask, around))).toBe(true);
    // A key that the log does not name, shown to one wallet alone: nothing comes of it.
    const foreign = { ...(await aStudy()), publicKey: aContribution() };
    const tokenKey = toBase64url(tokenKeyOf(newTokenKey()));
    // Under the study's own key either the number is too large, or what comes back does not open.
    const refused = await takeToken({ ...foreign, tokenKey }, around).catch(
      (cause: { code: string }) => cause.code,
    );
    expect(['relay-refused', 'signature-invalid']).toContain(refused);
  });

  it('is not asked for before there is a vault', async () => {
    const { eraseDevice } = await import('../../../pwa/wallet/paths/erase.ts');
    await eraseDevice();
    const ask = { ...(await aStudy()), publicKey: aContribution() };
    await expect(takeToken(ask, around)).rejects.toMatchObject({ code: 'wallet-locked' });
    expect(around.calls).toEqual([]);
  });
});

describe('the account', () => {
  it('opens itself again where the relay has forgotten it', async () => {
    await takeToken({ ...(await aStudy()), publicKey: aContribution() }, around);
    await moveAccount(toBase64url(randomBytes(32)));
    await change(async (rows) => {
      const kept = await rows.get('account', 'account');
      if (kept !== undefined) rows.put('account', 'account', { ...kept, isOpen: true });
    });
    around.calls.length = 0;
    await takeToken({ ...(await aStudy()), publicKey: aContribution() }, around);
    expect(around.calls.map(({ path }) => path)).toEqual(['/blind-token', '/account', '/blind-token']);
  });

  it('is named by the hash of its key, which is of no mailbox', async () => {
    await takeToken({ ...(await aStudy()), publicKey: aContribution() }, around);
    const [{ options } = { options: {} }] = callsTo('/blind-token');
    const proof = readCallHeader(headersOf(options).get('vav-account') ?? '');
    const key = fromBase64url(proof?.key ?? '');
    expect(key).toEqual(signingPair(fromBase64url(account.value?.seed ?? '')).publicKey);
    expect(await issuer().budgetOf(accountOf(key))).toMatchObject({ year: 2026 });
  });

  it('has spent nothing, and asks nobody, before it was opened', async () => {
    expect(await readBudget(around)).toEqual({
      year: 2026,
      spent: [],
      destroyedMillionths: 0,
      personYears: [],
    });
    expect(around.calls).toEqual([]);
  });
});

describe('a code', () => {
  it('becomes a token on a call that names no account, and the account spends it hours later', async () => {
    const [code = ''] = await codes(1);
    const persons = await aStudy('person');
    expect(enrolmentFor(persons)).toBe('missing');
    await enrol(code.toLowerCase().replaceAll('-', ' '), around);
    const [exchanged] = callsTo('/enrolment').filter(({ method }) => method === 'POST');
    expect(headersOf(exchanged?.options ?? {}).has('vav-account')).toBe(false);
    expect(JSON.parse(exchanged?.body ?? '')).toMatchObject({ code, year: 2026 });
    expect(callsTo('/account/person')).toEqual([]);
    expect(enrolmentFor(persons)).toBe('under-way');
    const spendAt = Date.parse(account.value?.enrolment?.token?.spendAt ?? '');
    expect(spendAt - relay.clock.now()).toBeGreaterThanOrEqual(3_540_000);
    expect(spendAt - relay.clock.now()).toBeLessThanOrEqual(86_400_000);
    await goOnEnrolling(around);
    expect(callsTo('/account/person')).toEqual([]);
    relay.clock.pass({ hours: 25 });
    await goOnEnrolling(around);
    expect(callsTo('/account/person')).toHaveLength(1);
    expect(account.value?.enrolment).toBeNull();
    expect(enrolmentFor(persons)).toBe('here');
    await takeToken({ ...persons, publicKey: aContribution() }, around);
    expect((await readBudget(around)).personYears).toEqual([2026]);
  });

  it('with a wrong character is told at once, and nothing is sent', async () => {
    const [code = ''] = await codes(1);
    const wrong = code.slice(0, -1) + (code.endsWith('7') ? '8' : '7');
    await expect(enrol(wrong, around)).rejects.toMatchObject({ code: 'code-invalid' });
    expect(around.calls).toEqual([]);
    expect(account.value).toBeUndefined();
  });

  it('that nobody was given, or that was used, is said; and another may follow', async () => {
    const [code = '', good = ''] = await codes(2);
    await enrol(writeEnrolmentCode(newEnrolmentCode()), around);
    expect(account.value?.enrolment?.refusal).toBe('code-unknown');
    await enrol(code, around);
    expect(account.value?.enrolment?.refusal).toBeNull();
    const other = aroundOf(relay);
    await openWallet(other);
    await enrol(code, other);
    expect(account.value?.enrolment?.refusal).toBe('code-used');
    await enrol(good, other);
    expect(account.value?.enrolment?.token?.year).toBe(2026);
  });

  it('whose answer was lost is exchanged by the same bytes', async () => {
    const [code = ''] = await codes(1);
    around.meddle = async (path, next) => {
      const response = await next();
      if (path === '/enrolment' && callsTo('/enrolment').at(-1)?.method === 'POST')
        throw new TypeError('lost');
      return response;
    };
    await enrol(code, around);
    expect(account.value?.enrolment).toMatchObject({ refusal: null, token: null });
    around.meddle = (_, next) => next();
    await goOnEnrolling(around);
    expect(account.value?.enrolment?.token?.year).toBe(2026);
    const posts = callsTo('/enrolment').filter(({ method }) => method === 'POST');
    expect(new Set(posts.map(({ body }) => body)).size).toBe(1);
  });

  it('of the year before is still good, and is not spent by trying', async () => {
    const [old = ''] = await codes(1, 2026);
    await codes(1, 2027);
    await enrol(old, around);
    expect(account.value?.enrolment?.token?.year).toBe(2026);
    const years = callsTo('/enrolment')
      .filter(({ method }) => method === 'POST')
      .map(({ body }) => (JSON.parse(body) as { year: number }).year);
    expect(years).toEqual([2027, 2026]);
  });

  it('is sent under no key but the one that the régie named in the log', async () => {
    const [code = ''] = await codes(1);
    around.meddle = async (path, next) => {
      const response = await next();
      if (path !== '/enrolment') return response;
      const body = (await response.json()) as { enrolments: { record: string }[] };
      const own = toBase64url(tokenKeyOf(newTokenKey()));
      const swapped = body.enrolments.map((entry) => ({
        ...entry,
        record: entry.record.replace(/"tokenKey":"[^"]+"/, `"tokenKey":"${own}"`),
      }));
      return Response.json({ enrolments: swapped });
    };
    await enrol(code, around);
    expect(account.value?.enrolment?.refusal).toBe('party-invalid');
    expect(callsTo('/enrolment').filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('is sent nowhere when the log names two keys for its year, and the alarm keeps both', async () => {
    const [code = ''] = await codes(1, 2031);
    const named = (await publicEnrolments(relay.house.store, relay.regie.id)).find(
      ({ label }) => label.year === 2031,
    );
    if (named === undefined) throw new Error('expected a key of the year');
    const tokenKey = toBase64url(tokenKeyOf(newTokenKey()));
    const again: Enrolment = { ...named.label, id: randomId(), tokenKey };
    const second = relay.regie.sign(again);
    await relay.house.store.keepPublic({ type: 'label', party: relay.regie.id, text: second });
    await enrol(code, around);
    expect(account.value?.enrolment?.refusal).toBe('party-forked');
    expect(callsTo('/enrolment').filter(({ method }) => method === 'POST')).toEqual([]);
    const [alarm, ...more] = alarms.value;
    expect(more).toEqual([]);
    expect(alarm).toMatchObject({
      code: 'party-forked',
      party: relay.regie.id,
      evidence: { year: 2031, records: [named.kept.text, second] },
    });
  });

  it('waits for the silence of mailboxes like every call for the account', async () => {
    const [code = ''] = await codes(1);
    around.pauses.length = 0;
    await enrol(code, around);
    expect(around.pauses[0]).toBe(600_000);
  });
});
