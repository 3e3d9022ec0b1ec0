import { beforeEach, describe, expect, it } from 'vitest';
import { readReport, writeUploadErrors } from '../../../crypto/dap/report.ts';
import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { reportIdOf } from '../../../crypto/report.ts';
import { signingPair } from '../../../crypto/sign.ts';
import { pathOf } from '../../../policy/routes.ts';
import { yearlyMillionths } from '../../../policy/study/budget.ts';
import { cellCount } from '../../../policy/study.ts';
import { mayJoin, odometer } from '../../../pwa/wallet/paths/budget.ts';
import { compareBudget } from '../../../pwa/wallet/paths/compare-budget.ts';
import {
  cellNow,
  goOnContributing,
  leaveAt,
  recount,
  sayNoToStudy,
  sayYesToStudy,
} from '../../../pwa/wallet/paths/contribute.ts';
import { keepFact } from '../../../pwa/wallet/paths/keep.ts';
import { lock, unlock } from '../../../pwa/wallet/paths/open.ts';
import { countOpenStudies } from '../../../pwa/wallet/paths/open-studies.ts';
import { findStudy } from '../../../pwa/wallet/paths/study.ts';
import { isClosed, sendWithdrawal, withdraw } from '../../../pwa/wallet/paths/withdraw.ts';
import { change } from '../../../pwa/wallet/vault/hold.ts';
import { alarms, contributions, heldSignal } from '../../../pwa/wallet/vault/open.ts';
import { openTestHouse, type TestHouse } from '../../relay/house.ts';
import { openStudySide, problem, type StudySide } from './study-side.ts';
import { aroundOf, openWallet, phrase, type TestAround } from './wallet.ts';

let relay: TestHouse;
let around: TestAround;
let side: StudySide;
let digest: string;

beforeEach(async () => {
  relay = await openTestHouse();
  around = aroundOf(relay);
  await openWallet(around);
  await keepFact({ key: 'trip-km', value: 3.2 }, around);
  await keepFact({ key: 'travel-mode', value: 'bike' }, around);
  side = await openStudySide(relay, around);
  digest = await side.publish();
  return () => relay.close();
});

/** 2 to 5 km, by bike: second class of five, second of five. */
const ownCell = 6;

const kept = (of = digest) => contributions.value.find(({ study }) => study === of);
const state = (of = digest) => kept(of)?.state;

async function yes(of = digest, isSilent = false): Promise<void> {
  const known = await findStudy(of, around);
  await sayYesToStudy(known, { cell: cellNow(known.study).cell, isSilent }, around);
}

const goOn = () => goOnContributing(around);

/** To the token, and past the hours of chance. */
async function untilDue(of = digest): Promise<void> {
  await goOn();
  relay.clock.moveTo(kept(of)?.leavesAt ?? '');
}

async function sent(of = digest): Promise<void> {
  await yes(of);
  await untilDue(of);
  await goOn();
}

const pathsSince = (from: number) => around.calls.slice(from).map(({ path }) => path);
const tokenPath = pathOf('takeStudyToken');
const uploadPath = () => `/dap/tasks/${digest}/reports`;

/** Every call to this address is lost on its way there, or its answer on its way back. */
function lose(path: string, which: 'call' | 'answer'): () => void {
  const asBefore = around.meddle;
  around.meddle = async (asked, next) => {
    if (asked !== path) return asBefore(asked, next);
    if (which === 'answer') await asBefore(asked, next);
    throw new TypeError('lost');
  };
  return () => {
    around.meddle = asBefore;
  };
}

describe('a yes to a study', () => {
  it('goes from token to hours of chance to two sealed halves, by itself', async () => {
    await yes();
    expect(kept()).toMatchObject({ state: 'kept', cell: ownCell, paidAt: null, token: null });
    await goOn();
    expect(kept()).toMatchObject({ state: 'waiting', report: null });
    expect(heldSignal.value.token.size).toBe(0);
    const waited = Date.parse(kept()?.leavesAt ?? '') - relay.clock.now();
    expect(waited).toBeGreaterThanOrEqual(3_600_000 - 60_000);
    expect(waited).toBeLessThanOrEqual(24 * 3_600_000);
    await goOn();
    expect(side.uploads).toEqual([]);
    relay.clock.moveTo(kept()?.leavesAt ?? '');
    await goOn();
    expect(kept()).toMatchObject({ state: 'sent', report: null });
    expect(side.uploads.map(({ bytes }) => side.bucketsOf(bytes, digest))).toEqual([[ownCell]]);
    await goOn();
    expect(side.uploads).toHaveLength(1);
  });

  it('with « je préfère ne pas le dire » counts in the last bucket', async () => {
    await yes(digest, true);
    await untilDue();
    await goOn();
    const { dimensions } = side.manifest(digest);
    expect(side.bucketsOf(side.uploads[0]?.bytes ?? new Uint8Array(), digest)).toEqual([
      cellCount(dimensions),
    ]);
  });

  it('tapped twice, in one breath, is one', async () => {
    const known = await findStudy(digest, around);
    const shown = { cell: ownCell, isSilent: false };
    await Promise.all([sayYesToStudy(known, shown, around), sayYesToStudy(known, shown, around)]);
    const [first] = contributions.value;
    await sayYesToStudy(known, shown, around);
    expect(contributions.value).toEqual([first]);
    await Promise.all([goOn(), goOn()]);
    expect(side.blinded.map(({ study }) => study)).toEqual([digest]);
  });

  it('keeps what was shown: a fact changed later changes nothing until she says so', async () => {
    await yes();
    await goOn();
    await keepFact({ key: 'travel-mode', value: 'walk' }, around);
    expect(kept()?.cell).toBe(ownCell);
    await recount(digest, { cell: ownCell - 1, isSilent: false });
    expect(kept()?.cell).toBe(ownCell - 1);
    relay.clock.moveTo(kept()?.leavesAt ?? '');
    await goOn();
    expect(side.bucketsOf(side.uploads[0]?.bytes ?? new Uint8Array(), digest)).toEqual([ownCell - 1]);
    await expect(recount(digest, { cell: ownCell - 1, isSilent: false })).rejects.toMatchObject({
      code: 'study-closed',
    });
  });

  it('is refused where the screen showed another cell than the facts give', async () => {
    const known = await findStudy(digest, around);
    const other = sayYesToStudy(known, { cell: ownCell + 1, isSilent: false }, around);
    await expect(other).rejects.toMatchObject({ code: 'view-differs' });
    expect(contributions.value).toEqual([]);
  });

  it('needs an open vault, and an open window', async () => {
    const known = await findStudy(digest, around);
    lock();
    const shown = { cell: ownCell, isSilent: false };
    await expect(sayYesToStudy(known, shown, around)).rejects.toMatchObject({ code: 'wallet-locked' });
    await unlock({ kind: 'passphrase', passphrase: phrase }, around);
    relay.clock.moveTo(known.study.window.closes);
    relay.clock.pass({ minutes: -10 });
    await expect(sayYesToStudy(known, shown, around)).rejects.toMatchObject({ code: 'study-closed' });
  });
});

describe('a no', () => {
  it('sends nothing, is kept, and leaves a yes possible', async () => {
    const known = await findStudy(digest, around);
    const from = around.calls.length;
    await sayNoToStudy(known, around);
    expect(pathsSince(from)).toEqual([]);
    expect(state()).toBe('declined');
    expect(await countOpenStudies(around)).toBe(0);
    expect(odometer(around).spentMillionths).toBe(0);
    await yes();
    expect(state()).toBe('kept');
  });
});

describe('the hours of chance', () => {
  it('lie between 1 and 24 hours, and spread', async () => {
    const study = side.manifest(digest);
    const hours = Array.from({ length: 400 }, () => (leaveAt(study, around) - around.now()) / 3_600_000);
    expect(Math.min(...hours)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...hours)).toBeLessThan(24);
    for (const [from, until] of [
      [1, 6.75],
      [6.75, 12.5],
      [12.5, 18.25],
      [18.25, 24],
    ] as const)
      expect(hours.filter((hour) => hour >= from && hour < until).length).toBeGreaterThan(60);
  });

  it('never pass the close, less a quarter of an hour', async () => {
    const study = side.manifest(digest);
    const closes = Date.parse(study.window.closes);
    for (const left of [5 * 60, 90, 40, 16]) {
      relay.clock.moveTo(study.window.closes);
      relay.clock.pass({ minutes: -left });
      const moments = Array.from({ length: 50 }, () => leaveAt(study, around));
      expect(Math.max(...moments)).toBeLessThanOrEqual(closes - 15 * 60_000);
      expect(Math.min(...moments)).toBeGreaterThanOrEqual(around.now());
    }
  });

  it('that end after the window is over end in « not in time », and nothing leaves', async () => {
    await yes();
    await goOn();
    relay.clock.moveTo(side.manifest(digest).window.closes);
    await goOn();
    expect(kept()).toMatchObject({ state: 'missed', keySeed: null, token: null });
    expect(side.uploads).toEqual([]);
  });
});

describe('each step that fails', () => {
  it.each(['call', 'answer'] as const)(
    'a token whose %s is lost is asked for with the same bytes',
    async (which) => {
      await yes();
      const mend = lose(tokenPath, which);
      await goOn();
      expect(state()).toBe('kept');
      mend();
      await goOn();
      expect(state()).toBe('waiting');
      expect(new Set(side.blinded.map(({ blinded }) => blinded)).size).toBe(1);
    },
  );

  it.each(['call', 'answer'] as const)(
    'a report whose %s is lost leaves again byte for byte',
    async (which) => {
      await yes();
      await untilDue();
      const mend = lose(uploadPath(), which);
      await goOn();
      const first = kept()?.report ?? '';
      expect([state(), first === '']).toEqual(['waiting', false]);
      mend();
      await goOn();
      expect(kept()).toMatchObject({ state: 'sent', report: null });
      expect(new Set(side.uploads.map(({ bytes }) => toBase64url(bytes)))).toEqual(new Set([first]));
    },
  );

  it('a phone that dies between two steps goes on from there', async () => {
    await yes();
    const reopen = async () => {
      lock();
      await unlock({ kind: 'passphrase', passphrase: phrase }, around);
    };
    await reopen();
    await goOn();
    await reopen();
    relay.clock.moveTo(kept()?.leavesAt ?? '');
    const mend = lose(uploadPath(), 'answer');
    await goOn();
    await reopen();
    mend();
    await goOn();
    expect(state()).toBe('sent');
    expect(new Set(side.uploads.map(({ bytes }) => toBase64url(bytes))).size).toBe(1);
    expect(side.blinded).toHaveLength(1);
  });

  it('no network: all waits, and nothing is lost', async () => {
    await yes();
    around.isOffline = true;
    await goOn();
    expect(state()).toBe('kept');
    around.isOffline = false;
    await goOn();
    expect(state()).toBe('waiting');
  });

  it('a token that is refused for good ends it, and gives the reserve back', async () => {
    await yes();
    expect(odometer(around).spentMillionths).toBe(500_000);
    const asBefore = around.meddle;
    around.meddle = (path, next) =>
      path === tokenPath ? Promise.resolve(problem(409, 'token-given')) : asBefore(path, next);
    await goOn();
    expect(kept()).toMatchObject({ state: 'refused', refusal: 'token-given', keySeed: null });
    expect(odometer(around).spentMillionths).toBe(0);
  });

  it('an issuer that signs something else gives no token, and only that study ends', async () => {
    const other = await side.publish();
    await yes();
    await yes(other);
    const asBefore = around.meddle;
    around.meddle = (path, next) =>
      path === tokenPath && around.calls.at(-1)?.body.includes(digest)
        ? Promise.resolve(Response.json({ blindSignature: toBase64url(new Uint8Array(256).fill(3)) }))
        : asBefore(path, next);
    await goOn();
    expect(kept()).toMatchObject({ state: 'refused', refusal: 'study-untrue', token: null, paidAt: null });
    expect(alarms.value.map(({ code }) => code)).toEqual(['study-untrue']);
    expect(state(other)).toBe('waiting');
    await goOn();
    expect([state(), state(other)]).toEqual(['refused', 'waiting']);
  });

  it('a leader that does not take it says why; what may be there all the same can be taken back', async () => {
    await yes();
    await untilDue();
    const asBefore = around.meddle;
    around.meddle = (path, next) =>
      path === uploadPath()
        ? Promise.resolve(
            Response.json({ type: 'urn:ietf:params:ppm:dap:error:unrecognizedTask' }, { status: 404 }),
          )
        : asBefore(path, next);
    await goOn();
    expect(kept()).toMatchObject({ state: 'refused', refusal: 'unrecognizedTask', report: null });
    expect(kept()?.keySeed).not.toBeNull();
    around.meddle = asBefore;
    await withdraw(digest, around);
    expect(kept()).toMatchObject({ state: 'withdrawn', keySeed: null, token: null });
    expect(kept()?.paidAt).not.toBeNull();
  });

  it('a leader that lies about the close ends nothing: by this phone’s clock the window is open', async () => {
    await yes();
    await untilDue();
    const asBefore = around.meddle;
    around.meddle = async (path, next) => {
      if (path !== uploadPath()) return asBefore(path, next);
      await asBefore(path, next);
      return Response.json(
        { type: 'urn:ietf:params:ppm:dap:error:batchOverlap', code: 'study-closed' },
        { status: 409 },
      );
    };
    await goOn();
    expect(state()).toBe('refused');
    expect(kept()?.keySeed).not.toBeNull();
    relay.clock.moveTo(side.manifest(digest).window.closes);
    around.meddle = asBefore;
    await goOn();
    expect(kept()).toMatchObject({ state: 'refused', keySeed: null, token: null });
  });
});

describe('what is not ready yet waits', () => {
  it('a report that came too early for the leader’s clock leaves again with the same bytes', async () => {
    await yes();
    await untilDue();
    const asBefore = around.meddle;
    around.meddle = (path, next) =>
      path === uploadPath()
        ? Promise.resolve(
            new Response(writeUploadErrors([{ id: new Uint8Array(16), error: 'report_too_early' }])),
          )
        : asBefore(path, next);
    await goOn();
    const report = kept()?.report ?? '';
    expect([state(), report === '']).toEqual(['waiting', false]);
    around.meddle = asBefore;
    await goOn();
    expect(state()).toBe('sent');
    expect(side.uploads.map(({ bytes }) => toBase64url(bytes))).toEqual([report]);
  });

  it('a yes to a study for persons asks for no token before the account is one', async () => {
    const persons = await side.publish({ enrolment: 'person' });
    await yes(persons);
    await goOn();
    expect([state(persons), side.blinded]).toEqual(['kept', []]);
    await change(async (rows) => {
      const row = {
        seed: toBase64url(new Uint8Array(32).fill(5)),
        isOpen: true,
        personYears: [2026],
        enrolment: null,
        calledMs: null,
        mailboxMs: 0,
      };
      rows.put('account', 'account', row);
    });
    await goOn();
    expect([state(persons), side.blinded.length]).toEqual(['waiting', 1]);
  });
});

describe('calls', () => {
  it('for a contribution name no account, no mailbox, no cookie and no cell', async () => {
    await sent();
    const upload = around.calls.find(({ path }) => path === uploadPath());
    const headers = upload?.options.headers as Record<string, string>;
    expect(Object.keys(headers).sort()).toEqual(['accept', 'content-type']);
    expect(upload?.options).toMatchObject({ credentials: 'omit', referrerPolicy: 'no-referrer' });
    for (const { path, body } of around.calls) expect(`${path}${body}`).not.toMatch(/"cell"|trip-km|bike/);
  });

  it('for the account wait until mailboxes were silent for ten minutes', async () => {
    await yes();
    around.pauses.length = 0;
    await goOn();
    expect(around.pauses.some((ms) => ms >= 590_000)).toBe(true);
    const accountCalls = around.calls.filter(
      ({ path }) => path === pathOf('openAccount') || path === tokenPath,
    );
    expect(accountCalls).toHaveLength(2);
  });

  it('carry a report whose id is made from the key of this contribution and no other', async () => {
    await yes();
    const seed = fromBase64url(kept()?.keySeed ?? '');
    await untilDue();
    await goOn();
    const { metadata } = readReport(side.uploads[0]?.bytes ?? new Uint8Array());
    const { publicKey } = signingPair(seed);
    expect(toBase64url(metadata.id)).toBe(toBase64url(reportIdOf(publicKey, fromBase64url(digest))));
  });
});

describe('taking it back', () => {
  it('before anything was asked for leaves nothing anywhere', async () => {
    await yes();
    const from = around.calls.length;
    await withdraw(digest, around);
    expect([pathsSince(from), contributions.value]).toEqual([[], []]);
  });

  it('with the token here sends nothing, and another yes pays nothing more', async () => {
    await yes();
    await goOn();
    const from = around.calls.length;
    await withdraw(digest, around);
    expect([pathsSince(from), state()]).toEqual([[], 'withdrawn']);
    relay.clock.pass({ days: 2 });
    await goOn();
    expect(side.uploads).toEqual([]);
    await yes();
    expect(state()).toBe('waiting');
    await goOn();
    expect([state(), side.blinded.length]).toEqual(['sent', 1]);
    expect(odometer(around).spentMillionths).toBe(500_000);
  });

  it('after it was sent is signed by its key, and over when both have signed', async () => {
    await sent();
    await withdraw(digest, around);
    expect(kept()).toMatchObject({ state: 'withdrawn', keySeed: null, token: null });
    expect(kept()?.withdrawal?.withdrawn.map(({ party }) => party)).toEqual([
      relay.regie.id,
      side.helper.client.id,
    ]);
    expect(odometer(around).spentMillionths).toBe(500_000);
  });

  it('waits for the helper, and asks again with the same record', async () => {
    await sent();
    side.isHelperAway = true;
    await withdraw(digest, around);
    expect(state()).toBe('withdrawing');
    expect(kept()?.withdrawal?.withdrawn).toHaveLength(1);
    const record = kept()?.withdrawal?.text;
    side.isHelperAway = false;
    await goOn();
    expect(state()).toBe('withdrawn');
    const sentRecords = around.calls
      .filter(({ path }) => path.endsWith('/withdrawal'))
      .map(({ body }) => (JSON.parse(body) as { record: string }).record);
    expect(new Set(sentRecords)).toEqual(new Set([record]));
  });

  it('is not believed on a word that is not theirs', async () => {
    await sent();
    const asBefore = around.meddle;
    around.meddle = async (path, next) => {
      const response = await asBefore(path, next);
      if (!path.endsWith('/withdrawal')) return response;
      const body = (await response.json()) as { withdrawn: { party: string; signature: string }[] };
      const [leader, helper] = body.withdrawn;
      // The leader answers for both.
      return Response.json({
        withdrawn: [leader, { ...helper, signature: leader?.signature }],
        pending: false,
      });
    };
    await withdraw(digest, around);
    expect(state()).toBe('withdrawing');
    expect(kept()?.withdrawal?.withdrawn.map(({ party }) => party)).toEqual([relay.regie.id]);
  });

  it('while a report is on its way takes that one out too', async () => {
    await yes();
    await untilDue();
    const mend = lose(uploadPath(), 'answer');
    await goOn();
    mend();
    await withdraw(digest, around);
    expect(state()).toBe('withdrawn');
    await goOn();
    expect(side.uploads).toHaveLength(1);
  });

  it('without a network stands here at once and goes first later', async () => {
    await sent();
    around.isOffline = true;
    await withdraw(digest, around);
    expect(state()).toBe('withdrawing');
    around.isOffline = false;
    await goOn();
    expect(state()).toBe('withdrawn');
  });

  it('after the close is told as it is: only for what follows', async () => {
    await sent();
    relay.clock.moveTo(side.manifest(digest).window.closes);
    const row = kept();
    expect(row && isClosed(row, around.now())).toBe(true);
    await expect(withdraw(digest, around)).rejects.toMatchObject({ code: 'study-closed' });
    expect(state()).toBe('sent');
    await goOn();
    expect(kept()).toMatchObject({ state: 'sent', keySeed: null, token: null });
  });

  it('is not believed to be too late while the window is open, and a word against that is an alarm', async () => {
    await sent();
    const asBefore = around.meddle;
    around.meddle = (path, next) =>
      path.endsWith('/withdrawal')
        ? Promise.resolve(
            Response.json({ code: 'withdrawal-late', fr: 'Trop tard.', en: 'Too late.' }, { status: 409 }),
          )
        : asBefore(path, next);
    const late = around.meddle;
    await withdraw(digest, around);
    expect(state()).toBe('withdrawing');
    expect(kept()?.keySeed).not.toBeNull();
    expect(alarms.value).toEqual([]);
    around.meddle = async (path, next) => {
      const answer = await asBefore(path, next);
      if (!path.endsWith('/withdrawal')) return answer;
      const { withdrawn } = (await answer.json()) as { withdrawn: unknown[] };
      return Response.json({ withdrawn: withdrawn.slice(0, 1), pending: true });
    };
    await sendWithdrawal(digest, around);
    around.meddle = late;
    await sendWithdrawal(digest, around);
    expect(alarms.value.map(({ code }) => code)).toEqual(['study-untrue']);
    around.meddle = asBefore;
    await sendWithdrawal(digest, around);
    expect(state()).toBe('withdrawn');
  });

  it('that the close overtook stays in the total, and says so', async () => {
    await sent();
    around.isOffline = true;
    await withdraw(digest, around);
    around.isOffline = false;
    relay.clock.moveTo(side.manifest(digest).window.closes);
    await sendWithdrawal(digest, around);
    expect(kept()).toMatchObject({ state: 'sent', refusal: 'withdrawal-late', keySeed: null });
  });
});

describe('the reserve of the year', () => {
  it('pays four studies at ε = 1 and refuses the fifth, before anything is asked for', async () => {
    for (const of of [digest, await side.publish(), await side.publish(), await side.publish()])
      await yes(of);
    expect(odometer(around)).toMatchObject({ spentMillionths: yearlyMillionths, leftMillionths: 0 });
    const fifth = await side.publish();
    const known = await findStudy(fifth, around);
    expect(mayJoin(fifth, known.study, around)).toBe(false);
    const from = around.calls.length;
    await expect(sayYesToStudy(known, { cell: ownCell, isSilent: false }, around)).rejects.toMatchObject({
      code: 'budget-short',
    });
    expect(pathsSince(from)).toEqual([]);
  });

  it('is counted alike by phone and issuer, and a difference is shown', async () => {
    await sent();
    expect(await compareBudget(around)).toEqual({
      isSame: true,
      hereMillionths: 500_000,
      thereMillionths: 500_000,
    });
    side.blinded.push({ study: await side.publish(), blinded: '' });
    expect(await compareBudget(around)).toMatchObject({ isSame: false, thereMillionths: 1_000_000 });
  });
});

describe('at rest', () => {
  it('no study, cell or key of a contribution stands in clear', async () => {
    await yes();
    await goOn();
    const { keySeed, token, text } = kept() ?? {};
    if (keySeed == null || token == null || text === undefined) throw new Error('expected all three');
    // After the fake IndexedDB is there.
    const { readRows } = await import('../../../pwa/wallet/vault/database.ts');
    const rows = await readRows();
    const bytes = Buffer.concat(rows.map(({ c }) => Buffer.from(c))).toString('latin1');
    const names = rows.map(({ k }) => k).join('\n');
    for (const secret of [digest, keySeed, token.slice(0, 40), text.slice(0, 40), 'contribution'])
      for (const place of [bytes, names]) expect([secret, place.includes(secret)]).toEqual([secret, false]);
    expect(relay.lines.join('\n')).not.toMatch(/"cell"|trip-km/);
  });
});
