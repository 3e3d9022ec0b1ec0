// The leader's DAP doors, as a stranger meets them: through the relay's own app.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readHpkeConfigs } from '../../../crypto/dap/hpke-config.ts';
import { readReport, readUploadErrors, writeReport } from '../../../crypto/dap/report.ts';
import { concat, toHex } from '../../../crypto/encode.ts';
import { randomBytes } from '../../../crypto/random.ts';
import { contributionExtension } from '../../../crypto/report.ts';
import { buildApp } from '../../../relay/app.ts';
import { openLogs } from '../../../relay/middleware/logs.ts';
import { noWallet } from '../../../relay/routes/wallet.ts';
import { aContributor, type CarriedStudy, carryStudy } from '../../support/carried-study.ts';
import { openTestHouse, type TestHouse } from '../house.ts';
import { bytesOf, errorOf } from './helper-doors.ts';

let carried: CarriedStudy;
let relay: TestHouse;
let app: ReturnType<typeof buildApp>;
let lines: string[];
beforeEach(async () => {
  lines = [];
  carried = await carryStudy();
  carried.openWindow();
  relay = await openTestHouse();
  const logs = openLogs((text) => void lines.push(text));
  app = buildApp({ ...relay.house, leader: carried.leader, now: carried.clock.now }, logs, noWallet);
});
afterEach(async () => {
  await relay.close();
  await carried.close();
});

const upload = (body: Uint8Array, task = carried.digest): Promise<Response> =>
  Promise.resolve(
    app.request(`/dap/tasks/${task}/reports`, {
      method: 'POST',
      headers: { 'content-type': 'application/ppm-dap;message=upload-req' },
      body: new Uint8Array(body),
    }),
  );

const aReport = (cell = 0, changes = {}) =>
  carried.known.report(aContributor(), cell, carried.clock.now(), changes);

async function errorsOf(response: Response): Promise<string[]> {
  expect(response.status).toBe(200);
  const bytes = await bytesOf(response);
  if (bytes.length > 0)
    expect(response.headers.get('content-type')).toBe('application/ppm-dap;message=upload-errors');
  return readUploadErrors(bytes).map(({ id, error }) => `${toHex(id).slice(0, 6)} ${error}`);
}

describe('the upload door', () => {
  it('takes reports with an empty answer, one or several, and the same again', async () => {
    const [one, two] = [await aReport(1), await aReport(2)];
    for (const body of [one, concat(one, two), one]) expect(await errorsOf(await upload(body))).toEqual([]);
    carried.closeWindow();
    await carried.settle();
    expect(await carried.helper.given.store.total(carried.digest)).toMatchObject({ count: 2 });
  });

  it('names those that it did not take, in the order of the request, and keeps the others', async () => {
    const good = await aReport(3);
    const nameless = readReport(await aReport());
    const strange = writeReport({ ...nameless, metadata: { ...nameless.metadata, id: randomBytes(16) } });
    const old = await carried.known.report(aContributor(), 0, carried.known.of.opensMs - 1);
    const ahead = await carried.known.report(aContributor(), 0, carried.clock.now() + 3 * 3_600_000);
    const sealed = readReport(await aReport());
    const stale = writeReport({
      ...sealed,
      leaderShare: { ...sealed.leaderShare, configId: sealed.leaderShare.configId ^ 1 },
    });
    const all = [strange, old, good, ahead, stale];
    const names = all.map((report) => toHex(readReport(report).metadata.id).slice(0, 6));
    expect(await errorsOf(await upload(concat(...all)))).toEqual([
      `${names[0]} invalid_message`,
      `${names[1]} report_dropped`,
      `${names[3]} report_too_early`,
      `${names[4]} outdated_config`,
    ]);
    expect(await errorsOf(await upload(good))).toEqual([]);
  });

  it('discards a report of another size than the study’s: a token buys no more of the disk', async () => {
    const pair = aContributor();
    const report = readReport(await carried.known.report(pair, 0, carried.clock.now()));
    const more = (bytes: Uint8Array) => concat(bytes, randomBytes(20_000));
    const { publicShare, leaderShare, helperShare } = report;
    for (const changes of [
      { publicShare: more(publicShare) },
      { publicShare: publicShare.subarray(1) },
      { leaderShare: { ...leaderShare, payload: more(leaderShare.payload) } },
      { leaderShare: { ...leaderShare, enc: more(leaderShare.enc) } },
      { helperShare: { ...helperShare, payload: more(helperShare.payload) } },
      { helperShare: { ...helperShare, payload: helperShare.payload.subarray(1) } },
      { helperShare: { ...helperShare, enc: more(helperShare.enc) } },
    ]) {
      const [error] = await errorsOf(await upload(writeReport({ ...report, ...changes })));
      expect(error, Object.keys(changes).join()).toMatch(/invalid_message$/);
    }
    expect(await errorsOf(await upload(writeReport(report)))).toEqual([]);
  });

  it('takes nothing out that is counted, also when the clock was set back', async () => {
    const pair = aContributor();
    await upload(await carried.known.report(pair, 0, carried.clock.now()));
    carried.closeWindow();
    await carried.settle();
    carried.openWindow();
    const call = carried.known.withdrawal(pair, carried.clock.now());
    await expect(carried.leader.withdraw(carried.digest, call)).rejects.toMatchObject({
      code: 'withdrawal-late',
    });
  });

  it('discards a report with an extension that it does not know, or one twice', async () => {
    for (const types of [
      [1],
      [contributionExtension, contributionExtension],
      [contributionExtension, contributionExtension + 1],
      [],
    ]) {
      const report = readReport(await aReport());
      const [own] = report.metadata.publicExtensions;
      const publicExtensions = types.map((type) => ({ type, data: own?.data ?? new Uint8Array() }));
      const sent = writeReport({ ...report, metadata: { ...report.metadata, publicExtensions } });
      expect((await errorsOf(await upload(sent)))[0]).toMatch(/invalid_message$/);
    }
  });

  it('aborts for what is no upload, too much, or an unknown task, in DAP’s words and in ours', async () => {
    const report = await aReport();
    for (const body of [
      new Uint8Array(0),
      report.subarray(1),
      concat(report, Uint8Array.of(0)),
      randomBytes(5000),
    ])
      expect(await errorOf(await upload(body))).toBe('invalidMessage');
    const unknown = await upload(report, 'A'.repeat(43));
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({
      type: 'urn:ietf:params:ppm:dap:error:unrecognizedTask',
      taskid: 'A'.repeat(43),
      code: 'study-unknown',
      fr: expect.stringMatching(/\S/) as unknown,
    });
    expect((await upload(randomBytes(64 * 1024 + 1))).status).toBe(413);
    expect(
      (await Promise.resolve(app.request(`/dap/tasks/${carried.digest}/reports`, { method: 'POST' }))).status,
    ).toBe(415);
  });

  it('logs nothing of a contribution, and no time of it', async () => {
    const report = await aReport();
    await upload(report);
    const { record, token } = carried.known.withdrawal(aContributor(), carried.clock.now());
    await app.request(`/study/${carried.digest}/withdrawal`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ record, token }),
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const text = lines.join('\n');
    expect(text).toContain('"/dap/tasks/:task/reports"');
    expect(text).toContain('"/study/:digest/withdrawal"');
    expect(text).not.toContain(carried.digest);
    for (const line of text.split('\n').filter(Boolean))
      expect((JSON.parse(line) as { at: string }).at).toMatch(/:00Z$/);
  });

  it('gives its keys as DAP wants them, and says so where there is none', async () => {
    const response = await app.request('/dap/hpke_config');
    expect(response.headers.get('content-type')).toBe('application/ppm-dap;message=hpke-config-list');
    expect(response.headers.get('cache-control')).toMatch(/^max-age=\d+$/);
    expect(readHpkeConfigs(await bytesOf(response))).toHaveLength(1);
    expect((await relay.fetch('/dap/hpke_config')).status).toBe(404);
  });
});

describe('the withdrawal door', () => {
  const withdraw = (body: unknown, digest = carried.digest): Promise<Response> =>
    Promise.resolve(
      app.request(`/study/${digest}/withdrawal`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    );

  it('takes a contribution out for whoever holds its key and token, sent or not yet sent', async () => {
    const pair = aContributor();
    const call = carried.known.withdrawal(pair, carried.clock.now());
    const first = await withdraw(call);
    expect(await first.json()).toMatchObject({
      pending: false,
      withdrawn: [{ party: carried.regie.id }, { party: carried.helperParty.id }],
    });
    const report = await carried.known.report(pair, 0, carried.clock.now());
    expect((await errorsOf(await upload(report)))[0]).toMatch(/report_dropped$/);
  });

  it('refuses everybody and everything else', async () => {
    const now = () => carried.clock.now();
    const [pair, other] = [aContributor(), aContributor()];
    const call = carried.known.withdrawal(pair, now());
    const foreign = carried.known.withdrawal(other, now());
    expect(await errorOf(await withdraw({ ...call, token: foreign.token }))).toBe('token-invalid');
    expect(await errorOf(await withdraw({ ...call, token: 'AAAA' }))).toBe('token-invalid');
    expect(await errorOf(await withdraw({ ...call, record: call.record.replace(/.{5}$/, 'AAAAA') }))).toMatch(
      /record-invalid|signature-invalid/,
    );
    expect(
      await errorOf(await withdraw(carried.known.withdrawal(pair, now(), { study: 'A'.repeat(43) }))),
    ).toBe('record-invalid');
    expect(await errorOf(await withdraw(call, 'A'.repeat(43)))).toBe('study-unknown');
    expect(await errorOf(await withdraw(carried.known.withdrawal(pair, now() - 25 * 3_600_000)))).toBe(
      'time-stale',
    );
    for (const body of [{}, { record: call.record }, { ...call, more: 1 }, { record: 7, token: 8 }])
      expect((await withdraw(body)).status).toBe(400);
    carried.closeWindow();
    expect(await errorOf(await withdraw(carried.known.withdrawal(pair, now())))).toBe('withdrawal-late');
    await carried.settle();
    expect((await carried.helper.given.store.tally(carried.digest)).withdrawn).toBe(0);
  });
});
