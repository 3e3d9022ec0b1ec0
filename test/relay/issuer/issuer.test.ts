import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrolmentContext } from '../../../crypto/account.ts';
import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { randomBytes } from '../../../crypto/random.ts';
import { readTokenKey } from '../../../crypto/token.ts';
import { accountHeaderName } from '../../../policy/call.ts';
import { minuteText } from '../../../policy/instant.ts';
import { readLabel } from '../../../policy/label.ts';
import { splitRecord } from '../../../policy/record.ts';
import { yearlyMillionths } from '../../../policy/study/budget.ts';
import { openTokenKey, verifyToken } from '../../../relay/proof/blind-rsa.ts';
import {
  blindFor,
  codeOf,
  type Desk,
  openDesk,
  openStudy,
  signatureIn,
  someCodes,
  TestAccount,
  type TestStudy,
} from './desk.ts';

let desk: Desk;
let study: TestStudy;
beforeAll(async () => {
  desk = await openDesk();
  study = await openStudy(desk);
});
afterAll(() => desk.close());

const keyOf = ({ tokenKey }: TestStudy) => openTokenKey(fromBase64url(tokenKey));

describe('an account', () => {
  it('is opened by a stamp, and opened again it is the same', async () => {
    const account = new TestAccount(desk);
    const opening = account.opening();
    for (let times = 0; times < 3; times++) {
      const response = await desk.post('/account', opening);
      expect(response.status).toBe(201);
      expect(await response.json()).toEqual({ account: account.name });
    }
    expect((await account.budget()).spent).toEqual([]);
  });

  it('is not opened without its cost, by another’s stamp, or by an old one', async () => {
    const account = new TestAccount(desk);
    const opening = account.opening();
    const other = new TestAccount(desk).opening();
    const stale = account.opening(minuteText(desk.clock.now() - 2 * 86_400_000));
    for (const [body, code] of [
      [{ ...opening, stamp: 'AAAAAAAAAAA' }, 'stamp-short'],
      [{ ...opening, stamp: other.stamp }, 'stamp-short'],
      [{ ...opening, at: minuteText(desk.clock.now() - 60_000) }, 'stamp-short'],
      [stale, 'time-stale'],
      [{ ...opening, at: minuteText(desk.clock.now() + 2 * 86_400_000) }, 'time-future'],
      [{ ...opening, key: opening.key.slice(1) }, 'body-invalid'],
      [{ ...opening, more: 'x' }, 'body-invalid'],
    ] as const)
      expect(await codeOf(await desk.post('/account', body))).toBe(code);
    expect(await codeOf(await account.call('/account/budget', {}))).toBe('account-unknown');
    expect(await codeOf(await account.ask(study, study.blind().blinded))).toBe('account-unknown');
  });

  it('speaks by its own key, for this call, once', async () => {
    const account = await new TestAccount(desk).open();
    const other = await new TestAccount(desk).open();
    const path = '/account/budget';
    const send = (header: string, body = '{}', to = path) =>
      desk.post(to, body, { [accountHeaderName]: header });
    expect(await codeOf(await desk.post(path, '{}'))).toBe('signature-missing');
    expect(await codeOf(await send('key=x'))).toBe('signature-invalid');
    const good = account.header(path, '{}');
    expect(await codeOf(await send(good, '{ }'))).toBe('signature-invalid');
    const theirs = other.header(path, '{}', { account: account.name });
    expect(await codeOf(await send(theirs))).toBe('signature-invalid');
    expect(await codeOf(await send(account.header('/blind-token', '{}')))).toBe('signature-invalid');
    expect(await codeOf(await send(account.header(path, '{}', { method: 'GET' })))).toBe('signature-invalid');
    const old = { at: minuteText(desk.clock.now() - 2 * 86_400_000) };
    expect(await codeOf(await send(account.header(path, '{}', old)))).toBe('time-stale');
    expect((await send(good)).status).toBe(200);
    expect(await codeOf(await send(good))).toBe('request-replayed');
  });
});

describe('a token', () => {
  it('is given once an account and study, and is good', async () => {
    const account = await new TestAccount(desk).open();
    const blinded = study.blind();
    const token = blinded.finish(await signatureIn(await account.ask(study, blinded.blinded)));
    expect(verifyToken(keyOf(study), token)).toBe(true);
    expect(await codeOf(await account.ask(study, study.blind().blinded))).toBe('token-given');
    expect((await account.budget()).spent).toEqual([{ study: study.digest, costMillionths: 500_000 }]);
  });

  it('asked for again by the same bytes is the same, and paid once', async () => {
    const account = await new TestAccount(desk).open();
    const { blinded } = study.blind();
    const first = await signatureIn(await account.ask(study, blinded));
    expect(await signatureIn(await account.ask(study, blinded))).toBe(first);
    await desk.restart();
    expect(await signatureIn(await account.ask(study, blinded))).toBe(first);
    expect((await account.budget()).spent).toHaveLength(1);
  });

  it('is given while the window is open, and at no other time', async () => {
    const nowMs = desk.clock.now();
    const account = await new TestAccount(desk).open();
    const early = await openStudy(desk, { opens: minuteText(nowMs + 60_000) });
    const late = await openStudy(desk, { opens: minuteText(nowMs - 60_000), closes: minuteText(nowMs) });
    expect(await codeOf(await account.ask(early, early.blind().blinded))).toBe('study-early');
    expect(await codeOf(await account.ask(late, late.blind().blinded))).toBe('study-closed');
    const unknown = toBase64url(randomBytes(32));
    expect(await codeOf(await account.ask(unknown, study.blind().blinded))).toBe('study-unknown');
    desk.clock.pass({ minutes: 1 });
    const { blinded } = early.blind();
    expect((await account.ask(early, blinded)).status).toBe(200);
  });

  it('is not signed for a message that RSA cannot take, and nothing is spent then', async () => {
    const account = await new TestAccount(desk).open();
    const { modulus } = readTokenKey(fromBase64url(study.tokenKey));
    for (const bytes of [
      new Uint8Array(256),
      modulus,
      new Uint8Array(256).fill(255),
      new Uint8Array(255).fill(1),
      new Uint8Array(0),
    ])
      expect(await codeOf(await account.ask(study, toBase64url(bytes)))).toBe('body-invalid');
    for (const blinded of ['=', 'é', 'A'.repeat(343), 7])
      expect(await codeOf(await account.call('/blind-token', { study: study.digest, blinded }))).toBe(
        'body-invalid',
      );
    expect((await account.budget()).spent).toEqual([]);
  });

  it('of another study’s key opens for nothing', async () => {
    const account = await new TestAccount(desk).open();
    const other = await openStudy(desk);
    const blinded = other.blind();
    // Bytes under the other key's modulus may be past this one's: then it is refused, else it is signed for nothing.
    const response = await account.ask(study, blinded.blinded);
    if (response.status !== 200) expect(await codeOf(response)).toBe('body-invalid');
    else {
      const signature = await signatureIn(response);
      expect(() => blinded.finish(signature)).toThrow('blind signature');
    }
  });

  it('after the destruction of its study is given to nobody, and what it cost stays counted', async () => {
    const account = await new TestAccount(desk).open();
    const gone = await openStudy(desk, { costMillionths: 700_000 });
    await account.take(gone);
    await account.take(study);
    await desk.issuer.destroyStudy(gone.digest);
    expect(await codeOf(await account.ask(gone, gone.blind().blinded))).toBe('study-closed');
    expect(await account.budget()).toEqual({
      year: 2026,
      spent: [{ study: study.digest, costMillionths: 500_000 }],
      destroyedMillionths: 700_000,
      personYears: [],
    });
    await desk.issuer.destroyStudy(gone.digest);
    expect((await account.budget()).destroyedMillionths).toBe(700_000);
    await expect(openStudy(desk, { study: gone.digest })).rejects.toMatchObject({ code: 'study-closed' });
    const dear = await openStudy(desk, { costMillionths: yearlyMillionths - 1_200_000 + 1 });
    expect(await codeOf(await account.ask(dear, dear.blind().blinded))).toBe('budget-short');
  });

  it('comes of one key a study: opened again it is the same', async () => {
    const one = await openStudy(desk);
    await desk.restart();
    expect((await openStudy(desk, { study: one.digest, costMillionths: 1 })).tokenKey).toBe(one.tokenKey);
    expect((await openStudy(desk)).tokenKey).not.toBe(one.tokenKey);
  });
});

describe('the budget of a year', () => {
  it('is of the issuer’s clock, and new at the turn of the year', async () => {
    const before = minuteText(desk.clock.now());
    desk.clock.moveTo('2026-12-31T23:59:59Z');
    const account = await new TestAccount(desk).open();
    const dear = { costMillionths: yearlyMillionths };
    const [one, two, three] = [
      await openStudy(desk, dear),
      await openStudy(desk, dear),
      await openStudy(desk, dear),
    ];
    await account.take(one);
    expect(await codeOf(await account.ask(two, two.blind().blinded))).toBe('budget-short');
    desk.clock.pass({ seconds: 1 });
    await account.take(two);
    expect(await codeOf(await account.ask(three, three.blind().blinded))).toBe('budget-short');
    // Once a study, not once a year.
    expect(await codeOf(await account.ask(one, one.blind().blinded))).toBe('token-given');
    expect(await account.budget()).toMatchObject({
      year: 2027,
      spent: [{ study: two.digest, costMillionths: yearlyMillionths }],
    });
    await desk.issuer.sweep();
    expect((await account.budget()).spent).toHaveLength(1);
    desk.clock.moveTo(before);
  });
});

/** What a person with a code does: exchange, then spend. */
async function exchange(code: string, year = 2026) {
  const { tokenKey } = (await enrolmentsOf()).find((entry) => entry.year === year) ?? { tokenKey: '' };
  const blinded = blindFor(tokenKey, enrolmentContext(year));
  const response = await desk.post('/enrolment', { code, year, blinded: blinded.blinded });
  return { ...blinded, response };
}

async function enrolmentsOf() {
  const { enrolments } = (await (await desk.send('/enrolment')).json()) as {
    enrolments: { record: string }[];
  };
  return enrolments.map(({ record }) => {
    const label = readLabel(splitRecord(record).body);
    if (label.kind !== 'enrols') throw new Error('expected a label of enrolment');
    return label;
  });
}

async function personToken(code: string, year = 2026): Promise<string> {
  const { response, finish } = await exchange(code, year);
  return toBase64url(finish(await signatureIn(response)));
}

const enrol = (account: TestAccount, token: string, year = 2026) =>
  account.call('/account/person', { year, token });

describe('a study for persons', () => {
  it('takes an account that was enrolled for the year in which it opens', async () => {
    const persons = await openStudy(desk, { enrolment: 'person', costMillionths: 1 });
    const [code = ''] = await someCodes(desk, 1);
    const account = await new TestAccount(desk).open();
    expect(await codeOf(await account.ask(persons, persons.blind().blinded))).toBe('enrolment-required');
    expect((await enrol(account, await personToken(code))).status).toBe(200);
    await account.take(persons);
    expect((await account.budget()).personYears).toEqual([2026]);
    const nextYear = await openStudy(desk, {
      enrolment: 'person',
      costMillionths: 1,
      opens: '2027-01-01T00:00:00Z',
      closes: '2027-02-01T00:00:00Z',
    });
    const before = minuteText(desk.clock.now());
    desk.clock.moveTo('2027-01-02T00:00:00Z');
    expect(await codeOf(await account.ask(nextYear, nextYear.blind().blinded))).toBe('enrolment-required');
    desk.clock.moveTo(before);
  });

  it('has one contribution of a person over New Year’s Eve too', async () => {
    const before = minuteText(desk.clock.now());
    desk.clock.moveTo('2026-12-20T00:00:00Z');
    const over = await openStudy(desk, {
      enrolment: 'person',
      costMillionths: 1,
      closes: '2027-01-20T00:00:00Z',
    });
    const [old = ''] = await someCodes(desk, 1, 2026);
    desk.clock.moveTo('2027-01-10T00:00:00Z');
    const [fresh = ''] = await someCodes(desk, 1, 2027);
    const [first, second] = [await new TestAccount(desk).open(), await new TestAccount(desk).open()];
    expect((await enrol(first, await personToken(fresh, 2027), 2027)).status).toBe(200);
    expect(await codeOf(await first.ask(over, over.blind().blinded))).toBe('enrolment-required');
    // A code of the old year is still good for it.
    expect((await enrol(second, await personToken(old))).status).toBe(200);
    await second.take(over);
    desk.clock.moveTo(before);
  });
});

describe('a code', () => {
  it('is exchanged once, and the same bytes get the same answer', async () => {
    const [code = ''] = await someCodes(desk, 1);
    const { blinded, response } = await exchange(code);
    const signature = await signatureIn(response);
    const again = await desk.post('/enrolment', { code, year: 2026, blinded });
    expect(await signatureIn(again)).toBe(signature);
    expect(await codeOf((await exchange(code)).response)).toBe('code-used');
    await desk.restart();
    expect(await codeOf((await exchange(code)).response)).toBe('code-used');
    const small = code.toLowerCase().replaceAll('-', ' ');
    expect(await signatureIn(await desk.post('/enrolment', { code: small, year: 2026, blinded }))).toBe(
      signature,
    );
  });

  it('that nobody was given, or of another year, is refused, and not spent', async () => {
    const [code = ''] = await someCodes(desk, 1, 2026);
    await someCodes(desk, 1, 2027);
    const { blinded } = await exchange(code, 2027).then((tried) => {
      expect(tried.response.status).toBe(404);
      return tried;
    });
    expect(blinded).toHaveLength(342);
    const [wrong = ''] = [code.slice(0, -1) + (code.endsWith('0') ? '1' : '0')];
    expect(await codeOf((await exchange(wrong)).response)).toBe('body-invalid');
    expect(await codeOf(await desk.post('/enrolment', { code, year: 2031, blinded }))).toBe(
      'enrolment-closed',
    );
    expect(await codeOf(await desk.post('/enrolment', { code, year: '2026', blinded }))).toBe('body-invalid');
    expect((await exchange(code)).response.status).toBe(200);
  });

  it('opens one account, whoever races for it', { timeout: 60_000 }, async () => {
    const codes = await someCodes(desk, 25);
    for (const code of codes) {
      const tries = await Promise.all([exchange(code), exchange(code), exchange(code)]);
      const won = tries.filter(({ response }) => response.status === 200);
      expect(won).toHaveLength(1);
      const [winner] = won;
      const token = toBase64url(winner?.finish(await signatureIn(winner.response)) ?? new Uint8Array());
      const accounts = await Promise.all(Array.from({ length: 3 }, () => new TestAccount(desk).open()));
      const spends = await Promise.all(accounts.map((account) => enrol(account, token)));
      expect(spends.filter(({ status }) => status === 200)).toHaveLength(1);
      const refused = await Promise.all(spends.filter(({ status }) => status !== 200).map(codeOf));
      expect(refused).toEqual(['token-spent', 'token-spent']);
    }
  });
});

describe('an enrolment token', () => {
  it('is spent once, by one account, and spending it again there is no error', async () => {
    const [code = ''] = await someCodes(desk, 1);
    const token = await personToken(code);
    const [one, other] = [await new TestAccount(desk).open(), await new TestAccount(desk).open()];
    for (let times = 0; times < 2; times++) expect((await enrol(one, token)).status).toBe(200);
    expect(await codeOf(await enrol(other, token))).toBe('token-spent');
  });

  it('beside one of the same year is refused and stays good for somebody else', async () => {
    const [first = '', second = ''] = await someCodes(desk, 2);
    const [one, other] = [await new TestAccount(desk).open(), await new TestAccount(desk).open()];
    await enrol(one, await personToken(first));
    const token = await personToken(second);
    expect(await codeOf(await enrol(one, token))).toBe('enrolment-given');
    expect((await enrol(other, token)).status).toBe(200);
  });

  it('that was forged, or is of a study or another year, is none', async () => {
    const [code = ''] = await someCodes(desk, 1);
    const account = await new TestAccount(desk).open();
    const token = fromBase64url(await personToken(code));
    const ofStudy = await account.take(study);
    const turned = token.with(200, (token[200] as number) ^ 1);
    for (const [bytes, year, expected] of [
      [ofStudy, 2026, 'token-invalid'],
      [turned, 2026, 'token-invalid'],
      [token.with(5, 0), 2026, 'token-invalid'],
      [token, 2027, 'token-invalid'],
      [token, 2031, 'token-invalid'],
      [token.subarray(1), 2026, 'body-invalid'],
      [token.with(1, 1), 2026, 'body-invalid'],
    ] as const)
      expect(await codeOf(await enrol(account, toBase64url(bytes), year))).toBe(expected);
    const stranger = new TestAccount(desk);
    expect(await codeOf(await enrol(stranger, toBase64url(token)))).toBe('account-unknown');
    expect((await enrol(account, toBase64url(token))).status).toBe(200);
  });
});

describe('the key of enrolment', () => {
  it('stands in the log once a year, signed by the régie', async () => {
    await someCodes(desk, 1);
    await Promise.all([someCodes(desk, 1), desk.publish(), desk.publish()]);
    const years = (await enrolmentsOf()).map(({ year }) => year);
    expect(new Set(years).size).toBe(years.length);
    expect(years).toContain(2026);
    for (const label of await enrolmentsOf()) {
      expect(label.by).toBe(desk.regie.id);
      expect(readTokenKey(fromBase64url(label.tokenKey)).modulus).toHaveLength(256);
    }
  });

  it('that is another than in the log exchanges nothing', async () => {
    const lost = await openDesk();
    const [code = ''] = await someCodes(lost, 1);
    const { rmSync } = await import('node:fs');
    await lost.issuer.close();
    for (const end of ['', '-wal', '-shm', '.step'])
      rmSync(`${lost.folder}/issuer.db${end}`, { force: true });
    await lost.restart();
    const [fresh = ''] = await someCodes(lost, 1);
    await lost.publish();
    expect(lost.told).toEqual([
      'issuer.db has another enrolment key for 2026 than the log: its codes are refused',
    ]);
    const { tokenKey } = (await lost.issuer.enrolments())[0] ?? { tokenKey: '' };
    for (const one of [code, fresh]) {
      const { blinded } = blindFor(tokenKey, enrolmentContext(2026));
      expect(await codeOf(await lost.post('/enrolment', { code: one, year: 2026, blinded }))).toBe(
        'enrolment-closed',
      );
    }
    await lost.close();
  });
});

describe('a relay without studies', () => {
  it('gives no tokens and opens no accounts', async () => {
    const { requireIssuer } = await import('../../../relay/middleware/account-call.ts');
    expect(() => requireIssuer({ issuer: undefined } as never)).toThrow('carries no studies');
  });
});
